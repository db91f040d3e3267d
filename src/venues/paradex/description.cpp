#include "venues/paradex/description.h"

#include <algorithm>

#include <fmt/format.h>

#include "venues/kit/description.h"
#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

constexpr Duration kStaleBook = seconds(10);

std::string ms_text(Duration duration) {
    return std::to_string(duration.ns / 1'000'000) + " ms";
}

struct Fees {
    Ratio maker;
    Ratio taker;
    bool own{false};
};

Fees fees_of(const Beginning& beginning) {
    const MarketInfo& market = *beginning.market;
    Fees out{market.maker_fee, market.taker_fee};
    if (!beginning.info) return out;
    out.own = beginning.info->maker_fee && beginning.info->taker_fee;
    out.maker = beginning.info->maker_fee.value_or(out.maker);
    out.taker = beginning.info->taker_fee.value_or(out.taker);
    return out;
}

std::string fees_text(const Fees& fees) {
    return fmt::format("maker {} taker {} of the notional ({})", to_text(fees.maker),
                       to_text(fees.taker), fees.own ? "the account's" : "the market's");
}

std::string protection(const Terms& terms) {
    if (terms.by_socket && terms.guarded)
        return "orders go by the socket, and the venue cancels those that rest if it drops";
    return "NO dead man's switch: orders that rest stay if we are gone";
}

}  // namespace

Description describe(const Station& station, const Beginning& beginning, const Identity* identity,
                     const Terms& terms) {
    const MarketInfo& market = *beginning.market;
    Description out = kit::begin_description(station);
    Instrument& i = out.instrument;
    i.symbol = market.symbol;
    i.base = market.base;
    // Prices are in USD; what is paid, earned and held is the settlement currency.
    i.quote = market.settlement.empty() ? market.quote : market.settlement;
    i.tick = market.tick;
    i.lot = market.lot;
    i.min_notional = market.min_notional;
    const Fees fees = fees_of(beginning);
    i.maker_fee = fees.maker;
    i.taker_fee = fees.taker;
    if (market.initial_margin.is_positive()) {
        i.initial_margin = market.initial_margin;
        const auto maintenance = static_cast<Int128>(market.initial_margin.raw()) *
                                 market.maintenance_factor.raw() / Ratio::kOne;
        if (maintenance > 0)
            i.maintenance_margin = Ratio::from_raw(static_cast<std::int64_t>(maintenance));
    }

    exec::VenueTraits& traits = out.traits;
    traits.validity = seconds(1);  // recv_window; the venue takes 10 ms and more
    // Answers have no time: ours must do, less what the venue's clock is behind.
    traits.answers_have_time = false;
    traits.replica_lag = seconds(1) + std::max(Duration{} - station.clock.offset(), Duration{});
    traits.orders_per_minute = 17'250;
    traits.questions_per_minute = 600;

    out.book = {.sequence = book::SequenceRule::previous_id,
                .stale_after = kStaleBook,
                .tick = market.tick};
    out.one_way = station.clock.round_trip() / 2;

    out.facts.push_back(fmt::format("{}: tick {}, lot {}, orders of {} USD and more", market.symbol,
                                    to_text(market.tick), to_text(market.lot),
                                    to_text(market.min_notional)));
    if (beginning.config) out.facts.push_back("chain " + beginning.config->chain_id);
    if (identity != nullptr) {
        out.account = identity->address();
        out.equity = beginning.account->equity;
        out.free_collateral = beginning.account->free_collateral;
        out.facts.push_back(identity->subkey()
                                ? "orders are signed with a subkey, which cannot withdraw"
                                : "orders are signed with the account's main key");
        out.facts.push_back("fees " + fees_text(fees));
        out.facts.push_back(protection(terms));
        if (beginning.onboarded_now) out.facts.push_back("the account was opened just now");
        if (!fees.own)
            out.warnings.push_back(
                "paradex: the account's fees are not told; the market's are assumed");
        if (!beginning.account->status.empty() && beginning.account->status != "ACTIVE")
            out.warnings.push_back("paradex: the account's status is " + beginning.account->status);
        if (!terms.by_socket || !terms.guarded)
            out.warnings.push_back("paradex: " + protection(terms));
    }
    if (mode_of(beginning.status) != MarketMode::normal)
        out.warnings.push_back("paradex: the venue's state is " + beginning.status +
                               "; nothing is begun until it is ok");
    kit::warn_of_clock(station, out);
    return out;
}

std::vector<Finding> findings(const Station& station, const Beginning& beginning,
                              const Identity* identity, const std::optional<Error>& keys,
                              const Terms& terms) {
    std::vector<Finding> out;
    bool told = false;  // the error, by the step it happened at
    const auto good = [&](std::string subject, std::string text) {
        out.push_back({std::move(subject), true, std::move(text), {}});
    };
    const auto bad = [&](std::string subject, std::string text, std::string mend) {
        out.push_back({std::move(subject), false, std::move(text), std::move(mend)});
    };
    const auto failed = [&](std::string subject, std::string mend) {
        if (std::exchange(told, true)) return;
        const Errc code = beginning.error ? beginning.error->code : Errc::not_ready;
        if (code == Errc::disconnected || code == Errc::timed_out)
            mend = "see that the venue can be reached from here (network, proxy, firewall)";
        if (code == Errc::rate_limited) mend = "wait a minute and check again";
        bad(std::move(subject), beginning.error ? beginning.error->message : "was not reached",
            std::move(mend));
    };

    if (!beginning.clock)
        failed("clock", "check again");
    else if (!kit::clock_is_good(station.clock))
        bad("clock", "the venue's clock is " + ms_text(station.clock.measured()) + " ahead of ours",
            "set the clock, and let NTP keep it");
    else
        good("clock", "within " + ms_text(kit::kClockAlarm) + " of the venue's");
    if (beginning.config)
        good("chain", beginning.config->chain_id);
    else
        failed("chain", "set PARADEX_ENVIRONMENT to prod or testnet, as the server is");
    if (beginning.market)
        good("market",
             fmt::format("{}: tick {}, lot {}, least order {} USD, {} open orders at most",
                         beginning.market->symbol, to_text(beginning.market->tick),
                         to_text(beginning.market->lot), to_text(beginning.market->min_notional),
                         beginning.market->max_open_orders));
    else
        failed("market", "choose another market");
    if (mode_of(beginning.status) == MarketMode::normal)
        good("state", "the venue is open");
    else if (!beginning.status.empty())
        bad("state", "the venue says " + beginning.status,
            "wait: maintenance is on weekdays about 04:30 UTC, and takes a quarter of an hour");
    if (keys) {
        bad("key", keys->message,
            "set PARADEX_L2_PRIVATE_KEY, and with a subkey PARADEX_L2_ADDRESS");
        return out;
    }
    if (identity == nullptr) return out;
    if (beginning.onboarding && !beginning.onboarding->exists)
        bad("onboarding", "the venue does not know this key yet",
            identity->l1_address().empty()
                ? "set PARADEX_L1_ADDRESS, and the first start of a trade opens the account"
                : "the first start of a trade opens the account; deposit before it");
    else if (beginning.onboarding)
        good("onboarding", "the account is open");
    if (beginning.login)
        good("key", fmt::format("the login with {} was accepted",
                                identity->subkey() ? "the subkey" : "the main key"));
    else
        failed("key", "set PARADEX_L2_PRIVATE_KEY, and with a subkey PARADEX_L2_ADDRESS");
    if (beginning.account) {
        const bool active =
            beginning.account->status.empty() || beginning.account->status == "ACTIVE";
        const std::string text = fmt::format(
            "{}: equity {}, free collateral {}", identity->address(),
            to_text(beginning.account->equity), to_text(beginning.account->free_collateral));
        if (active)
            good("account", text);
        else
            bad("account", text + ", status " + beginning.account->status,
                "wait until the venue has done with it");
    } else {
        failed("account", "look at PARADEX_L2_ADDRESS");
    }
    if (beginning.market && beginning.account) good("fees", fees_text(fees_of(beginning)));
    if (terms.by_socket && terms.guarded)
        good("dead man's switch", protection(terms));
    else
        bad("dead man's switch", protection(terms),
            "trade by the socket, without the option cancel_on_disconnect=no");
    return out;
}

}  // namespace twinleg::venues::paradex
