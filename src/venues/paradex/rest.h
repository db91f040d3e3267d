#pragma once
// Calls of the REST interface, with the venue's limits and its way of saying no.

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "net/http_client.h"
#include "net/token_bucket.h"
#include "net/url.h"
#include "venues/paradex/station.h"

namespace twinleg::venues::paradex {

// What came of a call.
struct Reply {
    enum class Kind : std::uint8_t {
        good,      // 2xx: `body`, which may be empty
        refused,   // the venue said no: `status`, `code`, `message`
        lost,      // no answer, or one that says nothing (5xx): the outcome is unknown
        not_sent,  // certainly no byte left: no connection, no token, or our own limit
    };
    Kind kind{Kind::lost};
    int status{0};
    std::string code;
    std::string message;
    std::string body;               // with kFramePadding bytes behind it
    Errc errc{Errc::disconnected};  // of lost and not_sent
    Time sent;                      // unknown where it was not
    Time received;                  // now, where nothing came

    bool good() const { return kind == Kind::good; }
    // As a sentence about `what`.
    Error error(std::string_view what) const;
};

// Budgets below the venue's: 800 orders at once and 17250 a minute; 120 private questions at once
// and 600 a minute; 100 public ones and 1500 a minute. A third of the first two is kept for what is
// urgent: cancels, hedges, and questions about orders in doubt. 429 closes a budget for as long as
// Retry-After says.
//
// A private question without room waits for it, in its turn, at most kMostWait; an order does not
// wait. Nothing is ever repeated here. Orders have connections of their own.
//
// Threads: the loop's. `done` is called once, from the loop; at once only where the call was not
// sent.
class Rest {
public:
    using Done = std::function<void(const Reply&)>;
    static constexpr Duration kMostWait = seconds(2);

    Rest(Station& station, const net::Url& origin, const std::string& ca_file);

    // Who hears of every refusal: tokens that are not taken any more, modes of the venue.
    void on_refusal(std::function<void(const Reply&)> listener) { listener_ = std::move(listener); }
    // For private calls; empty: there is none, and they are not sent.
    void set_token(std::string_view token);

    void get_public(std::string target, Done done);
    // `cost`: of the budget; one that another call has paid for costs nothing.
    void get(std::string target, bool urgent, Done done, std::uint32_t cost = 1);
    // Login and onboarding: no token.
    void post(std::string target, std::vector<net::Header> headers, std::string body, Done done);

    // False: no order, change or cancel may be sent now. One call, whatever way it goes.
    bool take_order(bool urgent);
    void punish_orders(Duration pause);
    // The caller has taken it from the budget.
    void post_order(std::string body, bool urgent, Done done);
    void delete_order(std::string target, Done done);

    void warm() { orders_.warm(2); }
    void close();

private:
    Reply read(const std::expected<net::HttpResponse, net::HttpFailure>& answer,
               net::TokenBucket* budget);
    void send(net::HttpClient& client, net::HttpRequest request, net::TokenBucket* budget,
              Done done);
    struct Waiting {
        std::string target;
        bool urgent;
        std::uint32_t cost;
        Done done;
    };
    void ask(Waiting question);
    void ask_waiting();
    Reply refused_by_ourselves(Errc code, std::string_view why) const;

    Station& station_;
    std::function<void(const Reply&)> listener_;
    std::string bearer_;
    Answers answers_;
    net::TokenBucket order_budget_;
    net::TokenBucket private_budget_;
    net::TokenBucket public_budget_;
    std::deque<Waiting> waiting_;  // questions without room, oldest first
    net::Timer room_;              // comes when the first may have some
    net::HttpClient orders_;
    net::HttpClient questions_;
};

}  // namespace twinleg::venues::paradex
