#pragma once
// The venue's REST: signed and sent, with its limits and its way of saying no.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "venues/backpack/settings.h"
#include "venues/backpack/sign.h"
#include "venues/kit/budget.h"
#include "venues/kit/desk_side.h"
#include "venues/kit/rest_clients.h"

namespace twinleg::venues::backpack {

// What came of a call.
struct Reply {
    enum class Kind : std::uint8_t {
        good,      // 200: `body`
        taken,     // 202: accepted, and not done yet
        refused,   // the venue said no: `status`, `code`, `message`
        lost,      // no answer, or one that says nothing (5xx, a page of HTML): unknown
        not_sent,  // certainly no byte left: no connection, or our own limit
    };
    Kind kind{Kind::lost};
    int status{0};
    std::string code;
    std::string message;
    std::string body;
    Errc errc{Errc::disconnected};  // of lost and not_sent
    Time sent;
    Time received;  // unknown where nothing came

    bool good() const { return kind == Kind::good; }
    // "INVALID_ORDER: Order not found", or what else is known.
    std::string text() const;
    // As a sentence about `what`.
    Error error(std::string_view what) const;
};

// Orders have connections of their own, so that no page of fills stands before them. 2,000 calls a
// minute, a third of them kept for cancels, hedges and doubts; 30 for histories of the market. A
// 429 closes the bucket it came from for as long as its Retry-After says, or a second. Nothing is
// ever repeated here.
//
// Callbacks come from the loop, never from inside a call; those under way are dropped with this.
// Threads: the loop's.
class Door {
public:
    using Done = std::function<void(Reply)>;

    // `clock_doubtful`: the venue refused a request for its time.
    Door(kit::DeskSide& desk, const Settings& settings, std::function<void()> clock_doubtful);

    // Null: public calls alone.
    void use(const Signer* signer) { signer_ = signer; }
    const Signer* signer() const { return signer_; }

    enum class Budget : std::uint8_t { calls, histories };

    // Not signed. `query` is ready: "symbol=BTC_USDC_PERP&limit=1000".
    void get_public(std::string_view path, std::string_view query, Done done);
    // Signed; the query's pairs need not be sorted.
    void get(std::string_view path, std::string_view instruction, std::string_view query,
             bool urgent, Done done, Budget budget = Budget::calls);

    // An order, valid until `valid_until` by our clock. Nothing is sent after it.
    void place(const OrderFields& order, Time valid_until, bool urgent, Done done);
    // DELETE of an order or all: `pairs` is the signed text of the body's fields, sorted.
    void remove(std::string_view path, std::string_view instruction, std::string body,
                std::string_view pairs, Done done);

    void idle(Time now);
    void close();

private:
    kit::Budget& budget_of(Budget budget) { return budget == Budget::calls ? calls_ : histories_; }
    // An order or a cancel: now or not at all.
    void send(net::HttpRequest request, bool urgent, Done done);
    // A question; signed when its turn has come, where `instruction` is not empty.
    void ask(std::string path, std::string instruction, std::string query, Budget budget,
             bool urgent, Done done);
    void ask_now(const std::string& path, const std::string& instruction, const std::string& query,
                 Budget budget, bool urgent, Done done);
    // Nothing is sent, and `done` is told why.
    void refuse(Errc code, std::string why, Done done);
    Reply read(Budget budget, std::expected<net::HttpResponse, net::HttpFailure> answer);

    kit::DeskSide& desk_;
    const std::function<void()> clock_doubtful_;
    const Signer* signer_{nullptr};
    kit::Budget calls_;
    kit::Budget histories_;
    kit::RestClients clients_;
};

}  // namespace twinleg::venues::backpack
