#pragma once
// Updates as lines of text, for tests to read.

#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "venues/update.h"

namespace twinleg::test {

using namespace twinleg::venues;

// A text as net hands it out: with the spare bytes simdjson wants after it.
inline std::string padded(std::string text) {
    text.reserve(text.size() + kFramePadding);
    return text;
}

class Heard final : public UpdateSink {
public:
    std::vector<std::string> lines;

    void on_update(const Update& update) override {
        std::visit([this](const auto& u) { lines.push_back(line(u)); }, update);
    }

private:
    template <typename... Parts>
    static std::string join(const Parts&... parts) {
        std::string out;
        ((out.empty() ? out : out += ' ').append(text(parts)), ...);
        return out;
    }
    static std::string text(std::string_view part) { return std::string{part}; }
    static std::string text(const char* part) { return part; }
    static std::string text(std::uint64_t part) { return std::to_string(part); }
    static std::string text(Time part) { return std::to_string(part.ns / 1'000'000) + "ms"; }
    static std::string text(Duration part) {
        return std::to_string(part.ns / 60'000'000'000) + "min";
    }
    static std::string text(Side part) { return std::string{name(part)}; }
    static std::string text(OrderWord part) { return std::string{name(part)}; }
    static std::string text(Reason part) { return std::string{name(part)}; }
    template <typename Tag, typename Rep, int Digits>
    static std::string text(Fixed<Tag, Rep, Digits> part) {
        return to_text(part);
    }
    static std::string text(std::span<const Level> levels) {
        std::string out;
        for (const Level& level : levels)
            out +=
                (out.empty() ? "" : ", ") + to_text(level.price) + " x " + to_text(level.quantity);
        return "[" + out + "]";
    }

    static std::string line(const BookUpdate& u) {
        return join(u.snapshot ? "snapshot" : "delta", u.market, u.first, u.last, u.previous,
                    u.bids, u.asks);
    }
    static std::string line(const QuoteUpdate& u) {
        return join("quote", u.market, u.sequence, u.bid.price, "x", u.bid.quantity, u.ask.price,
                    "x", u.ask.quantity);
    }
    static std::string line(const TradeUpdate& u) {
        return join("trade", u.market, u.taker_side, u.quantity, "@", u.price, u.venue_time);
    }
    static std::string line(const MarkUpdate& u) {
        return join("mark", u.market, u.mark, "index", u.index);
    }
    static std::string line(const FundingUpdate& u) {
        return join("funding", u.market, u.rate, u.interval, u.next);
    }
    static std::string line(const MarketStateUpdate& u) {
        return join("state", u.market,
                    u.mode == MarketMode::normal        ? "normal"
                    : u.mode == MarketMode::cancel_only ? "cancel_only"
                                                        : "halted");
    }
    static std::string line(const OrderUpdate& u) {
        return join("order", u.market, u.client_order_id, u.venue_order_id, u.word, u.reason,
                    u.side, u.quantity, "@", u.price, "filled", u.filled, "@", u.average_price,
                    u.venue_time);
    }
    static std::string line(const FillUpdate& u) {
        return join("fill", u.market, u.fill_id, "of", u.venue_order_id, u.side, u.quantity, "@",
                    u.price, "fee", u.fee, u.liquidity == Liquidity::maker ? "maker" : "taker",
                    u.venue_time);
    }
    static std::string line(const PositionUpdate& u) {
        return join("position", u.market, u.quantity, "@", u.entry_price);
    }
    static std::string line(const BalanceUpdate& u) { return join("balance", u.equity); }
    static std::string line(const FundingPaidUpdate& u) {
        return join("paid", u.market, u.payment_id, u.amount, u.venue_time);
    }
};

// What a venue's reader says of a frame; what is wrong with it comes last.
template <typename Frames>
std::vector<std::string> lines_of(std::string_view frame) {
    Frames frames;
    Heard out;
    const auto head = frames.read(frame, out);
    if (!head) out.lines.push_back("wrong: " + head.error().message);
    return out.lines;
}

}  // namespace twinleg::test
