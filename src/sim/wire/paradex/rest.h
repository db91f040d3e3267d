#pragma once
// The paths below /v1. Source: page § 2 to § 6.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "net/form.h"
#include "net/server.h"
#include "sim/wire/paradex/order_desk.h"

namespace twinleg::sim::wire::paradex {

inline constexpr std::string_view kBase = "/v1";

class Rest {
public:
    Rest(const Exchange& exchange, Gate& gate, OrderDesk& desk, Limits& limits,
         const OrderExtrasBook& extras)
        : exchange_(exchange), gate_(gate), desk_(desk), limits_(limits), extras_(extras) {}

    struct Outcome {
        net::ServerResponse response;
        bool ordered{false};  // an order was taken
    };
    // judged: the time by which tokens, signatures and orders are judged.
    Outcome answer(const net::ServerRequest& request, Time now, Time judged);

    // In the venue's form; of HTTP 429 with its headers.
    static net::ServerResponse failure(const Refused& refused);

private:
    // A request on its way: the path's parts behind /v1, and the query.
    struct Call {
        const net::ServerRequest& request;
        std::vector<std::string> path;
        std::map<std::string, std::string> query;
        Login login;  // of private calls
        Time now, judged;

        std::string_view at(std::string_view name) const;
        // The part at `index`; empty where there is none.
        std::string_view part(std::size_t index) const;
    };
    using Reply = Asked<net::ServerResponse>;
    struct Route;
    static std::span<const Route> routes();

    Reply run(const Route& route, Call& call);

    // Public: rest_market.cpp.
    Reply system_config(Call& call);
    Reply system_state(Call& call);
    Reply system_time(Call& call);
    Reply markets(Call& call);
    Reply summary(Call& call);
    Reply bbo(Call& call);
    Reply orderbook(Call& call);
    Reply trades(Call& call);
    Reply funding_data(Call& call);
    Reply klines(Call& call);
    Reply find_onboarding(Call& call);
    Asked<const Instrument*> market_of(std::string_view symbol) const;

    // Login: rest.cpp.
    Reply log_in(Call& call);
    Reply onboard(Call& call);

    // Private reads: rest_account.cpp.
    Reply account(Call& call);
    Reply account_summary(Call& call);
    Reply account_info(Call& call);
    Reply margin(Call& call);
    Reply subkeys(Call& call);
    Reply balance(Call& call);
    Reply positions(Call& call);
    Reply fills(Call& call);
    Reply funding_payments(Call& call);
    Reply nothing(Call& call);  // of what never happens here
    Reply open_orders(Call& call);
    Reply one_order(Call& call);
    Reply client_order(Call& call);
    Reply history(Call& call);

    // Orders: rest_orders.cpp.
    Reply create(Call& call);
    Reply create_batch(Call& call);
    Reply modify(Call& call);
    Reply cancel(Call& call);
    Reply cancel_client_id(Call& call);
    Reply cancel_all(Call& call);
    Reply cancel_batch(Call& call);
    std::string order_text(const Call& call, const OrderRecord& order) const;

    const Exchange& exchange_;
    Gate& gate_;
    OrderDesk& desk_;
    Limits& limits_;
    const OrderExtrasBook& extras_;
    bool ordered_{false};  // by the request at hand
};

net::ServerResponse json_response(std::string body, int status = 200);
// {"results":[…]}
net::ServerResponse results(const std::vector<std::string>& items);

// The slice of `items` that a paged call asks for, newest first; with next and prev.
struct PageItem {
    Time time;
    std::function<std::string()> json;
};
Asked<net::ServerResponse> paged(const std::map<std::string, std::string>& query,
                                 const std::vector<PageItem>& items, std::size_t most);

}  // namespace twinleg::sim::wire::paradex
