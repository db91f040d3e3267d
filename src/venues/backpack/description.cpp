// What was learned at the start, as the program wants to know it.

#include <fmt/format.h>

#include <algorithm>

#include "venues/backpack/start.h"
#include "venues/backpack/words.h"
#include "venues/kit/description.h"

namespace twinleg::venues::backpack {
namespace {

constexpr Duration kStaleBook = seconds(10);
constexpr Duration kValidity = seconds(1);

// Flags of the account that would borrow or lend behind our back.
std::string automatic(const AccountInfo& account) {
    std::string names;
    const auto add = [&](bool on, std::string_view name) {
        if (on) names.append(names.empty() ? "" : ", ").append(name);
    };
    add(account.auto_borrow, "autoBorrowSettlements");
    add(account.auto_lend, "autoLend");
    add(account.auto_repay, "autoRepayBorrows");
    return names;
}

// The larger of the market's own and what the account's leverage limit wants.
Ratio initial_margin(const MarketInfo& market, std::string_view leverage_limit) {
    Ratio margin = market.initial_margin;
    const auto leverage = parse_ratio(leverage_limit, "leverageLimit");
    if (leverage && leverage->is_positive()) {
        constexpr auto kOne = static_cast<Int128>(Ratio::kOne);
        const auto inverse = static_cast<std::int64_t>(kOne * kOne / leverage->raw());
        margin = std::max(margin, Ratio::from_raw(inverse));
    }
    return margin;
}

}  // namespace

Description describe(const kit::DeskSide& desk, const Beginning& beginning,
                     std::string_view public_key) {
    const MarketInfo& market = beginning.market_info;
    Description out = kit::begin_description(desk);
    Instrument& i = out.instrument;
    i.symbol = market.symbol;
    i.base = market.base;
    i.quote = market.quote;
    i.tick = market.tick;
    i.lot = market.lot;
    i.min_quantity = market.min_quantity;
    if (market.initial_margin.is_positive()) i.initial_margin = market.initial_margin;
    if (market.maintenance_margin.is_positive()) i.maintenance_margin = market.maintenance_margin;

    exec::VenueTraits& traits = out.traits;
    traits.validity = kValidity;
    traits.answers_have_time = false;
    traits.orders_per_minute = 900;
    traits.questions_per_minute = 600;

    out.book = {.sequence = book::SequenceRule::next_first,
                .first_spans_snapshot = true,
                .stale_after = kStaleBook,
                .tick = market.tick};
    out.one_way = desk.clock.round_trip() / 2;

    if (!public_key.empty()) {
        const AccountInfo& account = beginning.account_info;
        i.maker_fee = account.maker_fee;
        i.taker_fee = account.taker_fee;
        if (const Ratio margin = initial_margin(market, account.leverage_limit);
            margin.is_positive())
            i.initial_margin = margin;
        out.equity = beginning.collateral.equity;
        out.free_collateral = beginning.collateral.available;
        out.account = fmt::format("key {}…", public_key.substr(0, 8));
        out.facts.push_back("fees from the account's own setting");
        if (!account.leverage_limit.empty())
            out.facts.push_back("leverage limit " + account.leverage_limit);
        if (const std::string names = automatic(account); !names.empty())
            out.warnings.push_back("backpack: the account has " + names +
                                   " on; switch it off in its settings, lest it borrow or lend");
        if (beginning.collateral.borrowed.is_positive())
            out.warnings.push_back("backpack: the account has borrowed " +
                                   to_text(beginning.collateral.borrowed));
        if (account.liquidating)
            out.warnings.push_back("backpack: the account is being liquidated");
    }
    out.facts.push_back("no dead man's switch: resting orders outlive us; the watchdog cancels");
    if (mode_of(market.state) != MarketMode::normal)
        out.warnings.push_back("backpack: " + market.symbol + " is " + market.state);
    kit::warn_of_clock(desk, out);
    return out;
}

std::vector<Finding> findings(const kit::DeskSide& desk, const Beginning& beginning,
                              const std::optional<Error>& keys, std::string_view public_key) {
    kit::Findings found{beginning.error};
    found.clock(desk.clock, beginning.clock);
    if (beginning.clock && !beginning.market)
        found.failed("market", "choose a perpetual that the venue trades");
    if (beginning.market) {
        const MarketInfo& m = beginning.market_info;
        found.judge("market", mode_of(m.state) == MarketMode::normal,
                    fmt::format("{} is {}, tick {}, lot {}, least {}", m.symbol, m.state,
                                to_text(m.tick), to_text(m.lot), to_text(m.min_quantity)),
                    "wait until the venue opens it");
    }
    if (keys) {
        found.bad("key", keys->message,
                  fmt::format("set {} and {}", kPublicKeyVariable, kSecretKeyVariable));
        return std::move(found).all();
    }
    if (public_key.empty() || !beginning.market) return std::move(found).all();
    if (!beginning.account) {
        found.failed("key", "correct what it names");
        return std::move(found).all();
    }
    const AccountInfo& a = beginning.account_info;
    const Collateral& c = beginning.collateral;
    const Description d = describe(desk, beginning, public_key);
    found.good("key", fmt::format("the venue answers to {}", d.account));
    found.judge("permissions", !a.liquidating,
                a.liquidating ? "the account is being liquidated" : "account and balances are told",
                "deposit collateral");
    const std::string names = automatic(a);
    found.judge("borrowing", names.empty(),
                names.empty() ? "nothing is borrowed, lent or repaid by itself" : names + " is on",
                "switch it off in the account's settings");
    found.good("fees",
               fmt::format("maker {} taker {}", to_text(a.maker_fee), to_text(a.taker_fee)));
    found.judge("balance", c.available.is_positive(),
                fmt::format("equity {}, free {}", to_text(c.equity), to_text(c.available)),
                "deposit collateral");
    return std::move(found).all();
}

}  // namespace twinleg::venues::backpack
