#pragma once
// The fields of each transaction body, said once: the hash, the writer and the reader of tx_info
// all go through these lists. Order is the venue's, for the hash and for the JSON alike.
// Internal to crypto/lighter.

#include <utility>

#include "crypto/lighter/transaction.h"

namespace twinleg::crypto::lighter::detail {

// Calls visit("Key", member) for each field of the body that is hashed; what else stands in the
// JSON (Memo, L1Sig) is for the writer and the reader.
// Body is one of the alternatives of TransactionBody, const or not.
template <typename Visit>
void visit_fields(auto& body, Visit&& visit) {
    using Body = std::remove_cvref_t<decltype(body)>;
    if constexpr (std::is_same_v<Body, ChangePubKey>) {
        visit("PubKey", body.public_key);
    } else if constexpr (std::is_same_v<Body, Transfer>) {
        visit("ToAccountIndex", body.to_account_index);
        visit("AssetIndex", body.asset_index);
        visit("FromRouteType", body.from_route_type);
        visit("ToRouteType", body.to_route_type);
        visit("Amount", body.amount);
        visit("USDCFee", body.usdc_fee);
    } else if constexpr (std::is_same_v<Body, Withdraw>) {
        visit("AssetIndex", body.asset_index);
        visit("RouteType", body.route_type);
        visit("Amount", body.amount);
    } else if constexpr (std::is_same_v<Body, CreateOrder>) {
        visit("MarketIndex", body.market_index);
        visit("ClientOrderIndex", body.client_order_index);
        visit("BaseAmount", body.base_amount);
        visit("Price", body.price);
        visit("IsAsk", body.is_ask);
        visit("Type", body.type);
        visit("TimeInForce", body.time_in_force);
        visit("ReduceOnly", body.reduce_only);
        visit("TriggerPrice", body.trigger_price);
        visit("OrderExpiry", body.order_expiry);
    } else if constexpr (std::is_same_v<Body, CancelOrder>) {
        visit("MarketIndex", body.market_index);
        visit("Index", body.index);
    } else if constexpr (std::is_same_v<Body, CancelAll>) {
        visit("TimeInForce", body.time_in_force);
        visit("Time", body.time);
    } else if constexpr (std::is_same_v<Body, ModifyOrder>) {
        visit("MarketIndex", body.market_index);
        visit("Index", body.index);
        visit("BaseAmount", body.base_amount);
        visit("Price", body.price);
        visit("TriggerPrice", body.trigger_price);
    } else if constexpr (std::is_same_v<Body, UpdateLeverage>) {
        visit("MarketIndex", body.market_index);
        visit("InitialMarginFraction", body.initial_margin_fraction);
        visit("MarginMode", body.margin_mode);
    } else if constexpr (std::is_same_v<Body, CreateGroupedOrders>) {
        visit("GroupingType", body.grouping_type);
        visit("Orders", body.orders);
    } else if constexpr (std::is_same_v<Body, UpdateMargin>) {
        visit("MarketIndex", body.market_index);
        visit("USDCAmount", body.usdc_amount);
        visit("Direction", body.direction);
    } else if constexpr (std::is_same_v<Body, UpdateAccountConfig>) {
        visit("AccountTradingMode", body.account_trading_mode);
    } else if constexpr (std::is_same_v<Body, UpdateAccountAssetConfig>) {
        visit("AssetIndex", body.asset_index);
        visit("AssetMarginMode", body.asset_margin_mode);
    } else if constexpr (std::is_same_v<Body, ApproveIntegrator>) {
        visit("IntegratorAccountIndex", body.integrator_account_index);
        visit("MaxPerpsTakerFee", body.max_perps_taker_fee);
        visit("MaxPerpsMakerFee", body.max_perps_maker_fee);
        visit("MaxSpotTakerFee", body.max_spot_taker_fee);
        visit("MaxSpotMakerFee", body.max_spot_maker_fee);
        visit("ApprovalExpiry", body.approval_expiry);
    } else {
        static_assert(std::is_same_v<Body, CreateSubAccount>);
    }
}

// Transfers and withdrawals call the account FromAccountIndex.
template <typename Body>
constexpr const char* account_key() {
    const bool from = std::is_same_v<Body, Transfer> || std::is_same_v<Body, Withdraw>;
    return from ? "FromAccountIndex" : "AccountIndex";
}

}  // namespace twinleg::crypto::lighter::detail
