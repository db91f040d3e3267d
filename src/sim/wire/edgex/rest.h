#pragma once
// Every request of the venue: its path, its budget, who asks, and which desk answers.

#include <map>
#include <string>

#include "net/server.h"
#include "sim/wire/edgex/account_desk.h"
#include "sim/wire/edgex/answer.h"
#include "sim/wire/edgex/gate.h"
#include "sim/wire/edgex/order_desk.h"
#include "sim/wire/edgex/quote_desk.h"
#include "sim/wire/rest_outcome.h"

namespace twinleg::sim::wire::edgex {

// The exchange publishes no limits. Ours, generous: of the tokens of a bucket, `burst` at most and
// `per_second` new ones.
struct Budget {
    std::int64_t per_second;
    std::int64_t burst;
};
inline constexpr Budget kPublicBudget{100, 300};  // of an address
inline constexpr Budget kQueryBudget{50, 200};    // of an account
inline constexpr Budget kOrderBudget{50, 100};    // of an account: createOrder and the cancels

class Bucket {
public:
    explicit Bucket(Budget budget) : budget_(budget) {}
    bool take(Time now);

private:
    Budget budget_;
    Time full_at_;  // when it is full again
};

class Rest {
public:
    struct Options {
        bool limits{true};
        std::uint64_t salt{0};
        Duration match_delay{};
    };
    Rest(const Venue& venue, MarketLog& log, Windows& windows, FaultBox& faults, Options options);

    // `judged`: the clock that the request's times are held against and that it is told.
    RestOutcome answer(const net::ServerRequest& request, Time judged);
    net::ServerResponse failure(const Trouble& trouble, Time judged) {
        return envelope_.failure(trouble, judged);
    }

    // A page of the exchange's site: GET path.
    void serve_page(const std::string& path, std::string content_type, std::string body);

private:
    Asked<std::string> data(const net::ServerRequest& request, Time judged);
    Asked<void> spend(std::map<std::string, Bucket>& buckets, Budget budget,
                      const std::string& whose);

    Venue venue_;
    bool limits_;
    Envelope envelope_;
    Gate gate_;
    QuoteDesk quotes_;
    AccountDesk accounts_;
    OrderDesk orders_;
    std::map<std::string, Bucket> public_budgets_;
    std::map<std::string, Bucket> query_budgets_;
    std::map<std::string, Bucket> order_budgets_;
    std::map<std::string, net::ServerResponse> pages_;
};

}  // namespace twinleg::sim::wire::edgex
