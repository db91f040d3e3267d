#include "replay/instrument_spec.h"

#include <algorithm>
#include <array>
#include <map>

#include "replay/venues.h"

namespace twinleg::replay {
namespace {

constexpr std::array<std::string_view, 10> kKeys{
    "symbol",       "kind",         "contract", "tick",      "lot",
    "min_quantity", "min_notional", "quote",    "maker_bps", "taker_bps"};

using Values = std::map<std::string, std::string, std::less<>>;

Result<Values> split(std::string_view spec) {
    Values out;
    while (!spec.empty()) {
        const std::string_view part = spec.substr(0, spec.find(','));
        spec.remove_prefix(std::min(spec.size(), part.size() + 1));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) {
            return fail(Errc::malformed, "\"" + std::string{part} + "\" is not key=value");
        }
        const std::string_view key = part.substr(0, equals);
        if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
            std::string known;
            for (const std::string_view each : kKeys)
                known += (known.empty() ? "" : ", ") + std::string{each};
            return fail(Errc::malformed,
                        "there is no key \"" + std::string{key} + "\"; there are: " + known);
        }
        if (!out.emplace(key, part.substr(equals + 1)).second) {
            return fail(Errc::malformed, "the key " + std::string{key} + " is there twice");
        }
    }
    return out;
}

// Basis points as text → a ratio.
Result<Ratio> parse_bps(std::string_view text, std::string_view field) {
    const auto value = parse_price(text, field);
    if (!value) return std::unexpected{value.error()};
    if (value->raw() % 10'000 != 0 || value->abs() > Price::from_units(10'000)) {
        return fail(Errc::out_of_range,
                    std::string{field} + ": \"" + std::string{text} +
                        "\" is too fine or too large for a fee in basis points");
    }
    return Ratio::from_raw(value->raw() / 10'000);
}

std::string bps_text(Ratio ratio) {
    return to_text(Price::from_raw(ratio.raw() * 10'000));
}

class Reading {
public:
    Reading(const Facts& facts, Values values) : facts_(facts), values_(std::move(values)) {}

    Result<Specified> read() {
        Facts known = facts_;
        if (const auto symbol = given("symbol")) {
            known.symbol = *symbol;
            known.quote.clear();
            known.notes.clear();
            known.multiplier = Quantity::from_units(1);
            known.kind = ContractKind::linear;
            complete_facts(known);
        }
        Instrument& out = out_.instrument;
        out.venue_name = known.venue;
        out.symbol = text("symbol", known.symbol);
        out.base = known.base;
        out.quote = text("quote", known.quote);
        const std::string kind =
            text("kind", known.kind == ContractKind::linear ? "linear" : "inverse");
        if (kind != "linear" && kind != "inverse") {
            return fail(Errc::malformed, "kind: \"" + kind + "\" is neither linear nor inverse");
        }
        out.kind = kind == "linear" ? ContractKind::linear : ContractKind::inverse;
        number("contract", known.multiplier, out.multiplier, parse_quantity);
        number("tick", known.tick, out.tick, parse_price);
        number("lot", known.lot, out.lot, parse_quantity);
        number("min_quantity", out.lot, out.min_quantity, parse_quantity);
        number("min_notional", Notional{}, out.min_notional, parse_notional);
        fee("maker_bps", known.maker_fee, out.maker_fee);
        fee("taker_bps", known.taker_fee, out.taker_fee);
        if (error_) return std::unexpected{*error_};
        if (auto valid = out.validate(); !valid) return std::unexpected{valid.error()};
        return std::move(out_);
    }

private:
    std::optional<std::string> given(std::string_view key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? std::nullopt : std::optional{found->second};
    }
    void assume(std::string_view key, std::string value) {
        out_.assumptions.emplace_back(std::string{key}, std::move(value));
    }
    std::string text(std::string_view key, const std::string& guess) {
        if (auto said = given(key)) return *said;
        assume(key, guess);
        return guess;
    }
    template <typename T, typename Parse>
    void number(std::string_view key, T guess, T& into, Parse parse) {
        into = guess;
        if (const auto said = given(key)) {
            const auto value = parse(*said, key);
            if (value) {
                into = *value;
            } else if (!error_) {
                error_ = value.error();
            }
        } else {
            assume(key, twinleg::to_text(guess));
        }
    }
    void fee(std::string_view key, Ratio guess, Ratio& into) {
        into = guess;
        if (const auto said = given(key)) {
            const auto value = parse_bps(*said, key);
            if (value) {
                into = *value;
            } else if (!error_) {
                error_ = value.error();
            }
        } else {
            assume(key, bps_text(guess));
        }
    }

    const Facts& facts_;
    Values values_;
    Specified out_;
    std::optional<Error> error_;
};

}  // namespace

Result<Specified> specify(const Facts& facts, std::string_view spec) {
    auto values = split(spec);
    if (!values) return std::unexpected{values.error()};
    return Reading{facts, std::move(*values)}.read();
}

}  // namespace twinleg::replay
