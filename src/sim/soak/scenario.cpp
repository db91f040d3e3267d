#include "sim/soak/scenario.h"

#include <array>
#include <numeric>

#include "sim/templates.h"

namespace twinleg::sim {
namespace {

constexpr std::array<std::string_view, kProfiles> kProfileNames{"none",    "latencies", "faults",
                                                                "crashes", "frozen",    "person"};

// The venues' speed, as in the table: one way, taker delay, validity.
enum class Speed : std::uint8_t { fast, slow };

void set_speed(SimVenueConfig& venue, Speed speed, Prng& prng) {
    if (speed == Speed::fast) {
        venue.latencies = {};
        venue.traits.taker_delay = {};
        venue.traits.validity = seconds(1);
        venue.traits.round_trip = milliseconds(60);
        venue.traits.nonces = exec::NonceRule::none;
        venue.cancel_delay = {};
        return;
    }
    const Latency one_way{milliseconds(40), milliseconds(250)};
    venue.latencies = {one_way, one_way, one_way, one_way};
    venue.traits.taker_delay = milliseconds(300);
    venue.traits.validity = seconds(5);
    venue.traits.round_trip = milliseconds(600);
    venue.traits.nonces = prng.chance(700) ? exec::NonceRule::strict : exec::NonceRule::gaps;
    venue.cancel_delay = milliseconds(prng.chance(500) ? 200 : 0);
}

// What differs between real venues and is not in their traits.
void set_habits(SimVenueConfig& venue, Prng& prng) {
    venue.ledger.fills_name_client_id = prng.chance(700);
    venue.ledger.remembers_refused = prng.chance(500);
    venue.ledger.tells_average = prng.chance(800);
    venue.reduce_only_cuts = prng.chance(700);
    venue.cancel_finds_held = prng.chance(700);
    venue.replies_at_door = prng.chance(500);
    venue.bare_words = prng.chance(300) ? 300 : 0;
    venue.self_trade = prng.chance(500) ? SelfTrade::expire_taker : SelfTrade::expire_maker;
    venue.traits.answers_have_time = prng.chance(850);
    venue.traits.replica_lag = seconds(1);
    venue.funding_period = seconds(prng.between(60, 200));
    venue.funding_rate = Ratio::from_raw(prng.between(-1'000'000, 1'000'000));  // ±1 bps
}

// Several keys in turn, and a switch that fires soon enough to matter in ten minutes. Drawn from a
// stream of its own: the numbers keep all else that they were.
void set_keys_and_dead_man(SimVenueConfig& venue, Prng& prng) {
    const auto keys = static_cast<std::uint8_t>(prng.between(1, 3));
    if (venue.traits.nonces != exec::NonceRule::none) venue.traits.nonce_keys = keys;
    const Duration ahead = seconds(prng.between(10, 40));
    const bool one_slot = prng.chance(500);
    if (prng.chance(400)) return;
    venue.traits.dead_man = {.ahead = ahead, .renew_after = ahead / 4, .one_slot = one_slot};
}

FaultProfile faults_of(Profile profile, Prng& prng) {
    FaultProfile faults;
    if (profile == Profile::none || profile == Profile::latencies) return faults;
    const auto up_to = [&](std::int64_t most) {
        return static_cast<std::uint32_t>(prng.between(0, most));
    };
    faults.loss = up_to(120);
    faults.market_loss = up_to(4);
    faults.garbage = up_to(20);
    faults.delay = up_to(120);
    faults.delay_most = prng.between(milliseconds(200), seconds(2));
    faults.duplicate = up_to(120);
    faults.reorder = up_to(60);
    faults.request_lost = up_to(60);
    faults.reply_lost = up_to(120);
    faults.server_error = up_to(120);
    faults.too_many = up_to(20);
    faults.refused = up_to(60);
    faults.dropped = up_to(30);
    faults.crowd_first = up_to(200);
    faults.failed_answer = up_to(120);
    faults.stale_answer = up_to(500);
    if (prng.chance(400)) faults.clock_skew_most = milliseconds(400);
    if (prng.chance(300)) faults.cancel_only = {seconds(150), seconds(1), seconds(8)};
    if (prng.chance(300)) faults.post_only = {seconds(150), seconds(1), seconds(8)};
    if (prng.chance(200)) faults.halted = {seconds(200), seconds(1), seconds(8)};
    if (profile == Profile::frozen || profile == Profile::person) {
        faults.freeze = {seconds(90), seconds(1), seconds(15)};
        faults.freeze_matching = {seconds(120), seconds(1), seconds(10)};
        faults.disconnect = {seconds(60), milliseconds(200), seconds(4)};
        faults.maintenance = {seconds(200), seconds(1), seconds(8)};
    }
    if (profile == Profile::person) {
        faults.person = {seconds(90), {}, {}};
        if (prng.chance(400)) faults.deleverage = {seconds(200), {}, {}};
    }
    return faults;
}

Duration back_to_dust(Profile profile) {
    switch (profile) {
        case Profile::none:
            return seconds(12);
        case Profile::latencies:
            return seconds(14);
        case Profile::faults:
            return seconds(25);
        case Profile::crashes:
            return seconds(30);
        case Profile::frozen:
            return seconds(50);
        case Profile::person:
            return seconds(60);
    }
    return seconds(60);
}

// Twenty dollars' worth of a coin at a time, so that a pair trade is a few of them.
struct Coin {
    std::string_view name;
    const char* step;
    std::int64_t most_steps;
};
constexpr std::array kCoins{Coin{"BTC", "0.001", 10}, Coin{"ETH", "0.02", 10},
                            Coin{"SOL", "0.3", 12}};

void make_inverse(Instrument& instrument, std::string_view coin) {
    instrument.kind = ContractKind::inverse;
    instrument.multiplier = Quantity::from_units(coin == "BTC" ? 100 : 10);
    instrument.quote = "USD";
    instrument.lot = Quantity::from_units(1);
    instrument.min_quantity = Quantity::from_units(1);
    instrument.min_notional = {};
    instrument.symbol = std::string{coin} + "USD_PERP";
}

void set_instruments(std::array<SimVenueConfig, 2>& venues, const Coin& coin, Prng& prng) {
    const std::int64_t sort = prng.below(10);
    for (SimVenueConfig& venue : venues) {
        Instrument& instrument = venue.instruments.front();
        instrument.reduce_only_below_minimum = prng.chance(500);
        if (sort < 3) {  // equal
            instrument.lot = parse_quantity(coin.step).value();
            instrument.min_quantity = instrument.lot;
            instrument.min_notional = {};
        } else if (sort < 6 && prng.chance(500)) {  // minimums of several lots, coarse lots
            instrument.lot = parse_quantity(coin.step).value();
            instrument.min_quantity = instrument.lot * prng.between(1, 4);
            instrument.min_notional = Notional::from_units(prng.between(0, 5) * 10);
        }
        // Else as the real venues have it.
    }
    if (sort < 8) return;
    SimVenueConfig& odd = venues[prng.chance(500) ? 0 : 1];
    make_inverse(odd.instruments.front(), coin.name);
    odd.collateral = Notional::from_units(coin.name == "SOL" ? 100 : 5);  // coins
}

// What a small account may ask in a minute.
void set_rate_limits(std::array<SimVenueConfig, 2>& venues, Prng& prng) {
    for (SimVenueConfig& venue : venues) {
        venue.traits.orders_per_minute = static_cast<std::uint32_t>(prng.between(60, 150));
        venue.traits.questions_per_minute = static_cast<std::uint32_t>(prng.between(150, 400));
    }
}

// Margin for a few pair trades, in a market that moves by whole percents: what is refused for it,
// and a venue that liquidates one leg.
void set_little_margin(std::array<SimVenueConfig, 2>& venues, FlowConfig& flow, Base pair,
                       Prng& prng) {
    flow.walk *= prng.between(5, 40);
    for (SimVenueConfig& venue : venues) {
        const Instrument& instrument = venue.instruments.front();
        const Base most = pair * prng.between(1, 4);
        const Notional value = settled_value(
            instrument, instrument.quantity_toward_zero(most, flow.start), flow.start);
        venue.collateral = scale_toward_zero(value, instrument.initial_margin);
    }
}

// What the z-score strategy is told, for ten minutes in place of a day: `coins` a slice.
void set_zscore(engine::Config& engine, Quantity coins, Price start, Prng& prng) {
    const auto tenths = [](std::int64_t n) {
        return to_text(Ratio::from_raw(n * Ratio::kOne / 10));
    };
    const auto one_of = [&](auto... words) {
        const std::array<const char*, sizeof...(words)> all{words...};
        return std::string{all[static_cast<std::size_t>(prng.below(sizeof...(words)))]};
    };
    auto& p = engine.parameters;
    const std::int64_t legs = prng.between(1, 3);
    p.clear();
    p["size"] = to_text(coins);
    p["lookback_secs"] = tenths(prng.between(100, 1'200));
    p["max_samples"] = "65536";
    p["enter_z"] = tenths(prng.between(8, 18));
    p["exit_z"] = tenths(prng.between(1, 6));
    p["stop_z"] = tenths(prng.between(22, 45));
    p["min_hold_secs"] = tenths(prng.between(0, 100));
    p["min_reentry_secs"] = tenths(prng.between(5, 150));
    p["max_legs"] = std::to_string(legs);
    // A little more than the slices come to, for prices move.
    p["max_gross_notional_usd"] =
        to_text(Notional::from_raw((coins * start).raw() / 10 * 11 * legs * 2));
    p["min_liquidity_usd"] = prng.chance(500) ? "0" : "500";
    p["max_slippage_bps"] = std::to_string(prng.between(5, 30));
    p["cost_check"] = prng.chance(300) ? "on" : "off";
    p["opening"] = one_of("slices", "slices", "whole");
    p["closing"] = one_of("slices", "whole");
    p["entry"] = one_of("thin-first", "together", "limit");
    p["fill_timeout_secs"] = tenths(prng.between(5, 50));
    p["trading"] = prng.chance(100) ? "remind" : "auto";
    if (prng.chance(300)) p["evaluate"] = std::to_string(prng.between(100, 1'000));
}

// The least step that both instruments can trade.
Quantity common_step(const std::array<SimVenueConfig, 2>& venues, const Coin& coin,
                     const FlowConfig& flow) {
    const Instrument& first = venues[0].instruments.front();
    const Instrument& second = venues[1].instruments.front();
    std::int64_t step = first.lot.raw();
    if (first.kind == ContractKind::linear) {
        step = std::lcm(step, parse_quantity(coin.step).value().raw());
        if (second.kind == ContractKind::linear) step = std::lcm(step, second.lot.raw());
    }
    // Large enough for both minimums.
    std::int64_t least = step;
    const auto too_small = [&](const Instrument& instrument) {
        const Quantity size = instrument.quantity_toward_zero(
            first.coins(Quantity::from_raw(least), flow.start), flow.start);
        const Price low = Price::from_raw(flow.start.raw() / 10 * 9);
        return !size.is_positive() || size < instrument.min_quantity ||
               instrument.notional(size, low) < instrument.min_notional;
    };
    while (too_small(first) || too_small(second))
        least += step;
    return Quantity::from_raw(least);
}

// Short rounds and tight percentages, so that ten minutes see many of all endings. Drawn from a
// stream of its own. A margin of half a step more than whole steps: prices move.
void set_hedge_cycle(Scenario& out, const Instrument& leg, Quantity most, Quantity step,
                     Prng prng) {
    const Price start = out.world.flow.start;
    const Notional margin =
        leg.notional(most, start) +
        scale_toward_zero(leg.notional(step, start), Ratio::from_raw(5'000'000'000));
    const auto percent = [&] {
        return to_text(Ratio::from_raw(prng.between(200, 5000) * 1'000'000));
    };
    auto& parameters = out.engine.parameters;
    parameters["margin"] = to_text(margin);
    parameters["hold_ms"] = std::to_string(prng.between(1'000, 40'000));
    parameters["take_profit"] = percent();
    parameters["stop_loss"] = percent();
    parameters["reverse"] = prng.chance(500) ? "1" : "0";
    parameters["cycle_wait_ms"] = std::to_string(prng.between(0, 10'000));
    parameters["aggressive_offset"] = to_text(Ratio::from_raw(prng.between(0, 5) * 10'000'000));
    parameters["pnl_basis"] = prng.chance(300) ? "margin" : "price";
    parameters["sequential"] = prng.chance(300) ? "1" : "0";
    parameters["settle_ms"] = std::to_string(prng.between(0, 5'000));
    out.engine.exec.pair_value = scale_toward_zero(margin, Ratio::from_raw(12'500'000'000));
}

}  // namespace

std::string_view name(Profile profile) {
    return kProfileNames[static_cast<std::size_t>(profile)];
}

Result<Profile> profile_named(std::string_view wanted) {
    for (std::size_t i = 0; i < kProfiles; ++i) {
        if (kProfileNames[i] == wanted) return static_cast<Profile>(i);
    }
    return fail(Errc::unsupported,
                "no fault mix \"" + std::string{wanted} +
                    "\"; there are none, latencies, faults, crashes, frozen, person");
}

Scenario scenario_of(std::uint64_t number, const ScenarioChoice& choice) {
    Prng prng = Prng::stream(number, 10);
    Scenario out;
    out.number = number;
    out.lasts = choice.lasts;
    constexpr std::array kWeighted{
        Profile::none,    Profile::latencies, Profile::faults, Profile::faults, Profile::faults,
        Profile::crashes, Profile::crashes,   Profile::frozen, Profile::frozen, Profile::person};
    out.profile = kWeighted[static_cast<std::size_t>(prng.below(kWeighted.size()))];
    if (choice.profile) out.profile = *choice.profile;

    // Venues and instruments.
    constexpr std::array<std::string_view, 5> kVenues{"edgex", "lighter", "paradex", "backpack",
                                                      "aster"};
    const Coin& coin = kCoins[prng.chance(700) ? 0 : static_cast<std::size_t>(prng.between(1, 2))];
    const std::int64_t first = prng.below(kVenues.size());
    const std::int64_t second =
        (first + prng.between(1, kVenues.size() - 1)) % static_cast<std::int64_t>(kVenues.size());
    std::array<SimVenueConfig, 2> venues{
        venue_like(kVenues[static_cast<std::size_t>(first)], coin.name, {0}, {0}).value(),
        venue_like(kVenues[static_cast<std::size_t>(second)], coin.name, {1}, {1}).value()};
    const std::int64_t speeds = out.profile == Profile::latencies ? 3 : prng.below(4);
    set_speed(venues[0], (speeds & 1) != 0 ? Speed::slow : Speed::fast, prng);
    set_speed(venues[1], (speeds & 2) != 0 ? Speed::slow : Speed::fast, prng);
    for (SimVenueConfig& venue : venues)
        set_habits(venue, prng);
    Prng later = Prng::stream(number, 12);
    for (SimVenueConfig& venue : venues)
        set_keys_and_dead_man(venue, later);
    set_instruments(venues, coin, prng);

    out.world.number = number;
    out.world.flow = flow_of(coin.name).value();
    out.world.flow.thin = prng.chance(300);
    const bool limited = prng.chance(120);
    if (limited) set_rate_limits(venues, prng);
    out.world.faults = faults_of(out.profile, prng);

    // The strategy and its size.
    const Quantity step = common_step(venues, coin, out.world.flow);
    const Instrument& leg = venues[0].instruments.front();
    const Base unit = leg.coins(step, out.world.flow.start);
    const Base target =
        Base::from_raw(static_cast<Int128>(parse_quantity(coin.step).value().raw()) *
                       coin.most_steps * 10'000'000'000);
    const auto steps =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(target.raw() / unit.raw()));
    const Quantity most = step * prng.between(1, steps);
    const std::int64_t drawn = prng.below(10);
    out.engine.strategy = !choice.strategy.empty() ? choice.strategy
                          : drawn < 6              ? "random-pairs"
                          : drawn < 8              ? "market-spread"
                                                   : "maker-taker";
    // Drawn apart, so that the other numbers are what they were.
    Prng statistics = Prng::stream(number, 13);
    if (choice.strategy.empty() && statistics.chance(50)) out.engine.strategy = "zscore";
    out.world.flow.long_tails = out.engine.strategy == "zscore";
    out.random.first = {0};
    out.random.second = {1};
    out.random.step = step;
    out.random.most = most;
    out.random.number = number;
    out.random.plans = {strategy::Plan::maker_then_hedge, strategy::Plan::concurrent,
                        strategy::Plan::thin_first, strategy::Plan::sequential};
    if (prng.chance(300)) {
        out.random.plans = {out.random.plans[static_cast<std::size_t>(prng.below(4))]};
    }
    out.random.pause = prng.between(seconds(1), seconds(6));

    if (prng.chance(100)) set_little_margin(venues, out.world.flow, target, prng);
    out.world.venues = {venues[0], venues[1]};

    auto& parameters = out.engine.parameters;
    const std::int64_t price_unit = out.world.flow.start.raw() / 60'000;
    const auto units = [&](std::int64_t n) { return to_text(Price::from_raw(price_unit * n)); };
    // Strategies count in coins. A little less than whole contracts, for prices move.
    const Quantity coins =
        leg.kind == ContractKind::linear
            ? most
            : Quantity::from_raw(static_cast<std::int64_t>(
                  leg.coins(most, out.world.flow.start).raw() / 10'000'000'000 / 100 * 99));
    parameters["size"] = to_text(coins);
    parameters["max_position"] = to_text(coins * 5);
    if (out.engine.strategy == "maker-taker") {
        parameters["threshold_offset"] = units(prng.between(3, 10));
        parameters["samples"] = "100";
        parameters["fill_timeout_ms"] = "5000";
        if (prng.chance(300)) {
            parameters["long_threshold"] = units(5);
            parameters["short_threshold"] = units(5);
        }
    } else {
        parameters["long_threshold"] = units(prng.between(2, 8));
        parameters["short_threshold"] = units(prng.between(2, 8));
        parameters["check_interval_ms"] = "100";
    }
    if (out.engine.strategy == "zscore")
        set_zscore(out.engine, coins, out.world.flow.start, statistics);

    if (out.engine.strategy == "hedge-cycle")
        set_hedge_cycle(out, leg, most, step, Prng::stream(number, 14));

    // What the engine is told.
    for (const SimVenueConfig& venue : venues) {
        const Instrument& instrument = venue.instruments.front();
        out.engine.instruments.push_back({instrument,
                                          {.sequence = book::SequenceRule::next_last,
                                           .stale_after = seconds(2),
                                           .tick = instrument.tick}});
        out.engine.venues.push_back(venue.traits);
    }
    out.engine.exec.pair_quantity = most;
    const bool faulty = out.profile != Profile::none && out.profile != Profile::latencies;
    if (faulty && prng.chance(700)) {
        // A desk that goes on in weather in which a sound one would stop.
        out.engine.risk.breaker_errors = 1'000'000;
        out.engine.risk.breaker_error_rate = Ratio::from_units(2);
        out.engine.exec.attempts_per_hour = 400;
        out.engine.exec.attempts_per_pair = 20;
        // Or one with so little patience that the budget is what stops it.
        if (prng.chance(200)) out.engine.exec.attempts_per_hour = 5;
    }

    if (prng.chance(100)) out.engine.exec.loss_per_hour = Notional::from_units(prng.between(1, 5));
    if (prng.chance(100)) out.engine.risk.daily_loss = Notional::from_units(prng.between(1, 10));

    out.bounds.sound = out.profile == Profile::none;
    out.bounds.pair = leg.coins(most, out.world.flow.start);
    if (leg.kind == ContractKind::inverse) {
        out.bounds.pair = Base::from_raw(out.bounds.pair.raw() / 10 * 11);  // prices move
    }
    if (out.engine.exec.pair_value.is_positive())
        out.bounds.pair =
            Base::from_raw(out.bounds.pair.raw() / 10 * 15) + leg.coins(step, out.world.flow.start);
    out.engine.risk.max_position = out.bounds.pair * (prng.chance(300) ? 3 : 6);
    // Prices move between a limit and what is held to it.
    out.bounds.position = Base::from_raw(out.engine.risk.max_position.raw() / 100 * 102);
    out.bounds.stale_after = out.engine.instruments.front().book.stale_after;
    out.bounds.back_to_dust = back_to_dust(out.profile);
    // Questions that have to wait stretch every doubt.
    if (limited) out.bounds.back_to_dust = out.bounds.back_to_dust + seconds(30);
    // Those that are alive when the last one fails may fail as well.
    out.bounds.failed_attempts = out.engine.exec.attempts_per_hour + 5;
    if (out.profile == Profile::crashes || (faulty && prng.chance(200))) {
        out.crash_gap = seconds(prng.between(20, 90));
        out.down_most = seconds(3);
        out.power_loss = prng.chance(500);
        out.bounds.back_to_dust = out.bounds.back_to_dust + seconds(5);
        // Drawn apart, so that the rest of the number is what it was before disks could be full.
        out.full_disk = Prng::stream(number, 11).chance(400);
        if (out.full_disk) out.bounds.back_to_dust = out.bounds.back_to_dust + seconds(5);
    }
    out.kills = prng.chance(100);
    out.verify = number % 8 == 0;
    return out;
}

}  // namespace twinleg::sim
