#pragma once
// Where connections to the bridge wait until they have shown the pairing token.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include "core/time.h"
#include "net/server.h"
#include "venues/edgex/page_protocol.h"
#include "venues/edgex/pairing.h"

namespace twinleg::venues::edgex {

// A visitor hears a greeting and answers to its pings, nothing else. The greeting proves that we
// know the token; the visitor then shows it, in its URL or in frontend_ready, or is sent away.
//
// Threads: the loop's.
class Reception {
public:
    struct Rules {
        OriginRule origins;
        PairingToken token;
        Duration patience;                          // for the token, from the connection on
        std::size_t most{8};                        // visitors at once
        std::function<void(std::string_view)> say;  // may be null
    };
    explicit Reception(Rules rules) : rules_(std::move(rules)) {}

    const PairingToken& token() const { return rules_.token; }

    net::Upgrade knock(const net::ServerRequest& request);
    void enter(const std::shared_ptr<net::ServerSocket>& socket, const net::ServerRequest& request,
               Time now);
    bool has(const net::ServerSocket& socket) const { return visitors_.contains(socket.id); }

    // Whether `message` is the introduction of one that has shown the token. Else it was answered,
    // or its sender sent away.
    bool introduced(net::ServerSocket& socket, const page::Message& message);
    // It is a visitor no more; empty if it was none.
    std::shared_ptr<net::ServerSocket> release(const net::ServerSocket& socket);
    void send_away(net::ServerSocket& socket, std::string_view why, int code = kPolicy);
    // Sends those away that have waited too long.
    void sweep(Time now);

    std::uint64_t foreign_origins() const { return foreign_origins_; }
    std::uint64_t wrong_tokens() const { return wrong_tokens_; }

    // Close codes: you may not; and one of ours, another page is paired.
    static constexpr int kPolicy = 1008;
    static constexpr int kOtherPage = 4001;

private:
    struct Visitor {
        std::shared_ptr<net::ServerSocket> socket;
        Time since;
        bool shown{false};  // the token, in its URL
    };

    void wrong_token(net::ServerSocket& socket);

    Rules rules_;
    std::map<std::uint64_t, Visitor> visitors_;
    std::uint64_t foreign_origins_{0};
    std::uint64_t wrong_tokens_{0};
};

}  // namespace twinleg::venues::edgex
