#include "venues/edgex/start.h"

#include "venues/edgex/words.h"

namespace twinleg::venues::edgex {
namespace {

std::string ms_text(Duration duration) {
    return std::to_string(duration.ns / 1'000'000) + " ms";
}

}  // namespace

Error explain(std::string_view what, const Settings& settings, const kit::VenueClock& clock,
              const std::expected<net::HttpResponse, net::HttpFailure>& result, Answers& answers) {
    const std::string begin = "edgex: " + std::string{what} + ": ";
    if (!result) return {result.error().error.code, begin + result.error().error.message};
    const auto reply = answers.envelope(result->body);
    const std::string said = reply ? reply->text() : "status " + std::to_string(result->status);
    if (reply && is_clock_word(reply->code))
        return {Errc::not_ready, begin + said + "; this computer's clock is " +
                                     ms_text(Duration{} - clock.measured()) +
                                     " ahead of the venue's: set it (chrony or ntpd)"};
    const bool keys =
        result->status == 401 || result->status == 403 ||
        (reply && (is_key_word(reply->code) || reply->code.find("ACCOUNT") != std::string::npos));
    if (keys)
        return {Errc::unauthorised,
                begin + said + "; look at " +
                    std::string{settings.variable_of(reply ? reply->code : std::string{})}};
    if (result->status == 429) return {Errc::rate_limited, begin + said};
    if (!reply || result->status >= 500) return {Errc::disconnected, begin + said};
    return {Errc::refused, begin + said};
}

struct Start::Run {
    Beginning beginning;
    Auth* auth{nullptr};
    std::function<void(const Beginning&)> done;

    void end(std::optional<Error> error) {
        beginning.error = std::move(error);
        done(beginning);
    }
};

void Start::run(Auth* auth, std::function<void(const Beginning&)> done) {
    auto run = std::make_shared<Run>();
    run->auth = auth;
    run->done = std::move(done);
    clock_.begin([this, run](std::optional<Error> error) {
        if (error) return run->end(std::move(error));
        run->beginning.clock = true;
        ask_metadata(run);
    });
}

void Start::ask_time(std::function<void(Result<kit::TimeTold>)> told) {
    door_.get_public("public/meta/getServerTime", {}, [this, told = std::move(told)](auto result) {
        Time venue;
        const auto reply = result ? answers_.server_time(result->body, venue)
                                  : Result<Reply>{std::unexpected{result.error().error}};
        if (!reply || !reply->ok())
            return told(std::unexpected{
                explain("server time", desk_.settings, desk_.clock, result, answers_)});
        told(kit::TimeTold{result->sent, result->received, venue});
    });
}

std::optional<Error> Start::check_contract(const ContractInfo& contract) const {
    const Settings& settings = desk_.settings;
    if (!settings.contract_id.empty() && settings.contract_id != contract.id)
        return Error{Errc::conflict, "edgex: " + contract.name + " has the contract id " +
                                         contract.id + " at the venue, and " +
                                         settings.contract_id + " in the settings"};
    if (!settings.coin.empty() && settings.coin != contract.base)
        return Error{Errc::conflict, "edgex: " + contract.name + " is a contract of " +
                                         contract.base + ", not of " + settings.coin};
    if (settings.trading && !contract.trading)
        return Error{Errc::refused,
                     "edgex: " + contract.name + " is closed for trading (enableTrade is false)"};
    return std::nullopt;
}

void Start::ask_metadata(const std::shared_ptr<Run>& run) {
    door_.get_public("public/meta/getMetaData", {}, [this, run](auto result) {
        if (!result || result->status >= 500)
            return run->end(explain("metadata", desk_.settings, desk_.clock, result, answers_));
        ContractInfo contract;
        const auto reply = answers_.contract(result->body, desk_.settings.generation,
                                             desk_.settings.symbol, contract);
        if (!reply) return run->end(reply.error());
        if (!reply->ok())
            return run->end(explain("metadata", desk_.settings, desk_.clock, result, answers_));
        if (auto wrong = check_contract(contract)) return run->end(std::move(wrong));
        desk_.contract = std::move(contract);
        desk_.funding_interval = desk_.contract.funding_interval;
        run->beginning.contract = true;
        if (run->auth != nullptr)
            if (const auto ready = run->auth->prepare(desk_.contract); !ready)
                return run->end(ready.error());
        if (door_.account().empty()) return run->end(std::nullopt);
        ask_account(run);
    });
}

void Start::ask_account(const std::shared_ptr<Run>& run) {
    door_.get(
        "private/account/getAccountAsset", {{"accountId", door_.account()}}, true,
        [this, run](auto result) {
            AccountInfo& account = run->beginning.account_info;
            const auto reply = result ? answers_.account(result->body, desk_.contract, account)
                                      : Result<Reply>{std::unexpected{result.error().error}};
            if (!reply || !reply->ok())
                return run->end(explain("account", desk_.settings, desk_.clock, result, answers_));
            if (!account.id.empty() && account.id != door_.account())
                return run->end(Error{Errc::unauthorised, "edgex: the keys belong to account " +
                                                              account.id +
                                                              "; look at EDGEX_ACCOUNT_ID"});
            if (account.status == "DISABLED" || account.status == "INVALID")
                return run->end(
                    Error{Errc::refused, "edgex: the account's status is " + account.status});
            run->beginning.account = true;
            run->end(std::nullopt);
        });
}

void Start::compare(std::function<void(const Error&)> changed) {
    door_.get_public(
        "public/meta/getMetaData", {}, [this, changed = std::move(changed)](auto result) {
            if (!result) return;
            ContractInfo now;
            const auto reply = answers_.contract(result->body, desk_.settings.generation,
                                                 desk_.settings.symbol, now);
            const ContractInfo& was = desk_.contract;
            if (!reply && reply.error().code == Errc::missing)
                return changed({Errc::conflict, was.name +
                                                    " is not in the venue's metadata any more; "
                                                    "nothing more is sent"});
            if (!reply || !reply->ok()) return;
            const auto differs = [&](std::string_view what, const std::string& old,
                                     const std::string& fresh) {
                if (old == fresh) return false;
                changed({Errc::conflict, "the " + std::string{what} + " of " + was.name +
                                             " has changed from " + old + " to " + fresh +
                                             "; nothing more is sent: start the program anew"});
                return true;
            };
            static_cast<void>(differs("contract id", was.id, now.id) ||
                              differs("tick", to_text(was.tick), to_text(now.tick)) ||
                              differs("lot", to_text(was.lot), to_text(now.lot)) ||
                              differs("resolution", was.resolution, now.resolution));
        });
}

}  // namespace twinleg::venues::edgex
