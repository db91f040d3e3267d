#pragma once
// What document 003 writes into its log, word for word. Text alone: figures in, lines out.

#include <optional>
#include <string>
#include <string_view>

#include "core/instrument.h"
#include "core/order.h"
#include "strategy/hedge_cycle/settings.h"
#include "strategy/strategy.h"

namespace twinleg::strategy::hedge_lines {

// One of the two venues as lines call it.
struct Place {
    std::string title;     // "Paradex"
    std::string contract;  // "BTC-USD-PERP"
    std::string currency;  // "USDC", of the account
};

// "edgex" → "Edgex": where nobody gave a title.
std::string title_of(const Instrument& instrument);

// At least two places, and as many as the tick has. Cut toward zero.
std::string price_text(Price price, Price tick);
// At least four places, and as many as the lot has.
std::string quantity_text(Quantity quantity, Quantity lot);
// A round figure without its zeros, else two places: "50", "49.99".
std::string money_text(Notional amount);
// A percentage with two places, rounded to the nearest: "-0.12%".
std::string percent_text(Ratio percent);

// The block at the start, a line each.
std::vector<std::string> configuration(const HedgeSettings& settings, std::string_view ticker,
                                       std::string_view currency, const Place& first,
                                       const Place& second);
std::string waiting_for_data(int tries, int of);
std::string insufficient(const Place& place, Notional free, Notional required,
                         std::string_view currency);
std::string balance(const Place& place, const Funds& funds, std::string_view currency);

// A round: what it is about to do.
struct Opening {
    const Place& first;
    const Place& second;
    const Instrument& instrument;  // of the first leg
    Price mid_first, mid_second, average;
    Quantity quantity;
    Bbo bbo;      // of the first leg
    Side side;    // of the first leg
    Price price;  // of the first leg's order
};
std::vector<std::string> opening(const Opening& round, const HedgeSettings& settings);
std::string market_order(Side side, const Instrument& instrument, Quantity quantity, Price price,
                         const Bbo& bbo);
std::string leg_opened(const Place& place, const Instrument& instrument, bool is_long,
                       Quantity quantity, Price price);
std::string opened();

std::string pnl(const Place& first, Ratio first_percent, const Place& second, Ratio second_percent,
                PnlBasis basis);
std::string hold_expired(Duration hold);
// "Take profit: Paradex P&L 50.12% >= 50%"
std::string took_profit(const Place& place, Ratio percent, Ratio threshold);
std::string stopped_out(const Place& place, Ratio percent, Ratio threshold);
// A threshold in all its units: percent, quote units for a coin, deviations of the price spread.
std::string thresholds(const HedgeSettings& settings, Ratio take_profit_of_price,
                       Ratio stop_loss_of_price, Price entry, std::string_view currency,
                       double deviation);

std::string closing();
std::string leg_closed(const Place& place, const Instrument& instrument, Quantity quantity,
                       Price price);
std::string closed();
std::string cycle_wait(Duration wait);
std::string not_filled();
std::string rolling_back(const Place& place, const Instrument& instrument, Quantity quantity,
                         Price price);

}  // namespace twinleg::strategy::hedge_lines
