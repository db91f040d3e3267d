#include "venues/backpack/start.h"

#include <fmt/format.h>

#include <algorithm>

#include "venues/backpack/words.h"

namespace twinleg::venues::backpack {
namespace {

constexpr std::size_t kNamed = 12;

// What a person can do about an error of a signed call.
Error explain(const Reply& reply, std::string_view what, const kit::VenueClock& clock) {
    Error error = reply.error(what);
    if (is_clock_refusal(reply.code, reply.message)) {
        error.message += fmt::format(
            "; the venue's clock is {} ms ahead of this computer's: set it (chrony or ntpd)",
            clock.measured().ns / 1'000'000);
    }
    return error;
}

}  // namespace

Result<MarketInfo> choose(const std::vector<MarketInfo>& markets, std::string_view symbol,
                          std::string_view coin) {
    const auto found = std::ranges::find(markets, symbol, &MarketInfo::symbol);
    if (found == markets.end()) {
        std::string names;
        std::size_t count = 0;
        for (const MarketInfo& market : markets) {
            if (market.type != "PERP" || count == kNamed) continue;
            names += (count++ > 0 ? ", " : "") + market.symbol;
        }
        return fail(Errc::missing, fmt::format("backpack: there is no market \"{}\"; there are {}",
                                               symbol, names));
    }
    if (found->type != "PERP")
        return fail(Errc::refused, fmt::format("backpack: {} is of type {}, not a perpetual",
                                               symbol, found->type));
    if (!coin.empty() && found->base != coin)
        return fail(Errc::conflict, fmt::format("backpack: {} is a market of {}, not of {}", symbol,
                                                found->base, coin));
    if (!found->trouble.empty())
        return fail(Errc::malformed,
                    fmt::format("backpack: {} cannot be used: {}", symbol, found->trouble));
    if (!found->visible || mode_of(found->state) == MarketMode::halted)
        return fail(Errc::refused,
                    fmt::format("backpack: {} is {}{}; nothing can be traded", symbol, found->state,
                                found->visible ? "" : ", and hidden"));
    return *found;
}

struct Start::Run {
    Beginning beginning;
    std::function<void(const Beginning&)> done;

    void end(std::optional<Error> error) {
        beginning.error = std::move(error);
        done(beginning);
    }
};

void Start::run(std::function<void(const Beginning&)> done) {
    auto run = std::make_shared<Run>();
    run->done = std::move(done);
    clock_.begin([this, run](std::optional<Error> error) {
        if (error) return run->end(std::move(error));
        run->beginning.clock = true;
        ask_market(run);
    });
}

void Start::ask_time(std::function<void(Result<kit::TimeTold>)> told) {
    door_.get_public("/api/v1/time", "", [told = std::move(told)](const Reply& reply) {
        if (!reply.good()) return told(std::unexpected{reply.error("time")});
        const auto venue = read_time(reply.body);
        if (!venue) return told(std::unexpected{venue.error()});
        told(kit::TimeTold{reply.sent, reply.received, *venue});
    });
}

void Start::ask_market(const std::shared_ptr<Run>& run) {
    door_.get_public("/api/v1/markets", "", [this, run](const Reply& reply) {
        if (!reply.good()) return run->end(reply.error("markets"));
        const auto markets = read_markets(reply.body);
        if (!markets)
            return run->end(Error{markets.error().code, "backpack: " + markets.error().message});
        const auto market = choose(*markets, settings_.symbol, settings_.coin);
        if (!market) return run->end(market.error());
        run->beginning.market = true;
        run->beginning.market_info = *market;
        if (door_.signer() == nullptr) return run->end(std::nullopt);
        ask_account(run);
    });
}

void Start::ask_account(const std::shared_ptr<Run>& run) {
    door_.get("/api/v1/account", "accountQuery", "", true, [this, run](const Reply& reply) {
        if (!reply.good()) return run->end(explain(reply, "account", desk_.clock));
        const auto account = read_account(reply.body);
        if (!account)
            return run->end(Error{account.error().code, "backpack: " + account.error().message});
        run->beginning.account_info = *account;
        ask_collateral(run);
    });
}

void Start::ask_collateral(const std::shared_ptr<Run>& run) {
    door_.get(
        "/api/v1/capital/collateral", "collateralQuery", "", true, [this, run](const Reply& reply) {
            if (!reply.good()) return run->end(explain(reply, "collateral", desk_.clock));
            const auto collateral = read_collateral(reply.body);
            if (!collateral)
                return run->end(
                    Error{collateral.error().code, "backpack: " + collateral.error().message});
            run->beginning.collateral = *collateral;
            run->beginning.account = true;
            run->end(std::nullopt);
        });
}

void Start::reread(std::function<void(const MarketInfo&)> done) {
    door_.get_public("/api/v1/market", "symbol=" + settings_.symbol,
                     [done = std::move(done)](const Reply& reply) {
                         if (!reply.good()) return;
                         const auto markets = read_markets(reply.body);
                         if (markets && markets->size() == 1) done(markets->front());
                     });
}

}  // namespace twinleg::venues::backpack
