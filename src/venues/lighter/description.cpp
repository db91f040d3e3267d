#include "venues/lighter/description.h"

#include <fmt/format.h>

#include <algorithm>

#include "venues/lighter/requests.h"

namespace twinleg::venues::lighter {
namespace {

// The way to the venue and back, without the delays it makes on purpose.
constexpr Duration kTransit = milliseconds(100);
constexpr Duration kReplicaLag = seconds(1);
// The venue takes no less than five minutes; two transactions each time are little at this pace.
constexpr Duration kDeadManAhead = minutes(6);
constexpr Duration kDeadManRenewal = seconds(90);
constexpr Duration kStaleBook = seconds(10);
constexpr std::int64_t kFeeTick = 10'000;  // 10^-6 as a Ratio's raw

std::string in_seconds(Duration span) {
    return fmt::format("{}.{:03} s", span.ns / 1'000'000'000, span.ns % 1'000'000'000 / 1'000'000);
}

std::string clock_text(const Clock& clock) {
    if (clock.good) return "our clock agrees with the venue's";
    const bool behind = clock.offset.ns > 0;
    return fmt::format("our clock is at least {} {} the venue's",
                       in_seconds(behind ? clock.offset : Duration{-clock.offset.ns}),
                       behind ? "behind" : "ahead of");
}

// "key 3", "keys 3, 4".
std::string keys_text(const Terms& terms) {
    std::string text = terms.api_keys.size() > 1 ? "keys" : "key";
    for (std::size_t i = 0; i < terms.api_keys.size(); ++i)
        text += fmt::format("{}{}", i > 0 ? ", " : " ", terms.api_keys[i]);
    return text;
}

std::string delays(const Tier& tier) {
    return fmt::format("tier {}: takers wait {} ms, makers and cancels {} ms; {} orders a minute",
                       tier.name, tier.taker_delay.ns / 1'000'000,
                       tier.resting_delay.ns / 1'000'000, tier.orders_per_minute);
}

struct Fees {
    Ratio maker;
    Ratio taker;
    bool of_account{false};
};

Fees fees_of(const Findings& findings) {
    Fees fees{findings.market->maker_fee, findings.market->taker_fee};
    if (findings.limits && findings.limits->maker_ticks && findings.limits->taker_ticks) {
        fees.maker = Ratio::from_raw(*findings.limits->maker_ticks * kFeeTick);
        fees.taker = Ratio::from_raw(*findings.limits->taker_ticks * kFeeTick);
        fees.of_account = true;
    }
    return fees;
}

const HeldPosition* held(const Findings& findings) {
    if (!findings.account) return nullptr;
    const auto at =
        std::ranges::find(findings.account->positions, findings.market->id, &HeldPosition::market);
    return at == findings.account->positions.end() ? nullptr : &*at;
}

void add_account(const Findings& findings, const Terms& terms, Description& out) {
    const AccountInfo& account = *findings.account;
    out.equity = account.equity;
    out.free_collateral = account.free_collateral;
    out.account = fmt::format("{} ({})", terms.account_index, keys_text(terms));
    const Fees fees = fees_of(findings);
    out.instrument.maker_fee = fees.maker;
    out.instrument.taker_fee = fees.taker;
    out.facts.push_back(fmt::format("fees maker {} taker {} of the notional ({})",
                                    to_text(fees.maker), to_text(fees.taker),
                                    fees.of_account ? "the account's" : "the market's"));
    if (!fees.of_account)
        out.warnings.push_back("the account's fees are not told; the market's are assumed");
    if (const HeldPosition* position = held(findings)) {
        if (position->initial_margin.is_positive())
            out.instrument.initial_margin = position->initial_margin;
        if (!position->quantity.is_zero())
            out.facts.push_back("position " + to_text(position->quantity));
        if (position->isolated)
            out.warnings.push_back(
                "the position is in isolated margin; this program counts with "
                "the whole account's collateral");
    }
    if (account.cancel_all_at.known()) out.facts.push_back("a scheduled cancel-all is queued");
}

}  // namespace

Tier tier_of(const Findings& findings) {
    return Tier::named(findings.limits ? std::string_view{findings.limits->tier}
                                       : std::string_view{});
}

Result<Description> describe(const Findings& findings, const Slot& slot, const Terms& terms) {
    if (!findings.market) return std::unexpected{findings.market.error()};
    if (terms.trading) {
        if (!findings.account) return std::unexpected{findings.account.error()};
        if (!findings.key) return std::unexpected{findings.key.error()};
        if (!findings.limits) return std::unexpected{findings.limits.error()};
    }
    const MarketInfo& market = *findings.market;
    const std::string coin = slot.coin.empty() ? market.symbol : slot.coin;
    Description out;
    out.instrument = {
        .id = slot.instrument,
        .venue = slot.venue,
        .venue_name = "lighter",
        .symbol = market.symbol,
        .base = coin,
        .quote = "USDC",
        .multiplier = Quantity::from_units(coins_of(market.symbol, coin).value_or(1)),
        .tick = market.tick(),
        .lot = market.lot(),
        .min_quantity = market.min_quantity,
        .min_notional = market.min_notional,
        .maker_fee = market.maker_fee,
        .taker_fee = market.taker_fee,
        .initial_margin = market.initial_margin,
        .maintenance_margin = market.maintenance_margin,
    };
    const Tier tier = tier_of(findings);
    const Duration offset = findings.clock ? findings.clock->offset : Duration{};
    out.traits = {
        .id = slot.venue,
        .name = "lighter",
        // ExpiredAt is held against the venue's clock, which may be ahead of ours.
        .validity = kValidity + std::max(offset, Duration{}),
        .taker_delay = tier.taker_delay,
        .round_trip = kTransit + tier.resting_delay,
        // Answers have no time: ours must do, less what the venue's clock is behind.
        .replica_lag = kReplicaLag + std::max(Duration{-offset.ns}, Duration{}),
        .nonces = terms.gaps ? exec::NonceRule::gaps : exec::NonceRule::strict,
        .nonce_keys = static_cast<std::uint8_t>(std::max<std::size_t>(1, terms.api_keys.size())),
        .answers_have_time = false,
        .orders_per_minute = tier.orders_per_minute,
        .questions_per_minute = tier.questions_per_minute,
    };
    if (terms.trading && terms.dead_man) {
        out.traits.dead_man = {
            .ahead = kDeadManAhead, .renew_after = kDeadManRenewal, .one_slot = true};
    }
    out.book = {.sequence = book::SequenceRule::previous_id,
                .stale_after = kStaleBook,
                .tick = market.tick()};
    out.facts.push_back(fmt::format("market {} is {}", market.id, market.symbol));
    if (terms.trading) {
        out.facts.push_back(delays(tier));
        add_account(findings, terms, out);
    }
    if (!findings.clock) {
        out.warnings.push_back("the venue's time is not known: " + findings.clock.error().message);
    } else if (!findings.clock->good) {
        out.warnings.push_back(clock_text(*findings.clock) + "; set the clock (NTP)");
    }
    if (market.reduce_only)
        out.warnings.push_back("the market takes reduce-only orders alone just now");
    if (const auto valid = out.instrument.validate(); !valid)
        return fail(Errc::unsupported, "lighter: " + market.symbol + ": " + valid.error().message);
    return out;
}

std::vector<Finding> examine(const Findings& findings, const Terms& terms) {
    std::vector<Finding> out;
    const auto bad = [&](std::string_view subject, const Error& error, std::string mend) {
        if (error.code == Errc::disconnected || error.code == Errc::timed_out)
            mend = "see that the venue can be reached from here (network, proxy, firewall)";
        if (error.code == Errc::rate_limited) mend = "wait a minute and check again";
        out.push_back(
            {.subject = std::string{subject}, .text = error.message, .mend = std::move(mend)});
    };
    const auto good = [&](std::string_view subject, std::string text) {
        out.push_back({.subject = std::string{subject}, .good = true, .text = std::move(text)});
    };

    if (!findings.clock) {
        bad("clock", findings.clock.error(), "check again");
    } else if (findings.clock->good) {
        good("clock", clock_text(*findings.clock));
    } else {
        out.push_back({.subject = "clock",
                       .text = clock_text(*findings.clock),
                       .mend = "set the clock, and let NTP keep it"});
    }
    if (findings.market) {
        good("market", fmt::format("{} is market {}, tick {}, lot {}", findings.market->symbol,
                                   findings.market->id, to_text(findings.market->tick()),
                                   to_text(findings.market->lot())));
    } else {
        bad("market", findings.market.error(), "choose another market");
    }
    if (!terms.trading) return out;

    if (findings.account) {
        good("account", fmt::format("{}: equity {}, free collateral {}", terms.account_index,
                                    to_text(findings.account->equity),
                                    to_text(findings.account->free_collateral)));
    } else {
        bad("account", findings.account.error(),
            fmt::format("set {} to your account's number", kAccountVariable));
    }
    if (findings.key) {
        good("key", fmt::format("what {} holds is registered: {}", kKeyVariable, keys_text(terms)));
    } else {
        bad("key", findings.key.error(),
            fmt::format("set {} and {} to a registered key", kKeyVariable, kKeyIndexVariable));
    }
    if (!findings.limits) {
        bad("fees", findings.limits.error(), "mend the key first; tokens are signed with it");
    } else if (findings.market) {
        const Fees fees = fees_of(findings);
        good("fees", fmt::format("maker {} taker {}; {}", to_text(fees.maker), to_text(fees.taker),
                                 delays(tier_of(findings))));
    }
    return out;
}

}  // namespace twinleg::venues::lighter
