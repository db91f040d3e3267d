#include "risk/limits.h"

#include <string>
#include <string_view>

namespace twinleg::risk {

Result<void> Limits::validate() const {
    Result<void> all;
    const auto refuse = [&](std::string_view name, std::string_view why) {
        if (all)
            all = fail(Errc::out_of_range, "risk." + std::string{name} + ": " + std::string{why});
    };
    const auto from_zero = [&](std::string_view name, const auto& value) {
        if (value < std::remove_cvref_t<decltype(value)>{}) refuse(name, "must not be negative");
    };
    const auto above_zero = [&](std::string_view name, const auto& value) {
        if (value <= std::remove_cvref_t<decltype(value)>{}) refuse(name, "must be above zero");
    };
    above_zero("price_collar", price_collar);
    from_zero("max_order_quantity", max_order_quantity);
    above_zero("max_order_notional", max_order_notional);
    from_zero("max_position", max_position);
    from_zero("max_exposure", max_exposure);
    above_zero("max_gross_notional", max_gross_notional);
    from_zero("position_balance", position_balance);
    above_zero("orders_per_minute", orders_per_minute);
    above_zero("pairs_per_minute", pairs_per_minute);
    from_zero("duplicate_window_ns", duplicate_window);
    from_zero("daily_loss", daily_loss);
    from_zero("max_drawdown", max_drawdown);
    above_zero("max_browser_latency_ns", max_browser_latency);
    above_zero("max_hedge_latency_ns", max_hedge_latency);
    from_zero("max_clock_offset_ns", max_clock_offset);
    from_zero("max_move", max_move);
    above_zero("move_window_ns", move_window);
    from_zero("min_depth", min_depth);
    above_zero("depth_within", depth_within);
    from_zero("min_liquidation_distance", min_liquidation_distance);
    above_zero("breaker_window_ns", breaker_window);
    above_zero("breaker_error_rate", breaker_error_rate);
    above_zero("breaker_pause_ns", breaker_pause);
    from_zero("reducing_hold_ns", reducing_hold);
    return all;
}

}  // namespace twinleg::risk
