// validate() of transaction.h: the ranges and combinations the venue's signer enforces.

#include <algorithm>
#include <string_view>

#include "crypto/lighter/transaction.h"
#include "crypto/lighter/transaction_fields.h"

namespace twinleg::crypto::lighter {
namespace {

constexpr std::uint64_t k48 = (std::uint64_t{1} << 48) - 1;
constexpr std::uint64_t kMaxAccount = k48 - 1;
constexpr std::uint64_t kMaxOrderIndex = (std::uint64_t{1} << 60) - 1;
constexpr std::uint64_t kMaxPrice = 0xffff'ffff;
constexpr std::uint64_t kNoMarket = 255;
constexpr std::uint64_t kFeeUnit = 1'000'000;

// Collects the first thing that is wrong.
class Checks {
public:
    void range(std::string_view field, std::uint64_t value, std::uint64_t low, std::uint64_t high) {
        if (value >= low && value <= high) return;
        say(std::string{field} + ": " + std::to_string(value) + " is not in " +
            std::to_string(low) + ".." + std::to_string(high));
    }
    void market(std::uint64_t value) {
        range("MarketIndex", value, 0, k48);
        require(value != kNoMarket, "MarketIndex: 255 means no market");
    }
    void require(bool holds, std::string_view sentence) {
        if (!holds) say(std::string{sentence});
    }
    Result<void> result() && {
        if (error_.empty()) return {};
        return fail(Errc::out_of_range, "lighter: " + std::move(error_));
    }

private:
    void say(std::string sentence) {
        if (error_.empty()) error_ = std::move(sentence);
    }
    std::string error_;
};

enum OrderType : std::uint64_t {
    limit = 0,
    market = 1,
    stop_loss = 2,
    stop_loss_limit = 3,
    take_profit = 4,
    take_profit_limit = 5,
    twap = 6,
};

constexpr std::uint64_t kImmediateOrCancel = 0;
constexpr std::uint64_t kGoodTillTime = 1;

void check_order_terms(Checks& checks, const CreateOrder& order) {
    const bool expires = order.order_expiry != 0;
    const bool triggers = order.trigger_price != 0;
    const bool immediate = order.time_in_force == kImmediateOrCancel;
    switch (order.type) {
        case limit:
            checks.require(!triggers, "TriggerPrice: a limit order has none, give 0");
            checks.require(immediate == !expires,
                           "OrderExpiry: give 0 with immediate-or-cancel, a time otherwise");
            break;
        case market:
            checks.require(immediate, "TimeInForce: a market order is immediate-or-cancel, give 0");
            checks.require(!expires, "OrderExpiry: a market order has none, give 0");
            checks.require(!triggers, "TriggerPrice: a market order has none, give 0");
            break;
        case stop_loss:
        case take_profit:
            checks.require(
                immediate,
                "TimeInForce: stop-loss and take-profit are immediate-or-cancel, give 0");
            [[fallthrough]];
        case stop_loss_limit:
        case take_profit_limit:
            checks.require(triggers, "TriggerPrice: this order type needs one");
            checks.require(expires, "OrderExpiry: this order type needs one");
            break;
        case twap:
            checks.require(order.time_in_force == kGoodTillTime,
                           "TimeInForce: a TWAP is good-till-time, give 1");
            checks.require(!triggers, "TriggerPrice: a TWAP has none, give 0");
            checks.require(expires, "OrderExpiry: a TWAP needs one");
            break;
        default:
            break;  // refused by its range
    }
}

void check(Checks& checks, const CreateOrder& order) {
    checks.market(order.market_index);
    checks.range("ClientOrderIndex", order.client_order_index, 0, k48);
    checks.range("BaseAmount", order.base_amount, 0, k48);
    checks.require(order.base_amount != 0 || order.reduce_only == 1,
                   "BaseAmount: 0 (the whole position) is for reduce-only orders");
    checks.range("Price", order.price, 1, kMaxPrice);
    checks.range("IsAsk", order.is_ask, 0, 1);
    checks.range("Type", order.type, limit, twap);
    checks.range("TimeInForce", order.time_in_force, 0, 2);
    checks.range("ReduceOnly", order.reduce_only, 0, 1);
    checks.range("TriggerPrice", order.trigger_price, 0, kMaxPrice);
    checks.range("OrderExpiry", order.order_expiry, 0, k48);
    check_order_terms(checks, order);
}

void check(Checks& checks, const CreateGroupedOrders& group) {
    checks.range("GroupingType", group.grouping_type, 1, 3);
    const std::size_t wanted = group.grouping_type == 3 ? 3 : 2;
    checks.require(group.orders.size() == wanted,
                   "Orders: OTO and OCO have two orders, OTOCO three");
    for (CreateOrder order : group.orders) {
        // A child without an amount takes its parent's.
        if (order.base_amount == 0) order.base_amount = 1;
        check(checks, order);
    }
}

void check(Checks& checks, const CancelOrder& cancel) {
    checks.market(cancel.market_index);
    checks.range("Index", cancel.index, 1, kMaxOrderIndex);
}

void check(Checks& checks, const CancelAll& cancel) {
    checks.range("TimeInForce", cancel.time_in_force, 0, 2);
    checks.range("Time", cancel.time, 0, k48);
    checks.require((cancel.time_in_force == 1) == (cancel.time != 0),
                   "Time: for the scheduled form only, else 0");
}

void check(Checks& checks, const ModifyOrder& modify) {
    checks.market(modify.market_index);
    checks.range("Index", modify.index, 1, kMaxOrderIndex);
    checks.range("BaseAmount", modify.base_amount, 0, k48);
    checks.range("Price", modify.price, 1, kMaxPrice);
    checks.range("TriggerPrice", modify.trigger_price, 0, kMaxPrice);
}

void check(Checks& checks, const UpdateLeverage& update) {
    checks.market(update.market_index);
    checks.range("InitialMarginFraction", update.initial_margin_fraction, 1, 10000);
    checks.range("MarginMode", update.margin_mode, 0, 1);
}

void check(Checks& checks, const UpdateMargin& update) {
    checks.market(update.market_index);
    checks.require(update.usdc_amount.value != 0, "USDCAmount: 0 moves nothing");
    checks.range("Direction", update.direction, 0, 1);
}

void check(Checks& checks, const Transfer& transfer) {
    checks.range("ToAccountIndex", transfer.to_account_index, 0, kMaxAccount);
    checks.range("FromRouteType", transfer.from_route_type, 0, 1);
    checks.range("ToRouteType", transfer.to_route_type, 0, 1);
}

void check(Checks& checks, const Withdraw& withdraw) {
    checks.range("RouteType", withdraw.route_type, 0, 1);
}

void check(Checks& checks, const ApproveIntegrator& approval) {
    checks.range("IntegratorAccountIndex", approval.integrator_account_index, 0, kMaxAccount);
    checks.range("MaxPerpsTakerFee", approval.max_perps_taker_fee, 0, kFeeUnit);
    checks.range("MaxPerpsMakerFee", approval.max_perps_maker_fee, 0, kFeeUnit);
    checks.range("MaxSpotTakerFee", approval.max_spot_taker_fee, 0, kFeeUnit);
    checks.range("MaxSpotMakerFee", approval.max_spot_maker_fee, 0, kFeeUnit);
    checks.range("ApprovalExpiry", approval.approval_expiry, 0, k48);
}

void check(Checks& checks, const ChangePubKey& change) {
    checks.require(PublicKey::from_bytes(change.public_key.encode()).has_value(),
                   "PubKey: no usable point of the curve");
}

void check(Checks&, const CreateSubAccount&) {}
void check(Checks&, const UpdateAccountConfig&) {}
void check(Checks&, const UpdateAccountAssetConfig&) {}

void check(Checks& checks, const Attributes& attributes, const TransactionBody& body) {
    const auto value = [&](Attribute type) { return attributes.get(type).value_or(0); };
    checks.require(attributes.hashed_count() <= Attributes::kHashed,
                   "L2TxAttributes: more than four differ from their default");
    checks.range("integrator account", value(Attribute::integrator_account), 0, kMaxAccount);
    checks.range("integrator taker fee", value(Attribute::integrator_taker_fee), 0, kFeeUnit);
    checks.range("integrator maker fee", value(Attribute::integrator_maker_fee), 0, kFeeUnit);
    checks.range("skip nonce", value(Attribute::skip_nonce), 0, 1);
    checks.range("cancel-all market", value(Attribute::cancel_all_market), 0, k48);
    checks.range("self-trade behaviour", value(Attribute::self_trade_behaviour), 0, 3);
    checks.range("self-trade equality", value(Attribute::self_trade_equality), 0, 1);
    checks.range("order version", value(Attribute::order_version), 0, k48);

    const bool fees =
        value(Attribute::integrator_taker_fee) != 0 || value(Attribute::integrator_maker_fee) != 0;
    const bool self_trade =
        value(Attribute::self_trade_behaviour) != 0 || value(Attribute::self_trade_equality) != 0;
    checks.require(!fees || value(Attribute::integrator_account) != 0,
                   "L2TxAttributes: fees (2, 3) need an integrator account (1)");
    checks.require(!fees || !self_trade,
                   "L2TxAttributes: self-trade settings (6, 7) exclude fees (2, 3)");
    checks.require(
        value(Attribute::self_trade_behaviour) != 3 || value(Attribute::self_trade_equality) != 1,
        "L2TxAttributes: behaviour 3 (6) excludes equality 1 (7)");
    if (attributes.get(Attribute::cancel_all_market).value_or(kNoMarket) != kNoMarket) {
        const CancelAll* cancel = std::get_if<CancelAll>(&body);
        checks.require(cancel != nullptr && cancel->time_in_force == 0,
                       "L2TxAttributes: a market (5) is for the immediate cancel-all");
    }
}

}  // namespace

Result<void> validate(const Transaction& transaction) {
    Checks checks;
    checks.range("chain id", transaction.chain_id, 1, kMaxPrice);
    checks.range("AccountIndex", transaction.account_index, 1, kMaxAccount);
    checks.range("ApiKeyIndex", transaction.api_key_index, 0, 254);
    checks.range("Nonce", transaction.nonce, 0, k48);
    checks.range("ExpiredAt", transaction.expired_at, 0, k48);
    std::visit([&](const auto& body) { check(checks, body); }, transaction.body);
    check(checks, transaction.attributes, transaction.body);
    return std::move(checks).result();
}

}  // namespace twinleg::crypto::lighter
