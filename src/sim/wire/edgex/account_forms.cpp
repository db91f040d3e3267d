#include "sim/wire/edgex/account_forms.h"

#include <vector>

#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::uint64_t kFirstEntryId = 799'373'730'000'000'000;

std::string entry_id(const Entry& entry, std::uint64_t which) {
    return std::to_string(kFirstEntryId + entry.number * 10 + which);
}

Price oracle_of(const Venue& venue, InstrumentId id) {
    return venue.exchange.facts(id).mark;
}

Notional value_of(const Venue& venue, const PositionState& position) {
    return position.open_size * oracle_of(venue, position.instrument);
}

// The price at which what the account has is worth `floor`, by this position's move alone:
//   price = (size·oracle − (equity − others' risk)) / (size − |size|·rate), zero where below.
Price price_where(const PositionState& position, Notional value, Notional spare, Ratio rate) {
    const Int128 size = position.open_size.raw();
    const Int128 kept = size * Ratio::kOne - (size < 0 ? -size : size) * rate.raw();
    if (kept == 0) return {};
    const Int128 divisor = kept / Ratio::kOne;
    if (divisor == 0) return {};
    const Int128 price = (value - spare).raw() / divisor;
    return price > 0 && price < INT64_MAX ? Price::from_raw(static_cast<std::int64_t>(price))
                                          : Price{};
}

void write_owner(JsonWriter& json, const Member& member) {
    json.field("userId", member.user_id).field("accountId", member.account.account_id);
    json.field("coinId", std::to_string(kQuoteCoin));
}

void write_setting(JsonWriter& json, std::optional<std::uint32_t> leverage) {
    json.object()
        .field("isSetFeeRate", false)
        .field("takerFeeRate", "")
        .field("makerFeeRate", "")
        .field("isSetFeeDiscount", false)
        .field("takerFeeDiscount", "0")
        .field("makerFeeDiscount", "0")
        .field("isSetMaxLeverage", leverage.has_value())
        .field("maxLeverage", leverage ? std::to_string(*leverage) : "0")
        .end_object();
}

void write_stat(JsonWriter& json, const TermStat& stat, int size_places) {
    const auto size = [&](Quantity quantity) {
        return quantity.is_zero() ? "0" : padded(quantity, size_places);
    };
    json.object()
        .field("cumOpenSize", size(stat.open_size))
        .field("cumOpenValue", money(stat.open_value))
        .field("cumOpenFee", money(stat.open_fee))
        .field("cumCloseSize", size(stat.close_size))
        .field("cumCloseValue", money(stat.close_value))
        .field("cumCloseFee", money(stat.close_fee))
        .field("cumFundingFee", money(stat.funding_fee))
        .field("cumLiquidateFee", money(stat.liquidate_fee))
        .end_object();
}

// Names that V1 has with the name of its chain before them.
std::string_view risk_name(Generation generation, bool rate) {
    if (generation == Generation::v1) return rate ? "starkExRiskRate" : "starkExRiskValue";
    return rate ? "riskRate" : "riskValue";
}

}  // namespace

std::string fill_id(const Entry& entry) {
    return entry_id(entry, 1);
}
std::string position_transaction_id(const Entry& entry) {
    return entry_id(entry, 2);
}
std::string collateral_transaction_id(const Entry& entry) {
    return entry_id(entry, 3);
}

Worth worth_of(const Venue& venue, const Member& member) {
    Worth out;
    out.equity = member.statement.collateral().amount();
    for (const PositionState* position : member.statement.positions()) {
        const Notional value = value_of(venue, *position);
        out.equity += value;
        out.value_abs += value.abs();
        out.initial_margin += Notional::from_raw(
            value.abs().raw() / static_cast<Int128>(member.leverage(position->instrument)));
        out.risk += scale_toward_zero(value.abs(), kMaintenanceRate);
    }
    out.frozen = venue.exchange.order_margin(member.index);
    return out;
}

void write_account(JsonWriter& json, const Venue& venue, const Member& member) {
    json.object()
        .field("id", member.account.account_id)
        .field("userId", member.user_id)
        .field("ethAddress", member.signer ? crypto::checksum_address(*member.signer)
                                           : "0x0000000000000000000000000000000000000001")
        .field("l2Key", member.stark_key ? member.stark_key->x().to_hex() : "0x1")
        .field("clientAccountId", "main")
        .field("isSystemAccount", false);
    json.key("defaultTradeSetting");
    write_setting(json, member.default_leverage == kDefaultLeverage
                            ? std::nullopt
                            : std::optional{member.default_leverage});
    json.key("contractIdToTradeSetting").object();
    for (const auto& [id, leverage] : member.leverages) {
        json.key(venue.contracts.of({id}).id_text());
        write_setting(json, leverage);
    }
    json.end_object();
    json.field("maxLeverageLimit", "0")
        .field("createOrderPerMinuteLimit", 0)
        .field("createOrderDelayMillis", 0)
        .field("extraType", "")
        .field("extraDataJson", "")
        .field("status", "NORMAL")
        .field("isLiquidating", false)
        .field("createdTime", ms_text(member.created))
        .field("updatedTime", ms_text(member.created))
        .end_object();
}

void write_collateral(JsonWriter& json, const Member& member) {
    const CollateralState& state = member.statement.collateral();
    json.object();
    write_owner(json, member);
    json.field("amount", money(state.amount()))
        .field("legacyAmount", money(member.statement.legacy_amount()))
        .field("cumDepositAmount", money(state.deposits))
        .field("cumWithdrawAmount", "0")
        .field("cumTransferInAmount", "0")
        .field("cumTransferOutAmount", "0")
        .field("cumPositionBuyAmount", money(state.position_buy))
        .field("cumPositionSellAmount", money(state.position_sell))
        .field("cumFillFeeAmount", money(state.fill_fee))
        .field("cumFundingFeeAmount", money(state.funding_fee))
        .field("cumFillFeeIncomeAmount", "0")
        .field("createdTime", ms_text(state.created))
        .field("updatedTime", ms_text(state.updated))
        .end_object();
}

void write_position(JsonWriter& json, const Venue& venue, const Member& member,
                    const PositionState& position) {
    const Contract& contract = venue.contracts.of(position.instrument);
    const int places = contract.size_places;
    json.object();
    write_owner(json, member);
    json.field("contractId", contract.id_text())
        .field("openSize", position.open_size.is_zero() ? "0" : padded(position.open_size, places))
        .field("openValue", money(position.open_value))
        .field("openFee", money(position.open_fee))
        .field("fundingFee", money(position.funding_fee));
    json.field("longTermCount", position.long_term.count).key("longTermStat");
    write_stat(json, position.long_term.stat, places);
    json.field("longTermCreatedTime", ms_text(position.long_term.created))
        .field("longTermUpdatedTime", ms_text(position.long_term.updated));
    json.field("shortTermCount", position.short_term.count).key("shortTermStat");
    write_stat(json, position.short_term.stat, places);
    json.field("shortTermCreatedTime", ms_text(position.short_term.created))
        .field("shortTermUpdatedTime", ms_text(position.short_term.updated));
    json.key("longTotalStat");
    write_stat(json, position.long_total, places);
    json.key("shortTotalStat");
    write_stat(json, position.short_total, places);
    json.field("createdTime", ms_text(position.created))
        .field("updatedTime", ms_text(position.updated))
        .end_object();
}

void write_position_asset(JsonWriter& json, const Venue& venue, Generation generation,
                          const Member& member, const PositionState& position) {
    const Contract& contract = venue.contracts.of(position.instrument);
    const std::uint32_t leverage = member.leverage(position.instrument);
    const Notional value = value_of(venue, position);
    const Notional own_risk = scale_toward_zero(value.abs(), kMaintenanceRate);
    const Worth worth = worth_of(venue, member);
    const Notional others = worth.risk - own_risk;
    const Price liquidated = price_where(position, value, worth.equity - others, kMaintenanceRate);
    const Price bankrupt = price_where(position, value, worth.equity, Ratio{});
    json.object();
    write_owner(json, member);
    json.field("contractId", contract.id_text())
        .field("positionValue", money(value))
        .field("maxLeverage", std::to_string(leverage))
        .field("initialMarginRequirement",
               money(Notional::from_raw(value.abs().raw() / static_cast<Int128>(leverage))))
        .field(risk_name(generation, true), kMaintenanceRate)
        .field(risk_name(generation, false), money(own_risk))
        .field("avgEntryPrice", position.average_entry())
        .field("liquidatePrice", liquidated)
        .field("bankruptPrice", bankrupt)
        .field("worstClosePrice", bankrupt)
        .field("unrealizePnl", money(value - position.open_value))
        .field("termRealizePnl", money(position.term_realised))
        .field("totalRealizePnl", money(position.total_realised))
        .end_object();
}

void write_collateral_asset(JsonWriter& json, const Venue& venue, Generation generation,
                            const Member& member) {
    const Worth worth = worth_of(venue, member);
    json.object();
    write_owner(json, member);
    json.field("totalEquity", money(worth.equity))
        .field("totalPositionValueAbs", money(worth.value_abs))
        .field("initialMarginRequirement", money(worth.initial_margin))
        .field(risk_name(generation, false), money(worth.risk))
        .field("pendingWithdrawAmount", "0")
        .field("pendingTransferOutAmount", "0")
        .field("orderFrozenAmount", money(worth.frozen))
        .field("availableAmount", spendable(worth.available()))
        .end_object();
}

void write_position_transaction(JsonWriter& json, const Venue& venue, const Member& member,
                                const Entry& entry) {
    const Contract& contract = venue.contracts.of(entry.instrument);
    const auto size = [&](Quantity quantity) {
        return quantity.is_zero() ? "0" : padded(quantity, contract.size_places);
    };
    const bool funding = entry.funding.has_value();
    const bool buys = entry.fill && entry.fill->side == Side::buy;
    json.object().field("id", position_transaction_id(entry));
    write_owner(json, member);
    json.field("contractId", contract.id_text())
        .field("type", funding ? "SETTLE_FUNDING_FEE" : (buys ? "BUY_POSITION" : "SELL_POSITION"))
        .field("deltaOpenSize", size(entry.delta_size))
        .field("deltaOpenValue", money(entry.delta_value))
        .field("deltaOpenFee", money(entry.delta_fee))
        .field("deltaFundingFee", money(entry.delta_funding))
        .field("beforeOpenSize", size(entry.before_size))
        .field("beforeOpenValue", money(entry.before_value))
        .field("beforeOpenFee", money(entry.before_fee))
        .field("beforeFundingFee", money(entry.before_funding))
        .field("fillCloseSize", size(entry.close_size))
        .field("fillCloseValue", money(entry.close_value))
        .field("fillCloseFee", money(entry.close_fee))
        .field("fillOpenSize", size(entry.open_size))
        .field("fillOpenValue", money(entry.open_value))
        .field("fillOpenFee", money(entry.open_fee))
        .field("fillPrice", entry.fill ? padded(entry.fill->price, contract.price_places) : "0")
        .field("liquidateFee", "0")
        .field("realizePnl", money(entry.realised))
        .field("isLiquidate", entry.fill && entry.fill->liquidation)
        .field("isDeleverage", false)
        .field("fundingTime", funding ? ms_text(entry.funding->time) : "0")
        .field("fundingRate", funding ? to_text(entry.funding->rate) : "")
        .field("fundingIndexPrice", funding ? to_text(entry.funding->mark) : "")
        .field("fundingOraclePrice", funding ? to_text(entry.funding->mark) : "")
        .field("fundingPositionSize", funding ? size(entry.funding->position) : "")
        .field("orderId", std::to_string(entry.fill ? entry.fill->order_id : 0))
        .field("orderFillTransactionId", entry.fill ? fill_id(entry) : "0")
        .field("collateralTransactionId", collateral_transaction_id(entry))
        .field("censorStatus", "CENSOR_SUCCESS")
        .field("createdTime", ms_text(entry.time))
        .field("updatedTime", ms_text(entry.time))
        .end_object();
}

void write_collateral_transaction(JsonWriter& json, const Member& member, const Entry& entry) {
    const bool funding = entry.funding.has_value();
    const bool buys = entry.fill && entry.fill->side == Side::buy;
    json.object().field("id", collateral_transaction_id(entry));
    write_owner(json, member);
    json.field("type", funding ? "POSITION_FUNDING" : (buys ? "POSITION_BUY" : "POSITION_SELL"))
        .field("deltaAmount", money(entry.delta_amount))
        .field("deltaLegacyAmount", money(entry.delta_legacy))
        .field("beforeAmount", money(entry.before_amount))
        .field("beforeLegacyAmount", money(entry.before_legacy))
        .field("fillFee", entry.fill ? money(entry.fill->fee) : "0")
        .field("orderId", std::to_string(entry.fill ? entry.fill->order_id : 0))
        .field("orderFillTransactionId", entry.fill ? fill_id(entry) : "0")
        .field("positionTransactionId", position_transaction_id(entry))
        .field("censorStatus", "CENSOR_SUCCESS")
        .field("createdTime", ms_text(entry.time))
        .field("updatedTime", ms_text(entry.time))
        .end_object();
}

std::string account_asset(const Venue& venue, Generation generation, const Member& member) {
    JsonWriter json;
    json.object().key("account");
    write_account(json, venue, member);
    json.key("collateralList").array();
    write_collateral(json, member);
    json.end_array();
    const auto positions = member.statement.positions();
    json.key("positionList").array();
    for (const PositionState* position : positions)
        write_position(json, venue, member, *position);
    json.end_array();
    json.field("version", std::to_string(member.version));
    json.key("positionAssetList").array();
    for (const PositionState* position : positions)
        if (!position->open_size.is_zero())
            write_position_asset(json, venue, generation, member, *position);
    json.end_array();
    json.key("collateralAssetModelList").array();
    write_collateral_asset(json, venue, generation, member);
    json.end_array();
    json.key("oraclePriceList").array().end_array();
    json.end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::edgex
