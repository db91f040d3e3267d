#pragma once
// What frames and answers tell, one line an update, so that a test reads like the venue's page.

#include <fmt/format.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "venues/lighter/wire.h"

namespace twinleg::venues::lighter {

template <typename T>
std::string levels_text(std::span<const T> levels) {
    std::string out;
    for (const auto& level : levels) {
        if (!out.empty()) out += ' ';
        out += to_text(level.price) + "x" + to_text(level.quantity);
    }
    return out;
}

inline std::string line(const Update& update) {
    struct Write {
        std::string operator()(const BookUpdate& u) const {
            return fmt::format("{} {} {}<-{} bids[{}] asks[{}] @{}",
                               u.snapshot ? "snapshot" : "increment", u.market, u.last, u.previous,
                               levels_text(u.bids), levels_text(u.asks), u.venue_time.ns);
        }
        std::string operator()(const QuoteUpdate& u) const {
            return fmt::format("quote {} {} {}x{} | {}x{} @{}", u.market, u.sequence,
                               to_text(u.bid.price), to_text(u.bid.quantity), to_text(u.ask.price),
                               to_text(u.ask.quantity), u.venue_time.ns);
        }
        std::string operator()(const TradeUpdate& u) const {
            return fmt::format("trade {} {} taker {} {}x{} @{}", u.market, u.id, name(u.taker_side),
                               to_text(u.price), to_text(u.quantity), u.venue_time.ns);
        }
        std::string operator()(const MarkUpdate& u) const {
            return fmt::format("mark {} {} index {} @{}", u.market, to_text(u.mark),
                               to_text(u.index), u.venue_time.ns);
        }
        std::string operator()(const FundingUpdate& u) const {
            return fmt::format("funding {} {} every {}s next {}", u.market, to_text(u.rate),
                               u.interval.ns / 1'000'000'000, u.next.ns);
        }
        std::string operator()(const MarketStateUpdate& u) const {
            return fmt::format("state {} {}", u.market, static_cast<int>(u.mode));
        }
        std::string operator()(const OrderUpdate& u) const {
            return fmt::format("order {} c{} v{} {} {} {}x{} filled {} avg {}{}{}{} @{}", u.market,
                               u.client_order_id, u.venue_order_id, name(u.word), name(u.side),
                               to_text(u.price), to_text(u.quantity), to_text(u.filled),
                               to_text(u.average_price), u.reduce_only ? " reduce-only" : "",
                               u.reason == Reason::none ? "" : " ",
                               u.reason == Reason::none ? "" : name(u.reason), u.venue_time.ns);
        }
        std::string operator()(const FillUpdate& u) const {
            return fmt::format("fill {} {} c{} v{} {} {}x{} fee {} {} @{}", u.market, u.fill_id,
                               u.client_order_id, u.venue_order_id, name(u.side), to_text(u.price),
                               to_text(u.quantity), to_text(u.fee),
                               u.liquidity == Liquidity::maker ? "maker" : "taker",
                               u.venue_time.ns);
        }
        std::string operator()(const PositionUpdate& u) const {
            return fmt::format("position {} {} entry {} @{}", u.market, to_text(u.quantity),
                               to_text(u.entry_price), u.venue_time.ns);
        }
        std::string operator()(const BalanceUpdate& u) const {
            return fmt::format("balance {} free {} @{}", to_text(u.equity),
                               to_text(u.free_collateral), u.venue_time.ns);
        }
        std::string operator()(const FundingPaidUpdate& u) const {
            return fmt::format("paid {} {} {} @{}", u.market, u.payment_id, to_text(u.amount),
                               u.venue_time.ns);
        }
    };
    return std::visit(Write{}, update);
}

class Told final : public FrameSink {
public:
    void on_head(const FrameHead& head) override { head_ = head; }
    void on_update(const Update& update) override { lines.push_back(line(update)); }
    void on_best_prices(std::string_view market, Price bid, Price ask) override {
        best = fmt::format("{} {} {}", market, to_text(bid), to_text(ask));
    }

    std::vector<std::string> lines;
    std::string best;
    FrameHead head_;
};

// A text with the room after it that the wire wants.
class Padded {
public:
    explicit Padded(std::string_view text)
        : bytes_(text.size() + kFramePadding), size_(text.size()) {
        if (!text.empty()) std::memcpy(bytes_.data(), text.data(), text.size());
    }
    std::span<const char> span() const { return {bytes_.data(), size_}; }

private:
    std::vector<char> bytes_;
    std::size_t size_;
};

}  // namespace twinleg::venues::lighter
