#include "strategy/hedge_cycle/lines.h"

#include <algorithm>
#include <cstdlib>

namespace twinleg::strategy::hedge_lines {
namespace {

// The document's own bound for a market order; an IOC order is final long before.
constexpr std::string_view kNotFilled = "[MARKET] Order not filled within 10s, cancelling";

// Digits behind the point that a step has.
template <typename T>
int places_of(T step) {
    const std::string text = to_text(step);
    const auto point = text.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

std::string seconds_text(Duration duration) {
    std::string text = std::to_string(duration.ns / 1'000'000'000);
    const auto part = duration.ns % 1'000'000'000 / 1'000'000;
    if (part == 0) return text;
    std::string digits = std::to_string(1000 + part).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    return text + "." + digits;
}

std::string_view side_word(bool is_long) {
    return is_long ? "LONG" : "SHORT";
}

std::string text_of(std::string_view text) {
    return std::string{text};
}

// So many percent of a price, in quote units.
Price share_of(Price price, Ratio percent) {
    const Int128 share = static_cast<Int128>(price.raw()) * percent.raw() / Ratio::kOne / 100;
    return Price::from_raw(static_cast<std::int64_t>(std::min<Int128>(share, INT64_MAX)));
}

// One place behind the point; what cannot be said in sigma is left out.
std::string sigma_text(Price amount, double deviation) {
    if (!(deviation > 0)) return {};
    const double sigma = std::min(to_double(amount) / deviation, 1e9);
    const auto tenths = static_cast<std::int64_t>(sigma * 10 + 0.5);
    return " = " + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " sigma";
}

}  // namespace

std::string title_of(const Instrument& instrument) {
    std::string title = instrument.venue_name;
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
        title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

std::string price_text(Price price, Price tick) {
    return to_text(price, std::max(2, places_of(tick)));
}

std::string quantity_text(Quantity quantity, Quantity lot) {
    return to_text(quantity, std::max(4, places_of(lot)));
}

std::string money_text(Notional amount) {
    const bool round = amount.raw() % Notional::kOne == 0;
    return to_text(amount, round ? 0 : 2);
}

std::string percent_text(Ratio percent) {
    constexpr std::int64_t kHundredth = Ratio::kOne / 100;
    const std::int64_t raw = percent.raw();
    const std::int64_t hundredths = (raw + (raw < 0 ? -1 : 1) * kHundredth / 2) / kHundredth;
    const std::int64_t size = std::abs(hundredths);
    return (hundredths < 0 ? "-" : "") + std::to_string(size / 100) + "." +
           std::to_string(100 + size % 100).substr(1) + "%";
}

std::vector<std::string> configuration(const HedgeSettings& s, std::string_view ticker,
                                       std::string_view currency, const Place& first,
                                       const Place& second) {
    const bool of_price = s.basis == PnlBasis::price;
    return {"=== Cross-Exchange Hedge Bot Configuration ===",
            "Ticker: " + text_of(ticker),
            first.title + " Contract: " + first.contract,
            second.title + " Contract: " + second.contract,
            "Margin per trade: " + money_text(s.margin) + " " + text_of(currency),
            "Hold time: " + seconds_text(s.hold) + "s",
            "Take Profit: " + to_text(s.take_profit) + "%",
            "Stop Loss: " + to_text(s.stop_loss) + "%",
            std::string{"Reverse mode: "} + (s.reverse ? "True" : "False"),
            std::string{"P&L basis: percent of "} + (of_price ? "price" : "margin"),
            "Cycle wait: " + seconds_text(s.cycle_wait) + "s",
            "Aggressive offset: " + to_text(s.aggressive_offset),
            "Legs: " + text_of(exec::name(s.plan)),
            "=============================================="};
}

std::string waiting_for_data(int tries, int of) {
    return "Waiting for WebSocket data... (" + std::to_string(tries) + "/" + std::to_string(of) +
           ")";
}

std::string insufficient(const Place& place, Notional free, Notional required,
                         std::string_view currency) {
    return "Error: Insufficient " + place.title + " balance: " + money_text(free) + " " +
           text_of(currency) + " (required: " + money_text(required) + " " + text_of(currency) +
           ")";
}

std::string balance(const Place& place, const Funds& funds, std::string_view currency) {
    return place.title + " balance: equity " + money_text(funds.equity) + " " + text_of(currency) +
           ", available " + money_text(funds.free_collateral) + " " + text_of(currency);
}

std::string market_order(Side side, const Instrument& i, Quantity quantity, Price price,
                         const Bbo& bbo) {
    return "[MARKET] Placing " + text_of(name(side)) +
           " market order: " + quantity_text(quantity, i.lot) + " @ " + price_text(price, i.tick) +
           " (bid=" + price_text(bbo.bid.price, i.tick) +
           ", ask=" + price_text(bbo.ask.price, i.tick) + ")";
}

std::vector<std::string> opening(const Opening& r, const HedgeSettings& s) {
    const Price tick = r.instrument.tick;
    const std::string average = price_text(r.average, tick);
    const std::string quantity = quantity_text(r.quantity, r.instrument.lot);
    return {"=== Opening Cross-Exchange Hedge Positions ===",
            "Prices: " + r.first.title + "=" + price_text(r.mid_first, tick) + ", " +
                r.second.title + "=" + price_text(r.mid_second, tick) + ", Avg=" + average,
            "Calculated quantity: " + quantity + " (margin=" + money_text(s.margin) +
                ", avg_price=" + average + ")",
            std::string{s.reverse ? "Reverse" : "Normal"} + " mode: " + r.first.title + " " +
                text_of(side_word(!s.reverse)) + " + " + r.second.title + " " +
                text_of(side_word(s.reverse)),
            "Target: " + quantity + " @ avg_price " + average,
            market_order(r.side, r.instrument, r.quantity, r.price, r.bbo)};
}

std::string leg_opened(const Place& place, const Instrument& i, bool is_long, Quantity quantity,
                       Price price) {
    return "✓ " + place.title + " " + text_of(side_word(is_long)) + ": " +
           quantity_text(quantity, i.lot) + " @ " + price_text(price, i.tick);
}

std::string opened() {
    return "=== Cross-Exchange Hedge Positions Opened Successfully ===";
}

std::string pnl(const Place& first, Ratio first_percent, const Place& second, Ratio second_percent,
                PnlBasis basis) {
    return std::string{basis == PnlBasis::price ? "P&L: " : "P&L of margin: "} + first.title + "=" +
           percent_text(first_percent) + ", " + second.title + "=" + percent_text(second_percent);
}

std::string hold_expired(Duration hold) {
    return "Hold time expired (" + seconds_text(hold) + "s)";
}

std::string took_profit(const Place& place, Ratio percent, Ratio threshold) {
    return "Take profit: " + place.title + " P&L " + percent_text(percent) +
           " >= " + to_text(threshold) + "%";
}

std::string stopped_out(const Place& place, Ratio percent, Ratio threshold) {
    return "Stop loss: " + place.title + " P&L " + percent_text(percent) +
           " <= " + to_text(-threshold) + "%";
}

std::string thresholds(const HedgeSettings& s, Ratio take_profit_of_price, Ratio stop_loss_of_price,
                       Price entry, std::string_view currency, double deviation) {
    const auto one = [&](Ratio threshold, Ratio of_price) {
        const Price amount = share_of(entry, of_price);
        return to_text(threshold) + "% = " + to_text(amount, 2) + " " + text_of(currency) +
               sigma_text(amount, deviation);
    };
    return std::string{"Each leg: take profit "} + one(s.take_profit, take_profit_of_price) +
           ", stop loss " + one(s.stop_loss, stop_loss_of_price) +
           (s.basis == PnlBasis::price ? " (of price)" : " (of margin)");
}

std::string closing() {
    return "=== Closing Cross-Exchange Hedge Positions ===";
}

std::string leg_closed(const Place& place, const Instrument& i, Quantity quantity, Price price) {
    return "✓ " + place.title + " closed: " + quantity_text(quantity, i.lot) + " @ " +
           price_text(price, i.tick);
}

std::string closed() {
    return "=== Cross-Exchange Hedge Positions Closed ===";
}

std::string cycle_wait(Duration wait) {
    return "Waiting " + seconds_text(wait) + " seconds before next cycle...";
}

std::string not_filled() {
    return text_of(kNotFilled);
}

std::string rolling_back(const Place& place, const Instrument& i, Quantity quantity, Price price) {
    return "Rolling back " + place.title + " position: " + quantity_text(quantity, i.lot) + " @ " +
           price_text(price, i.tick);
}

}  // namespace twinleg::strategy::hedge_lines
