#include "strategy/zscore/settings.h"

#include "strategy/parameters.h"

namespace twinleg::strategy::zscore {
namespace {

std::string text(const std::map<std::string, std::string>& values, const std::string& name,
                 std::string_view otherwise) {
    const auto at = values.find(name);
    return at == values.end() ? std::string{otherwise} : at->second;
}

Result<Settings> checked(const Settings& s, const std::map<std::string, std::string>& values) {
    const auto refuse = [](std::string what) { return fail(Errc::out_of_range, std::move(what)); };
    const std::string enter = text(values, "enter_z", "2");
    const std::string exit = text(values, "exit_z", "0.5");
    const std::string stop = text(values, "stop_z", "4");
    if (s.enter_z <= s.exit_z)
        return refuse("enter_z: " + enter + " is not above exit_z, " + exit +
                      ": it would leave as it enters");
    if (s.stop_z <= s.enter_z)
        return refuse("stop_z: " + stop + " is not above enter_z, " + enter +
                      ": it would stop as it enters");
    if (s.lookback < milliseconds(100) || s.lookback > seconds(7 * 86'400))
        return refuse("lookback_secs: " + text(values, "lookback_secs", "") +
                      " is not within 0.1 and 604800");
    if (s.max_samples < 100 || s.max_samples > (std::size_t{1} << 26))
        return refuse("max_samples: is not within 100 and 67108864");
    for (const auto& [name, rate] : {std::pair{"rate_a", s.rate_a}, {"rate_b", s.rate_b}})
        if (!rate.is_positive())
            return refuse(std::string{name} + ": " + to_text(rate) + " is not above zero");
    if (s.transfer_bps > 1'000)
        return refuse("transfer_bps: " + text(values, "transfer_bps", "0") +
                      " is not within 0 and 1000");
    if (!s.max_gross_notional.is_positive())
        return refuse("max_gross_notional_usd: 0 would let nothing be traded");
    if (s.max_legs < 1 || s.max_legs > 1000)
        return refuse("max_legs: " + text(values, "max_legs", "3") + " is not within 1 and 1000");
    if (s.entry == Entry::limit && s.fill_timeout.ns <= 0)
        return refuse("fill_timeout_secs: 0 would withdraw each order at once");
    if (s.max_slippage_bps < 1 || s.max_slippage_bps > 250)
        return refuse("max_slippage_bps: " + text(values, "max_slippage_bps", "10") +
                      " is not within 1 and 250 (an order further off is refused by risk)");
    return s;
}

}  // namespace

Result<Settings> read_settings(const std::map<std::string, std::string>& values) {
    Parameters read{values};
    Settings s;
    s.price = static_cast<PriceSource>(read.word("price", {"mid", "last", "mark", "index"}, 0));
    s.rate_a = read.price("rate_a", s.rate_a);
    s.rate_b = read.price("rate_b", s.rate_b);
    s.lookback = read.seconds_of("lookback_secs", s.lookback);
    s.max_samples = static_cast<std::size_t>(
        read.whole("max_samples", static_cast<std::int64_t>(s.max_samples)));
    s.enter_z = read.number("enter_z", s.enter_z);
    s.exit_z = read.number("exit_z", s.exit_z);
    s.stop_z = read.number("stop_z", s.stop_z);
    s.min_stddev_bps = read.number("min_stddev_bps", s.min_stddev_bps);
    s.min_hold = read.seconds_of("min_hold_secs", s.min_hold);
    s.min_reentry = read.seconds_of("min_reentry_secs", s.min_reentry);
    s.max_entries_per_day = read.whole("max_entries_per_day", s.max_entries_per_day);
    s.max_gross_notional = read.notional("max_gross_notional_usd", s.max_gross_notional);
    s.max_legs = read.whole("max_legs", s.max_legs);
    s.size = read.quantity("size", s.size);
    s.min_liquidity = read.notional("min_liquidity_usd", s.min_liquidity);
    s.max_slippage_bps = read.whole("max_slippage_bps", s.max_slippage_bps);
    s.cost_check = read.word("cost_check", {"off", "on"}, s.cost_check ? 1 : 0) == 1;
    s.min_edge_bps = read.number("min_edge_bps", s.min_edge_bps);
    s.transfer_bps = read.number("transfer_bps", s.transfer_bps);
    s.max_basis_bps = read.number("max_basis_bps", s.max_basis_bps);
    s.drift = read.word("drift", {"off", "on"}, s.drift ? 1 : 0) == 1;
    s.opening = static_cast<Pace>(read.word("opening", {"slices", "whole"}, 0));
    s.closing = static_cast<Pace>(read.word("closing", {"slices", "whole"}, 1));
    s.entry = static_cast<Entry>(read.word("entry", {"thin-first", "together", "limit"}, 0));
    s.fill_timeout = read.seconds_of("fill_timeout_secs", s.fill_timeout);
    s.trading = static_cast<Trading>(read.word("trading", {"auto", "remind"}, 0));
    if (values.contains("evaluate")) {
        s.sample_every = read.evaluate();
        s.tell_every = {};
    }
    if (read.error()) return std::unexpected{*read.error()};
    return checked(s, values);
}

}  // namespace twinleg::strategy::zscore
