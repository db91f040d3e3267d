#include "venues/edgex/start.h"

#include "venues/edgex/words.h"

namespace twinleg::venues::edgex {
namespace {

constexpr Duration kClockAlarm = milliseconds(500);
constexpr int kSamples = 3;

std::string keys_of(const Settings& settings) {
    return settings.generation == Generation::v1
               ? "EDGEX_ACCOUNT_ID and EDGEX_STARK_PRIVATE_KEY"
               : "EDGEX_ACCOUNT_ID, EDGEX_API_KEY, EDGEX_API_PASSPHRASE and EDGEX_API_SECRET";
}

// The variable that the venue's word is about.
std::string variable_of(std::string_view code, const Settings& settings) {
    const auto has = [&](std::string_view part) { return code.find(part) != code.npos; };
    if (has("ACCOUNT")) return "EDGEX_ACCOUNT_ID";
    if (settings.generation == Generation::v1) return "EDGEX_STARK_PRIVATE_KEY";
    if (has("PASSPHRASE")) return "EDGEX_API_PASSPHRASE";
    if (has("API_KEY")) return "EDGEX_API_KEY";
    if (has("SIGNATURE")) return "EDGEX_API_SECRET";
    return keys_of(settings);
}

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
                    (reply ? variable_of(reply->code, settings) : keys_of(settings))};
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
    ask_time(kSamples, [this, run](std::optional<Error> error) {
        if (error) return run->end(std::move(error));
        run->beginning.clock = true;
        ask_metadata(run);
    });
}

void Start::ask_time(int times, std::function<void(std::optional<Error>)> done) {
    door_.get_public("public/meta/getServerTime", {}, [this, times, done](auto result) {
        Time venue;
        const auto reply = result ? answers_.server_time(result->body, venue)
                                  : Result<Reply>{std::unexpected{result.error().error}};
        if (!reply || !reply->ok())
            return done(explain("server time", desk_.settings, desk_.clock, result, answers_));
        const bool unsure = desk_.clock.sample(result->sent, result->received, venue);
        if (times <= 1 && !unsure) return done(std::nullopt);
        if (times <= -2 * kSamples) return done(std::nullopt);  // it jumps about; as it is, then
        ask_time(times - 1, done);
    });
}

void Start::set_clock() {
    if (setting_clock_) return;
    setting_clock_ = true;
    ask_time(2, [this](const std::optional<Error>&) { setting_clock_ = false; });
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
                return changed({Errc::conflict, "edgex: " + was.name +
                                                    " is not in the venue's metadata any more; "
                                                    "nothing more is sent"});
            if (!reply || !reply->ok()) return;
            const auto differs = [&](std::string_view what, const std::string& old,
                                     const std::string& fresh) {
                if (old == fresh) return false;
                changed({Errc::conflict, "edgex: the " + std::string{what} + " of " + was.name +
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

Description describe(const DeskSide& desk, const AccountInfo* account, std::string_view signer) {
    const ContractInfo& contract = desk.contract;
    Description out;
    Instrument& i = out.instrument;
    i.id = desk.slot.instrument;
    i.venue = desk.slot.venue;
    i.venue_name = "edgex";
    i.symbol = contract.name;
    i.base = contract.base;
    i.quote = contract.quote;
    i.tick = contract.tick;
    i.lot = contract.lot;
    i.min_quantity = contract.min_quantity;
    i.maker_fee = contract.maker_fee;
    i.taker_fee = contract.taker_fee;
    if (contract.maintenance_margin.is_positive())
        i.maintenance_margin = contract.maintenance_margin;
    std::uint64_t leverage = contract.default_leverage;
    if (account != nullptr && account->max_leverage > 0) leverage = account->max_leverage;
    if (leverage > 0 && leverage <= 1000)
        i.initial_margin = Ratio::from_raw((Ratio::kOne + static_cast<std::int64_t>(leverage) - 1) /
                                           static_cast<std::int64_t>(leverage));

    exec::VenueTraits& traits = out.traits;
    traits.id = desk.slot.venue;
    traits.name = "edgex";
    traits.validity = seconds(2);  // V2 signs whole seconds, and ours are cut to them
    traits.round_trip = std::max(milliseconds(100), desk.clock.round_trip() * 2);

    out.book = {.sequence = book::SequenceRule::previous_id,
                .stale_after = seconds(10),
                .tick = contract.tick,
                .from_quotes = desk.settings.page_quotes};

    std::string fees = "fees from the contract's metadata";
    if (account != nullptr) {
        if (account->taker_fee || account->maker_fee) fees = "fees from the account's own setting";
        i.taker_fee = account->taker_fee.value_or(i.taker_fee);
        i.maker_fee = account->maker_fee.value_or(i.maker_fee);
        if (account->order_delay_ms > 0) traits.taker_delay = milliseconds(account->order_delay_ms);
        traits.round_trip = traits.round_trip + traits.taker_delay;
        if (account->orders_per_minute > 0)
            traits.orders_per_minute = static_cast<std::uint32_t>(
                std::min<std::int64_t>(account->orders_per_minute, 1'000'000));
        out.equity = account->equity;
        out.free_collateral = account->free_collateral;
        out.account = account->id;
        out.facts.push_back("orders are signed by " + std::string{signer});
        if (account->order_delay_ms > 0)
            out.facts.push_back("the venue delays the account's orders by " +
                                std::to_string(account->order_delay_ms) + " ms");
        if (account->has_discount)
            out.warnings.push_back(
                "edgex: the account has a fee discount, which is not documented; fees are counted "
                "without it");
        if (account->liquidating) out.warnings.push_back("edgex: the account is being liquidated");
        if (!account->status.empty() && account->status != "NORMAL")
            out.warnings.push_back("edgex: the account's status is " + account->status);
    }
    out.facts.push_back("generation " + std::string{desk.settings.version()} + ", contract " +
                        contract.id);
    out.facts.push_back(std::move(fees));
    out.facts.push_back("no dead man's switch: a resting order lives for a minute at most");
    if (!contract.opening)
        out.warnings.push_back("edgex: " + contract.name +
                               " is closed for new positions (enableOpenPosition is false)");
    const Duration off = desk.clock.measured();
    if (off > kClockAlarm || Duration{} - off > kClockAlarm)
        out.warnings.push_back("edgex: the venue's clock is " + ms_text(off) +
                               " ahead of this computer's; set the clock (chrony or ntpd)");
    return out;
}

std::vector<Finding> findings(const DeskSide& desk, const Beginning& beginning,
                              const std::optional<Error>& keys, std::string_view signer) {
    std::vector<Finding> out;
    const auto failed = [&](std::string subject, std::string mend) {
        const std::string text = beginning.error ? beginning.error->message : "was not reached";
        out.push_back({std::move(subject), false, text, std::move(mend)});
    };
    if (!beginning.clock) {
        failed("venue", "look at the network, the proxy and the address");
    } else {
        const Duration off = desk.clock.measured();
        const bool good = off <= kClockAlarm && Duration{} - off <= kClockAlarm;
        out.push_back({"clock", good, "the venue's is " + ms_text(off) + " ahead of ours",
                       good ? "" : "set this computer's clock (chrony or ntpd)"});
    }
    if (beginning.clock && !beginning.contract)
        failed("contract", "choose a contract that the venue trades");
    if (beginning.contract) {
        const ContractInfo& c = desk.contract;
        out.push_back({"contract", true,
                       c.name + " is " + c.id + ", tick " + to_text(c.tick) + ", lot " +
                           to_text(c.lot) + ", least " + to_text(c.min_quantity),
                       ""});
    }
    if (keys) {
        out.push_back({"key", false, keys->message, "set the variable it names"});
        return out;
    }
    if (!desk.settings.trading || !beginning.contract) return out;
    if (!beginning.account) {
        failed("key", "correct it in the environment or the file of --env-file");
        return out;
    }
    const AccountInfo& a = beginning.account_info;
    const Description d = describe(desk, &a, signer);
    out.push_back({"key", true,
                   "account " + a.id + " answers; orders are signed by " + std::string{signer},
                   ""});
    out.push_back({"permissions", a.status.empty() || a.status == "NORMAL",
                   "the account's status is " + (a.status.empty() ? "not told" : a.status),
                   a.status.empty() || a.status == "NORMAL" ? "" : "ask the venue"});
    out.push_back(
        {"fees", true,
         "maker " + to_text(d.instrument.maker_fee) + ", taker " + to_text(d.instrument.taker_fee),
         ""});
    const bool funded = a.equity.is_positive();
    out.push_back({"balance", funded,
                   "equity " + to_text(a.equity) + ", free " + to_text(a.free_collateral) + " " +
                       desk.contract.quote,
                   funded ? "" : "deposit collateral"});
    out.push_back({"position", true, to_text(a.position) + " " + desk.contract.base, ""});
    return out;
}

}  // namespace twinleg::venues::edgex
