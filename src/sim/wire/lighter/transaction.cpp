// The form of a transaction: fields, ranges, combinations.

#include "sim/wire/lighter/transaction.h"

#include <simdjson.h>

#include <optional>

#include "crypto/base64.h"

namespace twinleg::sim::wire::lighter {
namespace {

using simdjson::dom::element;

constexpr std::uint64_t kMaxOrderIndex = (1ULL << 60) - 1;
constexpr std::uint64_t kMaxPrice = 0xffff'ffff;
constexpr std::uint64_t kMaxMoney = (1ULL << 60) - 1;

// Reads fields by name and keeps the first refusal, so that it is asked for once.
class Fields {
public:
    explicit Fields(element object) : object_(object) {}

    std::uint64_t number(const char* key, std::uint64_t least, std::uint64_t most,
                         Code code = Code::invalid_tx_info) {
        std::uint64_t value = 0;
        if (object_[key].get_uint64().get(value) != simdjson::SUCCESS) {
            note(Code::invalid_tx_info, std::string{key} + " is missing or no whole number");
            return least;
        }
        if (value < least || value > most) {
            note(code, std::string{key} + " is out of range");
            return least;
        }
        return value;
    }
    bool flag(const char* key) { return number(key, 0, 1) == 1; }
    std::uint64_t market(const char* key = "MarketIndex") {
        const auto value = number(key, 0, kMaxIndex48, Code::invalid_market);
        if (value == kNoMarket) note(Code::invalid_market, "255 is no market");
        return value;
    }
    std::string_view text(const char* key, bool wanted = true) {
        std::string_view value;
        if (object_[key].get_string().get(value) != simdjson::SUCCESS && wanted)
            note(Code::invalid_tx_info, std::string{key} + " is missing or no text");
        return value;
    }
    element object() const { return object_; }

    void note(Code code, std::string detail) {
        if (!refusal_) refusal_ = refusal(code, std::move(detail));
    }
    const std::optional<Refusal>& refusal_seen() const { return refusal_; }

private:
    element object_;
    std::optional<Refusal> refusal_;
};

bool is_trigger(OrderType type) {
    return type == OrderType::stop_loss || type == OrderType::stop_loss_limit ||
           type == OrderType::take_profit || type == OrderType::take_profit_limit;
}

void check_lifetime(const CreateOrder& order, Fields& fields) {
    const auto bad = [&](const char* why) { fields.note(Code::invalid_tx_info, why); };
    const bool immediate = order.lifetime == Lifetime::immediate_or_cancel;
    const bool lasts = order.expiry_ms != 0;
    if (is_trigger(order.type)) {
        if (order.trigger_price == 0) bad("TriggerPrice is wanted by this order type");
        if (!lasts) fields.note(Code::invalid_order_expiry, "OrderExpiry is wanted");
        const bool at_market =
            order.type == OrderType::stop_loss || order.type == OrderType::take_profit;
        if (at_market && !immediate) bad("TimeInForce must be immediate-or-cancel");
        return;
    }
    if (order.trigger_price != 0) bad("TriggerPrice must be 0 for this order type");
    switch (order.type) {
        case OrderType::market:
            if (!immediate) bad("TimeInForce of a market order must be immediate-or-cancel");
            if (lasts) fields.note(Code::invalid_order_expiry, "a market order has none");
            break;
        case OrderType::limit:
            if (immediate && lasts)
                fields.note(Code::invalid_order_expiry, "an immediate-or-cancel order has none");
            if (!immediate && !lasts)
                fields.note(Code::invalid_order_expiry, "OrderExpiry is wanted");
            break;
        case OrderType::twap:
            if (order.lifetime != Lifetime::good_till_time)
                bad("TimeInForce must be good-till-time");
            if (!lasts) fields.note(Code::invalid_order_expiry, "OrderExpiry is wanted");
            break;
        case OrderType::stop_loss:
        case OrderType::stop_loss_limit:
        case OrderType::take_profit:
        case OrderType::take_profit_limit:
            break;
    }
}

CreateOrder read_order(Fields& fields, bool in_group = false) {
    CreateOrder order;
    order.market = fields.market();
    order.client_order_index =
        fields.number("ClientOrderIndex", 0, kMaxIndex48, Code::invalid_client_order_index);
    order.base_amount = fields.number("BaseAmount", 0, kMaxIndex48, Code::invalid_base_amount);
    order.price = fields.number("Price", 1, kMaxPrice, Code::invalid_price);
    order.is_ask = fields.flag("IsAsk");
    order.type = static_cast<OrderType>(fields.number("Type", 0, 6));
    order.lifetime = static_cast<Lifetime>(fields.number("TimeInForce", 0, 2));
    order.reduce_only = fields.flag("ReduceOnly");
    order.trigger_price = fields.number("TriggerPrice", 0, kMaxPrice);
    order.expiry_ms = fields.number("OrderExpiry", 0, kMaxIndex48, Code::invalid_order_expiry);
    if (order.base_amount == 0 && !order.reduce_only && !in_group)
        fields.note(Code::invalid_base_amount, "0 is for reduce-only orders");
    check_lifetime(order, fields);
    return order;
}

GroupedOrders read_group(Fields& fields) {
    GroupedOrders group{.grouping = fields.number("GroupingType", 1, 3), .orders = {}};
    simdjson::dom::array orders;
    if (fields.object()["Orders"].get_array().get(orders) != simdjson::SUCCESS ||
        orders.size() < 2 || orders.size() > 3) {
        fields.note(Code::invalid_tx_info, "Orders must be a list of two or three");
        return group;
    }
    for (const element order : orders) {
        Fields one{order};
        group.orders.push_back(read_order(one, true));
        if (const auto& seen = one.refusal_seen()) fields.note(seen->code, "in Orders");
    }
    return group;
}

ChangePubKey read_key(Fields& fields) {
    ChangePubKey tx;
    tx.l1_signature = fields.text("L1Sig", false);
    const auto bytes = crypto::parse_base64<40>("PubKey", fields.text("PubKey"));
    const auto key = bytes ? crypto::lighter::Gfp5::decode(*bytes) : std::nullopt;
    if (key)
        tx.key = *key;
    else
        fields.note(Code::invalid_public_key, "PubKey is no key of 40 bytes");
    return tx;
}

Body read_body(TxType type, Fields& fields) {
    switch (type) {
        case TxType::change_pub_key:
            return read_key(fields);
        case TxType::create_sub_account:
            return CreateSubAccount{};
        case TxType::transfer: {
            Transfer tx;
            tx.to = fields.number("ToAccountIndex", 0, kMaxIndex48 - 1);
            tx.asset = fields.number("AssetIndex", 1, 62);
            tx.from_route = fields.number("FromRouteType", 0, 1);
            tx.to_route = fields.number("ToRouteType", 0, 1);
            tx.amount = fields.number("Amount", 1, kMaxMoney);
            tx.usdc_fee = fields.number("USDCFee", 0, kMaxMoney);
            return tx;
        }
        case TxType::withdraw: {
            Withdraw tx;
            tx.asset = fields.number("AssetIndex", 1, 62);
            tx.route = fields.number("RouteType", 0, 1);
            tx.amount = fields.number("Amount", 1, kMaxMoney);
            return tx;
        }
        case TxType::create_order:
            return read_order(fields);
        case TxType::cancel_order: {
            CancelOrder tx;
            tx.market = fields.market();
            tx.index = fields.number("Index", 1, kMaxOrderIndex, Code::invalid_order_index);
            return tx;
        }
        case TxType::cancel_all: {
            CancelAll tx;
            tx.mode = static_cast<CancelAllMode>(fields.number("TimeInForce", 0, 2));
            tx.time_ms = fields.number("Time", 0, kMaxIndex48);
            if ((tx.mode == CancelAllMode::scheduled) != (tx.time_ms != 0))
                fields.note(Code::invalid_tx_info,
                            "Time is for the scheduled form, which wants it");
            return tx;
        }
        case TxType::modify_order: {
            ModifyOrder tx;
            tx.market = fields.market();
            tx.index = fields.number("Index", 1, kMaxOrderIndex, Code::invalid_order_index);
            tx.base_amount = fields.number("BaseAmount", 0, kMaxIndex48, Code::invalid_base_amount);
            tx.price = fields.number("Price", 1, kMaxPrice, Code::invalid_price);
            tx.trigger_price = fields.number("TriggerPrice", 0, kMaxPrice);
            return tx;
        }
        case TxType::update_leverage: {
            UpdateLeverage tx;
            tx.market = fields.market();
            tx.initial_margin_fraction = fields.number("InitialMarginFraction", 1, 10000);
            tx.margin_mode = fields.number("MarginMode", 0, 1);
            return tx;
        }
        case TxType::create_grouped_orders:
            return read_group(fields);
        case TxType::update_margin: {
            UpdateMargin tx;
            tx.market = fields.market();
            tx.usdc = fields.number("USDCAmount", 1, kMaxMoney);
            tx.direction = fields.number("Direction", 0, 1);
            return tx;
        }
        case TxType::update_account_config:
            return AccountConfig{fields.number("AccountTradingMode", 0, 1)};
        case TxType::update_account_asset_config:
            return AssetConfig{fields.number("AssetIndex", 1, 62),
                               fields.number("AssetMarginMode", 0, 1)};
        case TxType::approve_integrator: {
            ApproveIntegrator tx;
            tx.integrator = fields.number("IntegratorAccountIndex", 0, kMaxIndex48 - 1);
            tx.fees = {fields.number("MaxPerpsTakerFee", 0, 1000000),
                       fields.number("MaxPerpsMakerFee", 0, 1000000),
                       fields.number("MaxSpotTakerFee", 0, 1000000),
                       fields.number("MaxSpotMakerFee", 0, 1000000)};
            tx.expiry_ms = fields.number("ApprovalExpiry", 0, kMaxIndex48);
            return tx;
        }
    }
    return CreateSubAccount{};
}

std::optional<TxType> known_type(std::uint64_t type) {
    switch (type) {
        case 8:
        case 9:
        case 12:
        case 13:
        case 14:
        case 15:
        case 16:
        case 17:
        case 20:
        case 28:
        case 29:
        case 41:
        case 42:
        case 45:
            return static_cast<TxType>(type);
        default:
            return std::nullopt;
    }
}

std::uint64_t most_of(std::size_t attribute) {
    switch (attribute) {
        case 1:
            return kMaxIndex48 - 1;
        case 2:
        case 3:
            return 1000000;
        case 4:
        case 7:
            return 1;
        case 6:
            return 3;
        default:
            return kMaxIndex48;
    }
}

// Which attribute belongs to which transaction. Integrators and self-trade settings go with
// orders; the market of a cancel-all with its immediate form; the version with a modify.
bool belongs(std::size_t attribute, const Transaction& tx) {
    switch (attribute) {
        case 4:
            return true;
        case 5: {
            const auto* all = std::get_if<CancelAll>(&tx.body);
            return all && all->mode == CancelAllMode::immediate;
        }
        case 8:
            return tx.type == TxType::modify_order;
        default:
            return tx.type == TxType::create_order || tx.type == TxType::modify_order ||
                   tx.type == TxType::create_grouped_orders;
    }
}

void read_attributes(Fields& fields, Transaction& tx) {
    element given;
    if (fields.object()["L2TxAttributes"].get(given) != simdjson::SUCCESS || given.is_null())
        return;
    simdjson::dom::object map;
    if (given.get_object().get(map) != simdjson::SUCCESS) {
        fields.note(Code::invalid_tx_info, "L2TxAttributes must be a map or null");
        return;
    }
    std::size_t sent = 0;
    for (const auto [key, content] : map) {
        std::uint64_t value = 0;
        if (key.size() != 1 || key[0] < '1' || key[0] > '8' ||
            content.get_uint64().get(value) != simdjson::SUCCESS) {
            fields.note(Code::invalid_tx_info, "L2TxAttributes: no such attribute");
            return;
        }
        const auto n = static_cast<std::size_t>(key[0] - '0');
        if (value > most_of(n)) fields.note(Code::invalid_tx_info, "L2TxAttributes: out of range");
        tx.attributes.values[n] = value;
        if (!tx.attributes.has(n)) continue;
        ++sent;
        if (!belongs(n, tx))
            fields.note(Code::invalid_tx_info, "L2TxAttributes: not of this transaction type");
    }
    const Attributes& all = tx.attributes;
    if (sent > 4) fields.note(Code::invalid_tx_info, "L2TxAttributes: more than 4");
    const bool fees = all.has(2) || all.has(3);
    if (fees && !all.has(1))
        fields.note(Code::invalid_tx_info, "L2TxAttributes: fees without an integrator");
    if (fees && (all.has(6) || all.has(7)))
        fields.note(Code::invalid_tx_info, "L2TxAttributes: fees beside self-trade settings");
    if (all.values[6] == 3 && all.values[7] == 1)
        fields.note(Code::invalid_tx_info, "L2TxAttributes: 6 = 3 excludes 7 = 1");
}

}  // namespace

Checked<Transaction> parse_transaction(std::uint64_t type, std::string_view info) {
    const auto known = known_type(type);
    if (!known) return refuse(Code::unsupported_tx_type);

    simdjson::dom::parser parser;
    element document;
    if (parser.parse(info.data(), info.size()).get(document) != simdjson::SUCCESS ||
        !document.is_object())
        return refuse(Code::invalid_tx_info, "not a JSON object");

    Fields fields{document};
    Transaction tx;
    tx.type = *known;
    const bool money_moves = tx.type == TxType::transfer || tx.type == TxType::withdraw;
    tx.account =
        fields.number(money_moves ? "FromAccountIndex" : "AccountIndex", 0, kMaxIndex48 - 1);
    tx.api_key = fields.number("ApiKeyIndex", 0, 254);
    tx.nonce = fields.number("Nonce", 0, kMaxIndex48);
    tx.expired_at_ms = fields.number("ExpiredAt", 0, kMaxIndex48);
    tx.body = read_body(tx.type, fields);
    read_attributes(fields, tx);
    const auto signature = crypto::parse_base64<80>("Sig", fields.text("Sig"));
    if (signature)
        tx.signature = *signature;
    else
        fields.note(Code::invalid_signature, "Sig is not base64 of 80 bytes");
    tx.info = info;

    if (const auto& seen = fields.refusal_seen()) return std::unexpected{*seen};
    return tx;
}

}  // namespace twinleg::sim::wire::lighter
