// What was learned at the start, as the program wants to know it.

#include <algorithm>

#include "venues/edgex/start.h"
#include "venues/kit/description.h"

namespace twinleg::venues::edgex {

Description describe(const DeskSide& desk, const AccountInfo* account, std::string_view signer) {
    const ContractInfo& contract = desk.contract;
    Description out = kit::begin_description(desk);
    Instrument& i = out.instrument;
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
    traits.validity = seconds(2);  // V2 signs whole seconds, and ours are cut to them

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
    kit::warn_of_clock(desk, out);
    return out;
}

std::vector<Finding> findings(const DeskSide& desk, const Beginning& beginning,
                              const std::optional<Error>& keys, std::string_view signer) {
    kit::Findings found{beginning.error};
    found.clock(desk.clock, beginning.clock);
    if (beginning.clock && !beginning.contract)
        found.failed("contract", "choose a contract that the venue trades");
    if (beginning.contract) {
        const ContractInfo& c = desk.contract;
        found.good("contract", c.name + " is " + c.id + ", tick " + to_text(c.tick) + ", lot " +
                                   to_text(c.lot) + ", least " + to_text(c.min_quantity));
    }
    if (keys) {
        found.bad("key", keys->message, "set the variable it names");
        return std::move(found).all();
    }
    if (!desk.settings.trading || !beginning.contract) return std::move(found).all();
    if (!beginning.account) {
        found.failed("key", "correct it in the environment or the file of --env-file");
        return std::move(found).all();
    }
    const AccountInfo& a = beginning.account_info;
    const Description d = describe(desk, &a, signer);
    found.good("key", "account " + a.id + " answers; orders are signed by " + std::string{signer});
    found.judge("permissions", a.status.empty() || a.status == "NORMAL",
                "the account's status is " + (a.status.empty() ? "not told" : a.status),
                "ask the venue");
    found.good("fees", "maker " + to_text(d.instrument.maker_fee) + ", taker " +
                           to_text(d.instrument.taker_fee));
    found.judge("balance", a.equity.is_positive(),
                "equity " + to_text(a.equity) + ", free " + to_text(a.free_collateral) + " " +
                    desk.contract.quote,
                "deposit collateral");
    found.good("position", to_text(a.position) + " " + desk.contract.base);
    return std::move(found).all();
}

}  // namespace twinleg::venues::edgex
