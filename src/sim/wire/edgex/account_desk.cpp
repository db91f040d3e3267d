#include "sim/wire/edgex/account_desk.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "sim/wire/edgex/order_body.h"
#include "sim/wire/edgex/page.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::size_t kMostTransactions = 100;

std::string_view type_of(const Entry& entry) {
    if (entry.funding) return "SETTLE_FUNDING_FEE";
    return entry.fill->side == Side::buy ? "BUY_POSITION" : "SELL_POSITION";
}

std::string_view collateral_type_of(const Entry& entry) {
    if (entry.funding) return "POSITION_FUNDING";
    return entry.fill->side == Side::buy ? "POSITION_BUY" : "POSITION_SELL";
}

bool of_generation(const Venue& venue, Generation generation, InstrumentId id) {
    return venue.contracts.of(id).generation == generation;
}

}  // namespace

Asked<std::string> AccountDesk::answer(const Call& call, Member& member, Time now) {
    const std::string_view name = std::string_view{call.name}.substr(16);
    if (call.method == "POST") {
        if (name == "updateLeverageSetting") return update_leverage(call, member);
        if (name == "setMarginMode" && call.generation == Generation::v2)
            return set_margin_mode(call, member, now);
        return trouble(word::kPathNotFound, 404, "no such path", "path", call.path);
    }
    if (name == "getAccountAsset") return account_asset(venue_, call.generation, member);
    if (name == "getAccountById") {
        JsonWriter json;
        write_account(json, venue_, member);
        return json.text();
    }
    if (name == "getAccountPage") {
        PageWriter writer({});
        if (writer.wants(member.number)) write_account(writer.json(), venue_, member);
        return writer.finish();
    }
    if (name == "getCollateralByCoinId") {
        JsonWriter json;
        json.array();
        if (passes(call.fields, "coinIdList", std::to_string(kQuoteCoin)))
            write_collateral(json, member);
        json.end_array();
        return json.text();
    }
    if (name == "getPositionByContractId") return positions(call, member);
    if (name == "getPositionTransactionPage") return position_transactions(call, member);
    if (name == "getCollateralTransactionPage") return collateral_transactions(call, member);
    if (name == "getPositionTransactionById") return transactions_by_id(call, member, true);
    if (name == "getCollateralTransactionById") return transactions_by_id(call, member, false);
    return trouble(word::kPathNotFound, 404, "no such path", "path", call.path);
}

Asked<std::string> AccountDesk::positions(const Call& call, const Member& member) const {
    const auto ids = call.fields.list("contractIdList");
    if (ids.empty())
        return trouble(word::kParamInvalid, 400, "contractIdList is required", "contractIdList",
                       "");
    JsonWriter json;
    json.array();
    for (const std::string& id : ids) {
        const Contract* contract = venue_.contracts.find(call.generation, id);
        if (contract == nullptr)
            return trouble(word::kInvalidContract, 200, "no such contract", "contractIdList", id);
        if (const PositionState* position = member.statement.position(contract->instrument.id))
            write_position(json, venue_, member, *position);
    }
    json.end_array();
    return json.text();
}

Asked<std::string> AccountDesk::position_transactions(const Call& call,
                                                      const Member& member) const {
    const auto page = read_page(call.fields, kMostTransactions);
    if (!page) return std::unexpected{page.error()};
    const bool close_only = call.fields.flag("filterCloseOnly");
    const bool open_only = call.fields.flag("filterOpenOnly");
    PageWriter writer(*page);
    for (const Entry& entry : member.statement.entries() | std::views::reverse) {
        const Contract& contract = venue_.contracts.of(entry.instrument);
        if (!of_generation(venue_, call.generation, entry.instrument) ||
            !passes(call.fields, "filterContractIdList", contract.id_text()) ||
            !passes(call.fields, "filterCoinIdList", std::to_string(kQuoteCoin)) ||
            !passes(call.fields, "filterTypeList", type_of(entry)) ||
            !passes_time(call.fields, "filterStartCreatedTimeInclusive",
                         "filterEndCreatedTimeExclusive", entry.time) ||
            (close_only && entry.close_size.is_zero()) || (open_only && entry.open_size.is_zero()))
            continue;
        if (writer.wants(entry.number))
            write_position_transaction(writer.json(), venue_, member, entry);
    }
    return writer.finish();
}

Asked<std::string> AccountDesk::collateral_transactions(const Call& call,
                                                        const Member& member) const {
    const auto page = read_page(call.fields, kMostTransactions);
    if (!page) return std::unexpected{page.error()};
    PageWriter writer(*page);
    for (const Entry& entry : member.statement.entries() | std::views::reverse) {
        if (!of_generation(venue_, call.generation, entry.instrument) ||
            !passes(call.fields, "filterCoinIdList", std::to_string(kQuoteCoin)) ||
            !passes(call.fields, "filterTypeList", collateral_type_of(entry)) ||
            !passes_time(call.fields, "filterStartCreatedTimeInclusive",
                         "filterEndCreatedTimeExclusive", entry.time))
            continue;
        if (writer.wants(entry.number)) write_collateral_transaction(writer.json(), member, entry);
    }
    return writer.finish();
}

Asked<std::string> AccountDesk::transactions_by_id(const Call& call, const Member& member,
                                                   bool of_positions) const {
    const auto wanted = call.fields.list(of_positions ? "positionTransactionIdList"
                                                      : "collateralTransactionIdList");
    JsonWriter json;
    json.array();
    for (const Entry& entry : member.statement.entries()) {
        const std::string id =
            of_positions ? position_transaction_id(entry) : collateral_transaction_id(entry);
        if (std::ranges::find(wanted, id) == wanted.end()) continue;
        if (of_positions)
            write_position_transaction(json, venue_, member, entry);
        else
            write_collateral_transaction(json, member, entry);
    }
    json.end_array();
    return json.text();
}

Asked<std::string> AccountDesk::update_leverage(const Call& call, Member& member) {
    const std::string_view id = call.fields.field("contractId");
    const bool all = id == "0";
    const Contract* contract = venue_.contracts.find(call.generation, id);
    if (!all && contract == nullptr)
        return trouble(word::kInvalidContract, 200, "no such contract", "contractId",
                       std::string{id});
    const std::string_view text = call.fields.field("leverage");
    std::uint32_t leverage = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), leverage);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || leverage < 1 ||
        leverage > kMostLeverage)
        return trouble(word::kInvalidLeverage, 200,
                       "leverage is a whole number between 1 and " + std::to_string(kMostLeverage),
                       "leverage", std::string{text});
    for (const OrderRecord* order : venue_.exchange.open_orders(member.index)) {
        const InstrumentId at = order->request.instrument;
        if (all ? of_generation(venue_, call.generation, at) : contract->instrument.id == at)
            return trouble(word::kLeverageOrders, 200,
                           "leverage cannot change while there are open orders", "contractId",
                           std::string{id});
    }

    // The exchange tells of the change at once: what is told must be the new.
    const auto leverages = member.leverages;
    const std::uint32_t default_leverage = member.default_leverage;
    if (all) member.default_leverage = leverage;
    for (const Contract& each : venue_.contracts.all()) {
        const InstrumentId at = each.instrument.id;
        if (all ? member.leverages.contains(at.value) : contract != &each) continue;
        if (!all) member.leverages[at.value] = leverage;
        const auto done = venue_.exchange.set_margin_fraction(
            member.index, at, Ratio::from_raw(Ratio::kOne / leverage));
        if (done) continue;
        member.leverages = leverages;
        member.default_leverage = default_leverage;
        for (const Contract& undone : venue_.contracts.all())
            static_cast<void>(venue_.exchange.set_margin_fraction(
                member.index, undone.instrument.id,
                Ratio::from_raw(Ratio::kOne / member.leverage(undone.instrument.id))));
        return trouble(word::kMarginNotEnough, 200, done.error().message, "leverage",
                       std::string{text});
    }
    return "null";
}

Asked<std::string> AccountDesk::set_margin_mode(const Call& call, const Member& member, Time now) {
    const auto contract = read_margin_mode(venue_.contracts, member, call.fields, now);
    if (!contract) return std::unexpected{contract.error()};
    // No object of the page shows it, and margin is cross here whatever it says.
    return "null";
}

}  // namespace twinleg::sim::wire::edgex
