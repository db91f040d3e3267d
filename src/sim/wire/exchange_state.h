#pragma once
// What an Exchange is made of; for its own .cpp files.

#include <queue>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire {

struct Exchange::Market {
    Market(InstrumentId number, SelfTrade rule) : id(number), book(rule) {}
    InstrumentId id;
    MatchingBook book;
    MarketFacts facts;
    Int128 funding_sum{0};  // Σ raw index × raw rate × ms: the funding index before it is cut
    std::deque<TradeRecord> trades;
    std::uint64_t traded{0};  // TradeRecord::number of the last one
};

struct Exchange::AccountState {
    AccountConfig config;
    Notional collateral;              // deposits
    std::vector<Position> positions;  // one for each instrument, in their order
    std::vector<Ratio> fractions;     // beside positions
    OrderCounts counts;
    std::map<std::string, std::string> nonces;
    std::deque<FundingPayment> funding;
    std::deque<FillRecord> fills;
    std::set<std::uint64_t> open;
    std::deque<std::uint64_t> ended;  // oldest first
    // Looked up, never walked.
    std::unordered_map<std::string, std::uint64_t> by_client_id;  // the newest
    std::unordered_set<std::string> taken_ids;                    // of orders that were taken
    std::unordered_set<std::string> tried_ids;                    // of those refused, too
    bool moved{false};                                            // on_account is owed
};

struct Exchange::Due {
    enum class What : std::uint8_t { match, cancel, expire, change, funding };
    Time at;
    std::uint64_t number{0};  // among those of one moment, the first planned comes first
    What what{What::match};
    std::uint64_t order{0};
    Price price;        // of a change
    Quantity quantity;  // of a change

    bool operator>(const Due& other) const {
        return at != other.at ? at > other.at : number > other.number;
    }
};

struct MarkMoved {
    InstrumentId instrument;
};
struct ModeMoved {
    InstrumentId instrument;
    MarketMode mode;
};
using News =
    std::variant<OrderRecord, FillRecord, TradeRecord, FundingPayment, MarkMoved, ModeMoved>;

struct Exchange::State {
    std::vector<std::unique_ptr<Market>> markets;
    std::unordered_map<std::uint64_t, OrderRecord> orders;  // looked up, never walked
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due;
    std::uint64_t next_due{0};
    std::set<std::uint64_t> asleep;  // orders with a trigger or a parent, oldest first
    std::uint64_t next_order{1};
    std::uint64_t next_trade{1};
    std::uint64_t next_fill{1};
    std::uint64_t next_funding{1};
    std::deque<News> news;
    bool books_wanted{false};
    int depth{0};  // of operations, one within the other
    std::vector<Level> bids, asks;
};

// Whatever a public call does is told when the outermost one ends.
class Exchange::Operation {
public:
    Operation(Exchange& exchange, bool books) : exchange_(exchange) {
        ++exchange_.state_->depth;
        exchange_.state_->books_wanted |= books;
    }
    ~Operation() {
        if (exchange_.state_->depth == 1) exchange_.tell_everything();
        --exchange_.state_->depth;
    }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

private:
    Exchange& exchange_;
};

inline Exchange::Market& Exchange::market(InstrumentId id) const {
    return *state_->markets.at(id.value);
}
inline Exchange::AccountState& Exchange::state(AccountIndex index) const {
    return *accounts_.at(index);
}

}  // namespace twinleg::sim::wire
