#pragma once
// The venue's REST: signed and sent, with its limits and its way of saying no.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "venues/aster/auth.h"
#include "venues/aster/settings.h"
#include "venues/kit/budget.h"
#include "venues/kit/desk_side.h"
#include "venues/kit/rest_clients.h"

namespace twinleg::venues::aster {

// What came of a call.
struct Reply {
    enum class Kind : std::uint8_t {
        good,      // 200: `body`
        refused,   // the venue said no: `status`, `code`, `message`
        lost,      // no answer, or one that says nothing (5xx, a page of HTML): unknown
        not_sent,  // certainly no byte left: no connection, or our own limit
    };
    Kind kind{Kind::lost};
    int status{0};
    std::int64_t code{0};
    std::string message;
    std::string body;
    Errc errc{Errc::disconnected};  // of lost and not_sent
    Time sent;
    Time received;  // unknown where nothing came

    bool good() const { return kind == Kind::good; }
    // "-2019: Margin is insufficient.", or what else is known.
    std::string text() const;
    // As a sentence about `what`.
    Error error(std::string_view what) const;
};

// Orders have connections of their own, so that no page of fills stands before them. Weight and
// orders are counted by the venue's own limits (2,400 and 1,200 a minute unless it says otherwise),
// a third of each kept for cancels, hedges and doubts. 429 and 418 close both for as long as
// Retry-After says, or a second. Nothing is ever repeated here.
//
// A 503 may have been executed: like every 5xx it is `lost`, and the engine asks.
//
// Callbacks come from the loop, never from inside a call; those under way are dropped with this.
// Threads: the loop's.
class Door {
public:
    using Done = std::function<void(Reply)>;

    // `clock_doubtful`: the venue refused a request for its time.
    Door(kit::DeskSide& desk, const Settings& settings, std::function<void()> clock_doubtful);

    // Null: public calls alone.
    void use(Auth* auth) { auth_ = auth; }
    const Auth* auth() const { return auth_; }
    // As the venue's metadata says; zero keeps what is.
    void allow(std::uint64_t weight_per_minute, std::uint64_t orders_per_minute);

    // `name` is the call's, without version: "depth". Weights are the venue page's.
    void get_public(std::string_view name, std::string_view query, std::uint32_t weight, Done done);
    void get(std::string_view name, std::string parameters, std::uint32_t weight, bool urgent,
             Done done);

    // An order, valid until `valid_until` by our clock. Nothing is sent after it.
    void place(const OrderFields& order, Time valid_until, bool urgent, Done done);
    // A cancel, or another change.
    void change(std::string_view method, std::string_view name, std::string parameters,
                std::uint32_t weight, Done done);
    // POST makes or keeps the key, PUT keeps it.
    void listen_key(std::string_view method, Done done);

    void idle(Time now);
    void close();

private:
    // An order or another change: now or not at all.
    void send(net::HttpRequest request, std::uint32_t weight, bool urgent, Done done);
    // A question; `made` when its turn has come, because its signature grows old.
    void ask(std::function<net::HttpRequest()> make, std::uint32_t weight, bool urgent, Done done);
    void ask_now(net::HttpRequest request, bool urgent, Done done);
    // Nothing is sent, and `done` is told why.
    void refuse(Errc code, std::string why, Done done);
    Reply read(std::expected<net::HttpResponse, net::HttpFailure> answer);
    // Puts signed parameters where the method wants them.
    net::HttpRequest request(std::string_view method, std::string_view name, Auth::Signed made);

    kit::DeskSide& desk_;
    const Settings& settings_;
    const std::function<void()> clock_doubtful_;
    Auth* auth_{nullptr};
    kit::Budget weight_;
    kit::Budget orders_budget_;
    const std::string order_path_;
    kit::RestClients clients_;
};

}  // namespace twinleg::venues::aster
