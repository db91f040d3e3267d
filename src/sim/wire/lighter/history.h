#pragma once
// What was: public trades, each account's trades, candles, transactions.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/wire/lighter/views.h"

namespace twinleg::sim::wire::lighter {

// Threads: none of its own.
class History {
public:
    History(Exchange& exchange, Members& members) : exchange_(exchange), members_(members) {}

    // Call with each trade of the exchange. The row lives as long as it is kept.
    const TradeRow& add(const TradeRecord& trade);
    // Newest last.
    const std::deque<std::shared_ptr<const TradeRow>>& trades(const Market& market) const;
    const std::deque<std::shared_ptr<const TradeRow>>& trades(const Member& member) const;
    // A minute and its multiples, oldest first, of the last `count` that have a trade and begin in
    // [from, to].
    std::vector<Candle> candles(const Market& market, std::int64_t step_ms, std::int64_t from_ms,
                                std::int64_t to_ms, std::size_t count) const;

    // The next of the venue's count.
    std::uint64_t next_sequence() { return ++sequence_; }
    TxRow& add(TxRow row);
    TxRow* tx(const std::string& hash);
    TxRow* tx(std::uint64_t sequence);
    // Newest last.
    std::vector<const TxRow*> txs(std::uint64_t account) const;

    // Raised by modifications that name one.
    std::uint64_t version(std::uint64_t order) const;
    void set_version(std::uint64_t order, std::uint64_t version) { versions_[order] = version; }

    static constexpr std::size_t kKeptTrades = 2'000;
    static constexpr std::size_t kKeptTxs = 20'000;
    static constexpr std::size_t kKeptMinutes = 3'000;

private:
    using Rows = std::deque<std::shared_ptr<const TradeRow>>;
    TradeEnd end_of(const TradeSide& side, bool buys, const TradeRecord& trade) const;

    Exchange& exchange_;
    Members& members_;
    std::map<std::uint64_t, Rows> by_market_;
    std::map<std::uint64_t, Rows> by_account_;
    std::map<std::uint64_t, std::deque<Candle>> minutes_;
    std::uint64_t sequence_{139'200'000'000};
    std::deque<TxRow> txs_;
    std::unordered_map<std::string, std::uint64_t> sequence_of_;  // by hash
    std::unordered_map<std::uint64_t, std::uint64_t> versions_;
};

}  // namespace twinleg::sim::wire::lighter
