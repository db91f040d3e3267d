#pragma once
// The private side of the venue's REST: orders, cancels and questions, signed and sent.

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/token_bucket.h"
#include "venues/edgex/auth.h"
#include "venues/edgex/browser_transport.h"
#include "venues/edgex/desk_side.h"
#include "venues/kit/rest_clients.h"

namespace twinleg::venues::edgex {

using Params = std::vector<std::pair<std::string, std::string>>;

// Orders have connections of their own, so that no page of fills stands before them. Budgets, as
// the venue publishes none: orders and cancels by the account's createOrderPerMinuteLimit, or 1800
// a minute; questions 900 a minute; a third of each is kept for what is urgent. A question without
// a token waits for one, in its turn, at most kMostWait; an order does not wait. A 429 closes both
// budgets for as long as its Retry-After says, or a second.
//
// Callbacks come from the loop, never from inside a call; those under way are dropped with this.
// Threads: the loop's.
class Door {
public:
    // `clock_doubtful`: the venue refused a request for its time.
    Door(DeskSide& desk, std::function<void()> clock_doubtful);

    // Null: public requests only.
    void use(Auth* auth) { auth_ = auth; }
    // Instead: everything private goes through the page, which signs it with the keys of `account`.
    void use(BrowserTransport* page, std::string account) {
        page_ = page;
        page_account_ = std::move(account);
    }
    void allow_orders(std::uint32_t per_minute);

    // Empty without keys.
    std::string account() const { return auth_ == nullptr ? page_account_ : auth_->account(); }

    // False: no token is left now, and nothing should be sent.
    bool take_order_token(bool urgent);

    // Not signed: "public/meta/getMetaData".
    void get_public(std::string_view name, const Params& params, net::HttpDone done);
    // Signed.
    void get(std::string_view name, Params params, bool urgent, net::HttpDone done);
    void post(std::string_view name, std::string body, std::string_view canonical, bool urgent,
              net::HttpDone done);

    // `done` is told what came of it, in the words of the page's transport.
    using Answered = std::function<void(const PageAnswer&)>;
    void place(const OrderTexts& order, bool urgent, Answered done);
    void cancel(std::string_view venue_order_id, std::string_view client_order_id, bool urgent,
                Answered done);

    // Every order of our contract, whoever placed it.
    void cancel_all(std::function<void(bool ok, Time venue_time)> done);

    void idle(Time now);
    void close();

private:
    struct Waiting {
        std::string name;
        Params params;
        net::HttpDone done;
    };
    void ask(Waiting question, bool urgent);
    void ask_waiting();
    void send_by_page(net::HttpRequest request, net::HttpDone done);
    void place_by_page(const OrderTexts& order, Answered done);
    net::HttpDone looked_at(net::HttpDone done);
    void look(const net::HttpResponse& response);
    PageAnswer placed(const std::expected<net::HttpResponse, net::HttpFailure>& result);
    PageAnswer cancelled(const std::expected<net::HttpResponse, net::HttpFailure>& result);
    PageAnswer unanswered(const std::expected<net::HttpResponse, net::HttpFailure>& result) const;

    DeskSide& desk_;
    const std::function<void()> clock_doubtful_;
    Auth* auth_{nullptr};
    BrowserTransport* page_{nullptr};
    std::string page_account_;
    net::TokenBucket orders_budget_;
    net::TokenBucket questions_budget_;
    std::deque<Waiting> waiting_;  // questions without a token, oldest first
    net::Timer token_;             // comes when the first may have one
    Answers answers_;
    kit::RestClients clients_;
};

}  // namespace twinleg::venues::edgex
