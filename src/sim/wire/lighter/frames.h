#pragma once
// The frames of every channel: the first one, with all there is, and what changed afterwards.
//
// Source: venue page, section 4; the venue's recorded samples.

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "sim/wire/lighter/channel.h"
#include "sim/wire/lighter/history.h"

namespace twinleg::sim::wire::lighter {

// Levels that changed since the last frame of a market's book.
struct BookFrame {
    std::uint64_t begin_nonce{0};  // of a first frame: zero
    std::uint64_t nonce{0};
    std::vector<BookLevel> asks;  // best first
    std::vector<BookLevel> bids;
};

// Everything in the records of the exchange, as a channel shows it.
//
// Threads: none of its own.
class Frames {
public:
    Frames(Exchange& exchange, History& history) : exchange_(exchange), history_(history) {}

    // The first frame of a channel. `nonce` is that of the market's book as last told.
    std::string first(const Channel& channel, std::uint64_t nonce, Time now) const;

    std::string book(const Market& market, const BookFrame& changes, bool first, Time now) const;
    std::string ticker(const Market& market, std::uint64_t nonce, bool first, Time now) const;
    // Null: of all markets.
    std::string stats(const Channel& channel, bool first, Time now) const;
    std::string trade(const TradeRow& trade, std::uint64_t nonce, Time now) const;
    std::string candle(const Channel& channel, bool first, Time now) const;
    std::string height(bool first, Time now) const;

    // Of one order that changed.
    std::string order(const Channel& channel, const OrderRecord& record, std::uint64_t nonce,
                      Time now) const;
    // Of account_all_trades, account_all and account_market.
    std::string account_trade(const Channel& channel, const TradeRow& trade, Time now) const;
    // Positions and balances as they are now: account_all, account_all_positions, user_stats,
    // account_all_assets,
    // account_market. With `trade` in it, where that is what changed.
    std::string account(const Channel& channel, bool first, Time now,
                        const TradeRow* trade = nullptr) const;
    std::string funding(const Channel& channel, const FundingPayment& payment, Time now) const;
    std::string transaction(const Channel& channel, const TxRow& tx, Time now) const;

private:
    void write_volumes(JsonWriter& json, const Member& member) const;
    std::string orders(const Channel& channel, std::uint64_t nonce, Time now) const;
    std::string trades(const Channel& channel, std::uint64_t nonce, Time now) const;

    Exchange& exchange_;
    History& history_;
};

}  // namespace twinleg::sim::wire::lighter
