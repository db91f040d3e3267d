#include "engine/config.h"

#include <algorithm>
#include <charconv>
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace twinleg::engine {
namespace {

// --- One value as text and back. Text ends at the line's end, so none may hold a line break.

std::string put(const std::string& value) {
    return value;
}
std::string put(Duration value) {
    return std::to_string(value.ns);
}
template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
std::string put(T value) {
    return std::to_string(static_cast<std::int64_t>(value));
}
template <typename Tag, typename Rep, int Digits>
std::string put(Fixed<Tag, Rep, Digits> value) {
    return to_text(value);
}

Result<void> get(std::string_view text, std::string& value, std::string_view) {
    value = text;
    return {};
}
Result<std::int64_t> whole(std::string_view text, std::string_view key) {
    std::int64_t value = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (bad != std::errc{} || end != text.data() + text.size()) {
        return fail(Errc::malformed,
                    std::string{key} + ": \"" + std::string{text} + "\" is not a whole number");
    }
    return value;
}
template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
Result<void> get(std::string_view text, T& value, std::string_view key) {
    const auto read = whole(text, key);
    if (!read) return std::unexpected{read.error()};
    if constexpr (std::is_unsigned_v<T> && !std::is_same_v<T, bool>) {
        if (!std::in_range<T>(*read))
            return fail(Errc::out_of_range,
                        std::string{key} + ": " + std::string{text} + " does not fit");
    }
    value = static_cast<T>(*read);
    return {};
}
Result<void> get(std::string_view text, Duration& value, std::string_view key) {
    return get(text, value.ns, key);
}
template <typename T>
Result<void> store(Result<T> parsed, T& value) {
    if (!parsed) return std::unexpected{parsed.error()};
    value = *parsed;
    return {};
}
Result<void> get(std::string_view text, Price& value, std::string_view key) {
    return store(parse_price(text, key), value);
}
Result<void> get(std::string_view text, Quantity& value, std::string_view key) {
    return store(parse_quantity(text, key), value);
}
Result<void> get(std::string_view text, Notional& value, std::string_view key) {
    return store(parse_notional(text, key), value);
}
Result<void> get(std::string_view text, Base& value, std::string_view key) {
    return store(parse_base(text, key), value);
}
Result<void> get(std::string_view text, Ratio& value, std::string_view key) {
    return store(parse_ratio(text, key), value);
}

// --- Every field, named once, for both directions. One with a value behind it is left out where it
// has that value.

template <typename I, typename F>
void instrument_fields(I& c, const std::string& at, F&& field) {
    auto& i = c.instrument;
    field(at + "venue", i.venue.value);
    field(at + "venue_name", i.venue_name);
    field(at + "symbol", i.symbol);
    field(at + "base", i.base);
    field(at + "quote", i.quote);
    field(at + "kind", i.kind);
    field(at + "contract", i.multiplier);
    field(at + "tick", i.tick);
    field(at + "lot", i.lot);
    field(at + "min_quantity", i.min_quantity);
    field(at + "min_notional", i.min_notional);
    field(at + "reduce_only_below_minimum", i.reduce_only_below_minimum);
    field(at + "maker_fee", i.maker_fee);
    field(at + "taker_fee", i.taker_fee);
    field(at + "initial_margin", i.initial_margin);
    field(at + "maintenance_margin", i.maintenance_margin);
    field(at + "book.sequence", c.book.sequence);
    field(at + "book.first_spans_snapshot", c.book.first_spans_snapshot);
    field(at + "book.stale_after_ns", c.book.stale_after);
    field(at + "book.tick", c.book.tick);
    field(at + "book.from_quotes", c.book.from_quotes);
}

template <typename V, typename F>
void venue_fields(V& v, const std::string& at, F&& field) {
    field(at + "name", v.name);
    field(at + "validity_ns", v.validity);
    field(at + "taker_delay_ns", v.taker_delay);
    field(at + "round_trip_ns", v.round_trip);
    field(at + "replica_lag_ns", v.replica_lag);
    field(at + "nonces", v.nonces);
    field(at + "answers_have_time", v.answers_have_time);
    field(at + "orders_per_minute", v.orders_per_minute);
    field(at + "questions_per_minute", v.questions_per_minute);
    // Later than the first journals: not there where they say nothing.
    field(at + "nonce_keys", v.nonce_keys, std::uint8_t{1});
    field(at + "dead_man.ahead_ns", v.dead_man.ahead, Duration{});
    field(at + "dead_man.renew_after_ns", v.dead_man.renew_after, Duration{});
    field(at + "dead_man.one_slot", v.dead_man.one_slot, false);
    field(at + "sharers", v.sharers, std::uint8_t{1});
}

template <typename E, typename F>
void exec_fields(E& e, F&& field) {
    field("exec.pair_quantity", e.pair_quantity);
    field("exec.pair_value", e.pair_value, Notional{});
    field("exec.on_exit", e.on_exit);
    field("exec.pair_deadline_ns", e.pair_deadline);
    field("exec.reply_timeout_ns", e.reply_timeout);
    field("exec.taker_timeout_ns", e.taker_timeout);
    field("exec.ask_period_ns", e.ask_period);
    field("exec.ask_period_max_ns", e.ask_period_max);
    field("exec.not_found_gap_ns", e.not_found_gap);
    field("exec.cancel_repeat_ns", e.cancel_repeat);
    field("exec.explain_limit_ns", e.explain_limit);
    field("exec.first_step", e.first_step);
    field("exec.next_step", e.next_step);
    field("exec.emergency", e.emergency);
    field("exec.emergency_backoff_ns", e.emergency_backoff);
    field("exec.attempts_per_pair", e.attempts_per_pair);
    field("exec.attempts_per_hour", e.attempts_per_hour);
    field("exec.loss_per_hour", e.loss_per_hour);
    field("exec.margin_hold_ns", e.margin_hold);
    field("exec.other_hold_ns", e.other_hold);
    field("exec.block_ns", e.block);
    field("exec.fills_period_ns", e.fills_period);
    field("exec.positions_period_ns", e.positions_period);
    field("exec.fills_period_tense_ns", e.fills_period_tense);
    field("exec.positions_period_tense_ns", e.positions_period_tense);
    field("exec.agreeing_gap_ns", e.agreeing_gap);
    field("exec.answer_timeout_ns", e.answer_timeout);
    field("exec.start_limit_ns", e.start_limit);
    field("exec.rejoin_after_ns", e.rejoin_after);
    field("exec.stop_limit_ns", e.stop_limit);
}

template <typename R, typename F>
void risk_fields(R& r, F&& field) {
    field("risk.price_collar", r.price_collar);
    field("risk.max_order_quantity", r.max_order_quantity);
    field("risk.max_order_notional", r.max_order_notional);
    field("risk.max_position", r.max_position);
    field("risk.max_exposure", r.max_exposure);
    field("risk.max_gross_notional", r.max_gross_notional);
    field("risk.position_balance", r.position_balance);
    field("risk.orders_per_minute", r.orders_per_minute);
    field("risk.pairs_per_minute", r.pairs_per_minute);
    field("risk.duplicate_window_ns", r.duplicate_window);
    field("risk.daily_loss", r.daily_loss);
    field("risk.max_drawdown", r.max_drawdown);
    field("risk.max_browser_latency_ns", r.max_browser_latency);
    field("risk.max_hedge_latency_ns", r.max_hedge_latency);
    field("risk.breaker_errors", r.breaker_errors);
    field("risk.breaker_window_ns", r.breaker_window);
    field("risk.breaker_error_rate", r.breaker_error_rate);
    field("risk.breaker_pause_ns", r.breaker_pause);
    field("risk.reducing_hold_ns", r.reducing_hold);
    // Later than the first journals.
    const risk::Limits usual;
    field("risk.max_clock_offset_ns", r.max_clock_offset, usual.max_clock_offset);
    field("risk.max_move", r.max_move, usual.max_move);
    field("risk.move_window_ns", r.move_window, usual.move_window);
    field("risk.min_depth", r.min_depth, usual.min_depth);
    field("risk.depth_within", r.depth_within, usual.depth_within);
    field("risk.min_liquidation_distance", r.min_liquidation_distance,
          usual.min_liquidation_distance);
}

template <typename C, typename F>
void all_fields(C& config, F&& field) {
    for (std::size_t n = 0; n < config.venues.size(); ++n) {
        venue_fields(config.venues[n], "venue." + std::to_string(n) + ".", field);
    }
    for (std::size_t n = 0; n < config.instruments.size(); ++n) {
        instrument_fields(config.instruments[n], "instrument." + std::to_string(n) + ".", field);
    }
    exec_fields(config.exec, field);
    risk_fields(config.risk, field);
    field("strategy", config.strategy);
}

constexpr std::size_t kMost = 64;  // venues or instruments of a desk

}  // namespace

std::string Config::to_text() const {
    std::string out = "venues=" + std::to_string(venues.size()) +
                      "\ninstruments=" + std::to_string(instruments.size()) + "\n";
    all_fields(*this, [&](const std::string& key, const auto& value, const auto&... unless) {
        if (((value == unless) || ...)) return;
        out += key + "=" + put(value) + "\n";
    });
    for (const auto& [key, value] : parameters)
        out += "parameter." + key + "=" + value + "\n";
    return out;
}

void Config::take_terms(const Config& from) {
    for (std::size_t n = 0; n < std::min(venues.size(), from.venues.size()); ++n) {
        exec::VenueTraits& ours = venues[n];
        const exec::VenueTraits& told = from.venues[n];
        ours.validity = told.validity;
        ours.taker_delay = told.taker_delay;
        ours.round_trip = told.round_trip;
        ours.replica_lag = told.replica_lag;
        ours.orders_per_minute = told.orders_per_minute;
        ours.questions_per_minute = told.questions_per_minute;
        ours.dead_man = told.dead_man;
        ours.sharers = told.sharers;
    }
    for (std::size_t n = 0; n < std::min(instruments.size(), from.instruments.size()); ++n) {
        Instrument& ours = instruments[n].instrument;
        const Instrument& told = from.instruments[n].instrument;
        ours.min_quantity = told.min_quantity;
        ours.min_notional = told.min_notional;
        ours.maker_fee = told.maker_fee;
        ours.taker_fee = told.taker_fee;
        ours.initial_margin = told.initial_margin;
        ours.maintenance_margin = told.maintenance_margin;
    }
}

Result<std::string> Config::change_limit(std::string_view name, std::string_view value) {
    risk::Limits wanted = risk;
    std::optional<std::string> before;
    Result<void> read;
    risk_fields(wanted, [&](std::string_view key, auto& limit, const auto&...) {
        if (key != name) return;
        before = put(limit);
        read = get(value, limit, key);
    });
    if (!before) return fail(Errc::missing, std::string{name} + ": there is no such limit");
    if (!read) return std::unexpected{read.error()};
    if (const auto valid = wanted.validate(); !valid) return std::unexpected{valid.error()};
    risk = wanted;
    return *before;
}

bool Config::same_desk(const Config& other) const {
    Config as_other = *this;
    as_other.take_terms(other);
    return as_other.to_text() == other.to_text();
}

Result<Config> Config::from_text(std::string_view text) {
    std::map<std::string, std::string, std::less<>> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (line.empty()) continue;
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) {
            return fail(Errc::malformed,
                        "configuration: \"" + std::string{line} + "\" is not key=value");
        }
        lines[std::string{line.substr(0, equals)}] = line.substr(equals + 1);
    }
    Config config;
    std::optional<Error> error;
    const auto field = [&](const std::string& key, auto& value, const auto&... otherwise) {
        if (error) return;
        const auto at = lines.find(key);
        if (at == lines.end() && sizeof...(otherwise) > 0) {
            ((value = otherwise), ...);
            return;
        }
        if (at == lines.end()) {
            error = Error{Errc::missing, "configuration: " + key + " is not there"};
            return;
        }
        if (const auto read = get(at->second, value, key); !read) error = read.error();
        lines.erase(at);
    };
    std::size_t venue_count = 0;
    std::size_t instrument_count = 0;
    field("venues", venue_count);
    field("instruments", instrument_count);
    if (error) return std::unexpected{*error};
    if (venue_count > kMost || instrument_count > kMost) {
        return fail(Errc::out_of_range,
                    "configuration: more venues or instruments than a desk can have");
    }
    config.venues.resize(venue_count);
    config.instruments.resize(instrument_count);
    all_fields(config, field);
    if (error) return std::unexpected{*error};
    for (std::size_t n = 0; n < venue_count; ++n)
        config.venues[n].id.value = static_cast<std::uint8_t>(n);
    for (std::size_t n = 0; n < instrument_count; ++n) {
        config.instruments[n].instrument.id.value = static_cast<std::uint16_t>(n);
    }
    for (const auto& [key, value] : lines) {
        constexpr std::string_view kParameter = "parameter.";
        if (!key.starts_with(kParameter))
            return fail(Errc::malformed, "configuration: unknown key " + key);
        config.parameters[key.substr(kParameter.size())] = value;
    }
    return config;
}

}  // namespace twinleg::engine
