#pragma once
// The user's page at EdgeX, stood in for: pairs with the bridge, signs and sends what it is told,
// and passes the private socket on. What web/edgex-bridge does in a browser, without one.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "net/http_client.h"
#include "net/websocket.h"
#include "venues/edgex/auth.h"
#include "venues/venue.h"

namespace twinleg::conformance {

// The bridge's own name of the pairing token, and the one that the stand-in knows.
inline constexpr std::string_view kPageToken = "EDGEX_BROWSER_TOKEN";
inline constexpr std::string_view kPageTokenValue = "0123456789abcdef0123456789abcdef";

// Threads: the loop's.
class EdgexPage final : private net::WsHandler {
public:
    // `version` is "v1" or "v2"; `keys` those of the venue's account.
    EdgexPage(net::EventLoop& loop, const venues::Endpoints& venue, const std::string& version,
              const venues::Credentials& keys, std::uint16_t bridge_port);
    ~EdgexPage() override;

private:
    class Account;
    void on_open() override {}
    void on_message(std::span<char> data, bool binary, Time received) override;
    void on_down(const Error& why) override;
    void pair();
    void execute(const std::string& message);
    void cancel(const std::string& message);
    void relay(const std::string& message);
    void post(const std::string& name, const std::string& body, net::HttpDone done);
    std::string path(std::string_view name) const;
    std::uint64_t now_ms() const { return static_cast<std::uint64_t>(loop_.now().ns) / 1'000'000; }

    net::EventLoop& loop_;
    const std::string version_;
    const venues::Endpoints venue_;
    std::unique_ptr<venues::edgex::Auth> auth_;
    venues::edgex::ContractInfo contract_;
    net::HttpClient rest_;
    net::WebSocket bridge_;
    net::Timer again_;
    std::unique_ptr<Account> account_;
};

}  // namespace twinleg::conformance
