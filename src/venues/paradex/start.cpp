#include "venues/paradex/start.h"

#include <utility>

#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

Error named(Error error) {
    if (!error.message.starts_with("paradex")) error.message.insert(0, "paradex: ");
    return error;
}

}  // namespace

struct Start::Run {
    Beginning beginning;
    Identity* identity{nullptr};
    Login* login{nullptr};
    bool may_onboard{false};
    std::function<void(const Beginning&)> done;

    void end(std::optional<Error> error) {
        if (error) beginning.error = named(std::move(*error));
        done(beginning);
    }
};

void Start::run(Identity* identity, Login* login, bool may_onboard,
                std::function<void(const Beginning&)> done) {
    auto run = std::make_shared<Run>();
    run->identity = identity;
    run->login = login;
    run->may_onboard = may_onboard;
    run->done = std::move(done);
    clock_.begin([this, run](std::optional<Error> error) {
        if (error) return run->end(std::move(error));
        run->beginning.clock = true;
        ask_config(run);
    });
}

void Start::ask_time(std::function<void(Result<kit::TimeTold>)> told) {
    rest_.get_public(std::string{target::kTime}, [this,
                                                  told = std::move(told)](const Reply& reply) {
        const auto venue = reply.good() ? answers_.server_time(reply.body)
                                        : Result<Time>{std::unexpected{reply.error("server time")}};
        if (!venue) return told(std::unexpected{venue.error()});
        told(kit::TimeTold{reply.sent, reply.received, *venue});
    });
}

void Start::ask_config(const RunPtr& run) {
    rest_.get_public(std::string{target::kConfig}, [this, run](const Reply& reply) {
        auto config = reply.good()
                          ? answers_.system(reply.body)
                          : Result<SystemConfig>{std::unexpected{reply.error("system/config")}};
        if (!config) return run->end(config.error());
        if (!expected_chain_.empty() && config->chain_id != expected_chain_)
            return run->end(Error{Errc::conflict, "this server is of chain " + config->chain_id +
                                                      ", and PARADEX_ENVIRONMENT means " +
                                                      expected_chain_});
        run->beginning.config = *config;
        if (run->identity != nullptr)
            if (const auto settled = run->identity->settle(*config, symbol_); !settled)
                return run->end(settled.error());
        ask_market(run);
    });
}

std::optional<Error> Start::wrong_market(const MarketInfo& market) const {
    if (!market.asset_kind.empty() && market.asset_kind != "PERP")
        return Error{Errc::unsupported,
                     market.symbol + " is of kind " + market.asset_kind + ", not a perpetual"};
    if (!market.trading_mode.empty() && market.trading_mode != "STANDARD")
        return Error{Errc::unsupported,
                     market.symbol + " is traded as " + market.trading_mode + ", not in a book"};
    const std::string& coin = station_.slot.coin;
    if (!coin.empty() && !market.base.empty() && market.base != coin)
        return Error{Errc::conflict,
                     market.symbol + " is a market of " + market.base + ", not of " + coin};
    return std::nullopt;
}

void Start::ask_market(const RunPtr& run) {
    rest_.get_public(target::market(symbol_), [this, run](const Reply& reply) {
        if (reply.kind == Reply::Kind::refused && reply.code == "MARKET_NOT_FOUND")
            return run->end(Error{Errc::missing, "there is no market \"" + symbol_ +
                                                     "\"; perpetuals are named like BTC-USD-PERP"});
        auto market = reply.good() ? answers_.market(reply.body, symbol_)
                                   : Result<MarketInfo>{std::unexpected{reply.error("markets")}};
        if (!market)
            return run->end(Error{market.error().code, symbol_ + ": " + market.error().message});
        if (auto wrong = wrong_market(*market)) return run->end(std::move(wrong));
        station_.market = *market;
        station_.symbol = market->symbol;
        station_.funding_interval = market->funding_period;
        run->beginning.market = std::move(*market);
        ask_state(run);
    });
}

void Start::ask_state(const RunPtr& run) {
    rest_.get_public(std::string{target::kState}, [this, run](const Reply& reply) {
        auto status = reply.good()
                          ? answers_.status(reply.body)
                          : Result<std::string>{std::unexpected{reply.error("system/state")}};
        if (!status) return run->end(status.error());
        run->beginning.status = std::move(*status);
        if (run->identity == nullptr) return run->end(std::nullopt);
        ask_onboarding(run);
    });
}

// Only to tell a person more: a venue that does not answer this may still log us in.
void Start::ask_onboarding(const RunPtr& run) {
    if (run->identity->subkey()) return log_in(run);
    rest_.get_public(target::onboarding(run->identity->public_key()),
                     [this, run](const Reply& reply) {
                         if (reply.good())
                             if (auto said = answers_.onboarding(reply.body))
                                 run->beginning.onboarding = std::move(*said);
                         log_in(run);
                     });
}

void Start::log_in(const RunPtr& run) {
    run->login->begin(run->may_onboard, [this, run](const Result<void>& logged_in) {
        if (!logged_in) return run->end(logged_in.error());
        run->beginning.login = true;
        run->beginning.onboarded_now = run->login->onboarded();
        ask_account(run);
    });
}

void Start::ask_account(const RunPtr& run) {
    rest_.get(std::string{target::kAccount}, true, [this, run](const Reply& reply) {
        auto account = reply.good() ? answers_.account(reply.body)
                                    : Result<AccountState>{std::unexpected{reply.error("account")}};
        if (!account) return run->end(account.error());
        const std::string& ours = run->identity->address();
        if (!account->account.empty() && account->account != ours)
            return run->end(Error{Errc::unauthorised, "the token is for account " +
                                                          account->account + ", the key for " +
                                                          ours + "; look at PARADEX_L2_ADDRESS"});
        // Whoever mistypes a key opens an empty account with it.
        if (run->beginning.onboarded_now && !account->equity.is_positive())
            return run->end(Error{Errc::unauthorised,
                                  "account " + ours +
                                      " was opened just now and holds nothing: deposit to it, or "
                                      "look at PARADEX_L2_PRIVATE_KEY"});
        run->beginning.account = std::move(*account);
        ask_info(run);
    });
}

void Start::ask_info(const RunPtr& run) {
    rest_.get(std::string{target::kAccountInfo}, true, [this, run](const Reply& reply) {
        auto info = reply.good()
                        ? answers_.account_info(reply.body, run->identity->address())
                        : Result<AccountInfo>{std::unexpected{reply.error("account/info")}};
        // Without it the market's own fees are counted, and a person is told.
        if (info) run->beginning.info = std::move(*info);
        run->end(std::nullopt);
    });
}

void Start::read_market(std::function<void(const MarketInfo&)> done) {
    rest_.get_public(target::market(symbol_), [this, done = std::move(done)](const Reply& reply) {
        if (!reply.good()) return;
        if (const auto market = answers_.market(reply.body, symbol_)) done(*market);
    });
}

}  // namespace twinleg::venues::paradex
