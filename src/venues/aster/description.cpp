// What was learned at the start, as the program wants to know it.

#include <fmt/format.h>

#include <algorithm>

#include "venues/aster/start.h"
#include "venues/kit/description.h"

namespace twinleg::venues::aster {
namespace {

constexpr Duration kStaleBook = seconds(10);
// Where the account does not say its leverage.
constexpr std::uint64_t kLeverage = 20;

std::uint32_t share(std::uint64_t told, std::uint32_t usual) {
    const std::uint64_t limit = told > 0 ? std::min<std::uint64_t>(told, 1'000'000) : usual;
    return static_cast<std::uint32_t>(limit * 2 / 3);
}

}  // namespace

Description describe(const kit::DeskSide& desk, const Settings& settings,
                     const Beginning& beginning, std::string_view account) {
    const SymbolInfo& symbol = beginning.symbol;
    Description out = kit::begin_description(desk);
    Instrument& i = out.instrument;
    i.symbol = symbol.symbol;
    i.base = symbol.base;
    i.quote = symbol.quote;
    i.tick = symbol.tick;
    i.lot = symbol.lot;
    i.min_quantity = symbol.min_quantity;
    i.min_notional = symbol.min_notional;
    if (symbol.maintenance_margin.is_positive()) i.maintenance_margin = symbol.maintenance_margin;

    exec::VenueTraits& traits = out.traits;
    traits.validity = settings.generation == Generation::v1 ? seconds(1) : Auth::kV3Validity;
    traits.answers_have_time = false;
    traits.orders_per_minute = share(beginning.orders_per_minute, 1200);
    // The dearest question weighs five.
    traits.questions_per_minute = share(beginning.weight_per_minute, 2400) / 5;

    out.book = {.sequence = book::SequenceRule::previous_id,
                .first_spans_snapshot = true,
                .stale_after = kStaleBook,
                .tick = symbol.tick};
    out.one_way = desk.clock.round_trip() / 2;
    out.facts.push_back(fmt::format("generation {}", settings.version()));

    if (!account.empty()) {
        traits.dead_man = {.ahead = settings.countdown, .renew_after = settings.countdown / 3};
        i.maker_fee = beginning.fees.maker;
        i.taker_fee = beginning.fees.taker;
        std::uint64_t leverage = beginning.position.leverage;
        if (leverage == 0 || leverage > 1000) leverage = kLeverage;
        i.initial_margin = Ratio::from_raw((Ratio::kOne + static_cast<std::int64_t>(leverage) - 1) /
                                           static_cast<std::int64_t>(leverage));
        i.maintenance_margin = std::min(i.maintenance_margin, i.initial_margin);
        out.equity = beginning.account_info.equity;
        out.free_collateral = beginning.account_info.available;
        out.account = account;
        out.facts.push_back("fees from the account's commission rate");
        out.facts.push_back(fmt::format("leverage {}, {}", leverage,
                                        beginning.position.isolated ? "isolated" : "cross"));
        if (settings.countdown.ns > 0)
            out.facts.push_back(
                fmt::format("dead man's switch: resting orders are cancelled after {} s without us",
                            settings.countdown.ns / 1'000'000'000));
        if (!beginning.account_info.can_trade)
            out.warnings.push_back("aster: the account may not trade (canTrade is false)");
        if (beginning.position.isolated)
            out.warnings.push_back(
                "aster: the margin of " + symbol.symbol +
                " is isolated; the rest of the balance does not stand behind it");
    }
    kit::warn_of_clock(desk, out);
    return out;
}

std::vector<Finding> findings(const kit::DeskSide& desk, const Settings& settings,
                              const Beginning& beginning, const std::optional<Error>& keys,
                              std::string_view account) {
    kit::Findings found{beginning.error};
    found.clock(desk.clock, beginning.clock);
    if (beginning.clock && !beginning.market)
        found.failed("market", "choose a perpetual that the venue trades");
    if (beginning.market) {
        const SymbolInfo& s = beginning.symbol;
        found.good("market",
                   fmt::format("{} is {}, tick {}, lot {}, least {} and {} {}", s.symbol, s.status,
                               to_text(s.tick), to_text(s.lot), to_text(s.min_quantity),
                               to_text(s.min_notional), s.quote));
    }
    if (keys) {
        found.bad("key", keys->message, "set the variable it names");
        return std::move(found).all();
    }
    if (account.empty() || !beginning.market) return std::move(found).all();
    if (!beginning.one_way) {
        found.failed("position mode", "set the account to one-way mode");
        return std::move(found).all();
    }
    if (!beginning.account) {
        found.failed("key", "correct what it names");
        return std::move(found).all();
    }
    const AccountInfo& a = beginning.account_info;
    found.good("key", fmt::format("the venue answers to {} ({})", account, settings.version()));
    found.good("position mode", "one-way");
    found.judge("permissions", a.can_trade,
                a.can_trade ? "the account may trade" : "canTrade is false",
                "give the key its permission to trade");
    found.good("fees", fmt::format("maker {} taker {}", to_text(beginning.fees.maker),
                                   to_text(beginning.fees.taker)));
    found.judge("balance", a.available.is_positive(),
                fmt::format("equity {}, free {} {}", to_text(a.equity), to_text(a.available),
                            beginning.symbol.quote),
                "deposit collateral");
    found.good("position",
               fmt::format("{} {}, leverage {}, {}", to_text(beginning.position.quantity),
                           beginning.symbol.base, beginning.position.leverage,
                           beginning.position.isolated ? "isolated" : "cross"));
    return std::move(found).all();
}

}  // namespace twinleg::venues::aster
