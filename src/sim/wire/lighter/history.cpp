#include "sim/wire/lighter/history.h"

#include <algorithm>
#include <cstdlib>

#include "crypto/hex.h"
#include "crypto/keccak.h"

namespace twinleg::sim::wire::lighter {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

// Trades of the crowd among itself have a transaction too, that nobody sent: 80 digits of its own.
std::string crowd_hash(std::uint64_t trade_id) {
    const auto hash = crypto::keccak256("crowd " + std::to_string(trade_id));
    const std::string digits = crypto::to_hex(hash);
    return digits + digits.substr(0, 16);
}

void extend(Candle& candle, const Candle& by) {
    candle.high = std::max(candle.high, by.high);
    candle.low = std::min(candle.low, by.low);
    candle.close = by.close;
    candle.base += by.base;
    candle.quote += by.quote;
    candle.last_trade = by.last_trade;
}

}  // namespace

TradeEnd History::end_of(const TradeSide& side, bool buys, const TradeRecord& trade) const {
    const Market& market = market_of(trade.instrument);
    TradeEnd end;
    end.account = kCrowdAccount;
    end.order_index = side.order_id;
    end.client_order_index = number_of(side.client_order_id);
    end.initial_margin_before = market.default_initial_margin;
    if (side.account == kNobody) return end;
    if (const Member* member = members_.of(side.account)) {
        end.account = member->index;
        end.initial_margin_before =
            exchange_.margin_fraction(side.account, trade.instrument).raw() /
            (Ratio::kOne / 10'000);
    }
    end.order_version = version(side.order_id);
    end.fee_rate = side.fee_rate.raw() / (Ratio::kOne / 1'000'000);
    end.position_before = market.size_of(side.position_before);
    end.entry_quote_before = usdc_of(side.entry_before);

    const std::int64_t size = market.size_of(trade.quantity);
    const std::int64_t moved = buys ? size : -size;
    const std::int64_t after = end.position_before + moved;
    end.sign_changed = end.position_before != 0 && (after < 0) != (end.position_before < 0);
    const bool closes = end.position_before != 0 && (moved < 0) != (end.position_before < 0);
    if (closes) {
        // What was bought is sold, or the other way: proceeds − share of the entry.
        const std::int64_t held = std::abs(end.position_before);
        const std::int64_t closed = std::min(size, held);
        const std::int64_t sign = end.position_before < 0 ? -1 : 1;
        const auto share =
            static_cast<std::int64_t>(static_cast<Int128>(end.entry_quote_before) * closed / held);
        end.pnl = sign * closed * market.price_of(trade.price) - share;
    }
    return end;
}

const TradeRow& History::add(const TradeRecord& trade) {
    const Market& market = market_of(trade.instrument);
    auto row = std::make_shared<TradeRow>();
    row->trade_id = trade.id;
    row->market = market.id;
    row->size = market.size_of(trade.quantity);
    row->price = market.price_of(trade.price);
    row->is_maker_ask = trade.taker_side == Side::buy;
    row->liquidation = trade.liquidation;
    row->taker = end_of(trade.taker, trade.taker_side == Side::buy, trade);
    row->maker = end_of(trade.maker, trade.taker_side == Side::sell, trade);
    row->block = block_at(trade.time);
    row->time_us = us_of(trade.time);
    const OrderRecord* taking = exchange_.order(trade.taker.order_id);
    row->tx_hash = taking != nullptr && !taking->request.venue_data.empty()
                       ? OrderNote::from(taking->request.venue_data).tx_hash
                       : crowd_hash(trade.id);

    const auto keep = [&](Rows& rows) {
        rows.push_back(row);
        if (rows.size() > kKeptTrades) rows.pop_front();
    };
    keep(by_market_[market.id]);
    for (const std::uint64_t account : {row->taker.account, row->maker.account})
        if (account != kCrowdAccount) keep(by_account_[account]);

    const Candle one{.start_ms = row->time_us / 1000 / kMinuteMs * kMinuteMs,
                     .open = row->price,
                     .high = row->price,
                     .low = row->price,
                     .close = row->price,
                     .base = row->size,
                     .quote = row->usd(),
                     .last_trade = row->trade_id};
    std::deque<Candle>& minutes = minutes_[market.id];
    if (!minutes.empty() && minutes.back().start_ms == one.start_ms)
        extend(minutes.back(), one);
    else
        minutes.push_back(one);
    if (minutes.size() > kKeptMinutes) minutes.pop_front();
    return *row;
}

const std::deque<std::shared_ptr<const TradeRow>>& History::trades(const Market& market) const {
    static const Rows none;
    const auto found = by_market_.find(market.id);
    return found == by_market_.end() ? none : found->second;
}

const std::deque<std::shared_ptr<const TradeRow>>& History::trades(const Member& member) const {
    static const Rows none;
    const auto found = by_account_.find(member.index);
    return found == by_account_.end() ? none : found->second;
}

std::vector<Candle> History::candles(const Market& market, std::int64_t step_ms,
                                     std::int64_t from_ms, std::int64_t to_ms,
                                     std::size_t count) const {
    std::vector<Candle> found;
    const auto minutes = minutes_.find(market.id);
    if (minutes == minutes_.end()) return found;
    for (const Candle& minute : minutes->second) {
        const std::int64_t start = minute.start_ms / step_ms * step_ms;
        if (start < from_ms || start > to_ms) continue;
        if (!found.empty() && found.back().start_ms == start) {
            extend(found.back(), minute);
            continue;
        }
        found.push_back(minute);
        found.back().start_ms = start;
    }
    if (found.size() > count)
        found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(count));
    return found;
}

TxRow& History::add(TxRow row) {
    sequence_of_[row.hash] = row.sequence;
    txs_.push_back(std::move(row));
    if (txs_.size() > kKeptTxs) {
        sequence_of_.erase(txs_.front().hash);
        txs_.pop_front();
    }
    return txs_.back();
}

TxRow* History::tx(const std::string& hash) {
    const auto found = sequence_of_.find(hash);
    return found == sequence_of_.end() ? nullptr : tx(found->second);
}

TxRow* History::tx(std::uint64_t sequence) {
    const auto found = std::ranges::lower_bound(txs_, sequence, {}, &TxRow::sequence);
    return found == txs_.end() || found->sequence != sequence ? nullptr : &*found;
}

std::vector<const TxRow*> History::txs(std::uint64_t account) const {
    std::vector<const TxRow*> found;
    for (const TxRow& row : txs_)
        if (row.account == account) found.push_back(&row);
    return found;
}

std::uint64_t History::version(std::uint64_t order) const {
    const auto found = versions_.find(order);
    return found == versions_.end() ? 0 : found->second;
}

}  // namespace twinleg::sim::wire::lighter
