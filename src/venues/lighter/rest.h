#pragma once
// Calls of the REST interface, with the venue's limits and its way of saying no.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "net/event_loop.h"
#include "net/http_client.h"
#include "net/url.h"
#include "venues/lighter/limits.h"

namespace twinleg::venues::lighter {

// What came of a call.
struct Reply {
    enum class Kind : std::uint8_t {
        good,      // HTTP 200 and code 200: `body`
        refused,   // the venue said no: `status`, `code`, `message`
        lost,      // no answer, or one that says nothing (5xx): the outcome is unknown
        not_sent,  // certainly no byte left: no connection, or our own limit
    };
    Kind kind{Kind::lost};
    int status{0};
    std::int64_t code{0};
    std::string message;
    std::string body;
    Errc errc{Errc::disconnected};  // of lost and not_sent
    Time received;                  // unknown where nothing came

    bool good() const { return kind == Kind::good; }
    // As a sentence about `what`.
    Error error(std::string_view what) const;
};

struct RestOptions {
    std::size_t connections{4};
    Duration timeout{seconds(10)};
    std::string ca_file;
};

// 429, and 405 in the same sense, hold back all calls of that sort for as long as Retry-After says.
// Nothing is ever repeated here.
//
// Threads: the loop's. `done` is called once, from the loop; at once only where the call was not
// sent because of our own limit.
class Rest {
public:
    using Done = std::function<void(Reply)>;

    Rest(net::EventLoop& loop, const net::Url& origin, Limits& limits, const RestOptions& options);

    // `token`: for calls that want one; empty for the others.
    void get(Call call, std::string target, bool urgent, std::string_view token, Done done);
    // A form. The caller has counted it in the limits already.
    void post(Call call, std::string_view target, std::string form, Done done);

    void warm(std::size_t connections) { client_.warm(connections); }
    void close() { client_.close(); }

private:
    Reply read(Call call, const std::expected<net::HttpResponse, net::HttpFailure>& answer);
    void send(Call call, net::HttpRequest request, Done done);

    net::EventLoop& loop_;
    Limits& limits_;
    Duration timeout_;
    net::HttpClient client_;
};

}  // namespace twinleg::venues::lighter
