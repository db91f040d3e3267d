#include "sim/wire/edgex/order_body.h"

#include <charconv>
#include <limits>
#include <optional>

#include "core/json_writer.h"
#include "sim/wire/edgex/order_signature.h"
#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::int64_t kL2Days = 8;
constexpr std::int64_t kDayMs = 24LL * 3'600'000;

std::unexpected<Trouble> wrong(std::string_view which, std::string_view field, const Json& body,
                               std::string message) {
    return trouble(which, 200, std::move(message), std::string{field},
                   std::string{body.field(field)});
}

std::optional<std::uint64_t> whole(std::string_view text) {
    std::uint64_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

// Milliseconds that fit a Time.
std::optional<Time> moment(std::string_view text) {
    const auto ms = whole(text);
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    if (!ms || *ms > most) return std::nullopt;
    return Time{static_cast<std::int64_t>(*ms) * 1'000'000};
}

std::optional<Force> parse_force(std::string_view text) {
    if (text == "GOOD_TIL_CANCEL") return Force::gtc;
    if (text == "FILL_OR_KILL") return Force::fok;
    if (text == "IMMEDIATE_OR_CANCEL") return Force::ioc;
    if (text == "POST_ONLY") return Force::post_only;
    return std::nullopt;
}

// The fields of an order that come back in its object, and no others.
std::string kept(const Json& body) {
    JsonWriter json;
    json.object();
    for (const auto& [name, value] : body.members) {
        if (name == "accountId" || name == "contractId" || name == "clientOrderId" ||
            name == "side" || body.find(name) != &value)
            continue;
        if (value.kind == Json::Kind::text || value.kind == Json::Kind::number ||
            value.kind == Json::Kind::boolean)
            json.field(name, value.text);
    }
    json.end_object();
    return json.text();
}

// What the order says in its own fields.
struct Terms {
    const Contract* contract{nullptr};
    OrderRequest request;
    Notional value;      // l2Value
    Notional limit_fee;  // l2LimitFee
    Time l2_expires;
    std::uint32_t nonce{0};
    bool conditional{false};
};

Asked<void> read_kind(const Json& body, Terms& terms) {
    OrderRequest& request = terms.request;
    const std::string_view side = body.field("side");
    if (side != "BUY" && side != "SELL")
        return wrong(word::kInvalidSide, "side", body, "side is BUY or SELL");
    request.side = side == "BUY" ? Side::buy : Side::sell;
    std::string_view type = body.field("type");
    for (const std::string_view waits : {"STOP_", "TAKE_PROFIT_"}) {
        if (!type.starts_with(waits)) continue;
        type.remove_prefix(waits.size());
        terms.conditional = true;
        // A stop ends a loss: a sale when the mark has fallen, a purchase when it has risen.
        const bool stops = waits == "STOP_";
        request.trigger_above = stops == (request.side == Side::buy);
    }
    if (type != "LIMIT" && type != "MARKET")
        return wrong(word::kInvalidType, "type", body, "there is no such type");
    request.market = type == "MARKET";
    const auto force = parse_force(body.field("timeInForce"));
    if (!force || (request.market && *force != Force::ioc))
        return wrong(
            word::kInvalidForce, "timeInForce", body,
            request.market ? "a MARKET order is IMMEDIATE_OR_CANCEL" : "no such timeInForce");
    request.force = *force;
    const Json* reduce = body.find("reduceOnly");
    if (reduce != nullptr && reduce->kind != Json::Kind::boolean &&
        reduce->kind != Json::Kind::null)
        return trouble(word::kParamInvalid, 400, "reduceOnly is a boolean", "reduceOnly",
                       reduce->text);
    request.reduce_only = body.flag("reduceOnly");
    return {};
}

Asked<void> read_amounts(const Json& body, Terms& terms) {
    OrderRequest& request = terms.request;
    const Instrument& at = terms.contract->instrument;
    const auto size = parse_quantity(body.field("size"), "size");
    if (!size || !size->is_positive() || !is_multiple(*size, at.lot))
        return wrong(word::kInvalidSize, "size", body,
                     "size is no positive multiple of the step " + to_text(at.lot));
    if (*size < at.min_quantity)
        return wrong(word::kSizeBelowMinimum, "size", body,
                     "the least size is " + to_text(at.min_quantity));
    if (*size > terms.contract->max_size)
        return wrong(word::kSizeAboveMaximum, "size", body,
                     "the greatest size is " + to_text(terms.contract->max_size));
    request.quantity = *size;

    const auto price = parse_price(body.field("price"), "price");
    const bool fine =
        price &&
        (request.market ? price->is_zero() : price->is_positive() && is_multiple(*price, at.tick));
    if (!fine)
        return wrong(word::kInvalidPrice, "price", body,
                     request.market
                         ? "the price of a MARKET order is \"0\""
                         : "price is no positive multiple of the tick " + to_text(at.tick));
    request.price = *price;

    if (terms.conditional) {
        const auto trigger = parse_price(body.field("triggerPrice"), "triggerPrice");
        if (!trigger || !trigger->is_positive() || !is_multiple(*trigger, at.tick))
            return wrong(word::kInvalidTriggerPrice, "triggerPrice", body,
                         "triggerPrice is no positive multiple of the tick " + to_text(at.tick));
        request.trigger = *trigger;
    }

    const auto l2_size = parse_quantity(body.field("l2Size"), "l2Size");
    if (!l2_size || *l2_size != *size)
        return wrong(word::kInvalidL2Size, "l2Size", body, "l2Size is not size");
    const auto value = parse_notional(body.field("l2Value"), "l2Value");
    if (!value || !value->is_positive() || (!request.market && *value != *size * *price))
        return wrong(word::kInvalidL2Value, "l2Value", body, "l2Value is not price × size");
    terms.value = *value;
    const auto fee = parse_notional(body.field("l2LimitFee"), "l2LimitFee");
    const Notional least = cut_to(scale_toward_zero(*value, at.taker_fee),
                                  Notional::from_raw(Notional::kOne / 1'000'000));
    if (!fee || *fee < least)
        return wrong(word::kL2FeeTooLow, "l2LimitFee", body,
                     "l2LimitFee is below value × taker rate, " + to_text(least));
    terms.limit_fee = *fee;
    return {};
}

Asked<void> read_times(const Json& body, Time now, Terms& terms) {
    const auto expires = moment(body.field("expireTime"));
    if (!expires || *expires <= now)
        return wrong(word::kInvalidExpireTime, "expireTime", body,
                     "expireTime is over, or no time in milliseconds");
    terms.request.expires_at = *expires;
    const auto l2_expires = moment(body.field("l2ExpireTime"));
    if (!l2_expires || ms_of(*l2_expires) < ms_of(*expires) + kL2Days * kDayMs)
        return wrong(word::kInvalidL2ExpireTime, "l2ExpireTime", body,
                     "l2ExpireTime is less than 8 days after expireTime");
    terms.l2_expires = *l2_expires;
    return {};
}

Asked<void> read_ids(const Json& body, Terms& terms) {
    const std::string_view id = body.field("clientOrderId");
    if (id.empty() || id.size() > 128)
        return wrong(word::kInvalidClientId, "clientOrderId", body,
                     "clientOrderId has 1 to 128 characters");
    terms.request.client_order_id = id;
    terms.nonce = nonce_of(id);
    if (whole(body.field("l2Nonce")) != std::uint64_t{terms.nonce})
        return wrong(word::kInvalidL2Nonce, "l2Nonce", body,
                     "l2Nonce is not the first 4 bytes of clientOrderId's SHA-256");
    return {};
}

Asked<void> check_signature(Generation generation, const Member& member, const Json& body,
                            const Terms& terms) {
    const auto amounts = signed_amounts(terms.request.quantity, terms.value, terms.limit_fee,
                                        terms.contract->resolution, kQuoteResolution);
    if (!amounts)
        return trouble(word::kParamInvalid, 400, amounts.error().message, "l2Value",
                       std::string{body.field("l2Value")});
    const bool buys = terms.request.side == Side::buy;
    const std::string_view sent = body.field("l2Signature");
    bool right = false;
    if (generation == Generation::v1) {
        namespace stark = crypto::stark;
        const V1Order order{
            .buys = buys,
            .synthetic_asset =
                stark::Felt::from_hex("asset", terms.contract->synthetic_asset).value(),
            .collateral_asset = stark::Felt::from_hex("asset", kCollateralAsset).value(),
            .amounts = *amounts,
            .nonce = terms.nonce,
            .position = member.number,
            .hours = static_cast<std::uint32_t>(ms_of(terms.l2_expires) / 3'600'000)};
        const auto signature = parse_v1_signature(sent);
        right = signature && stark::verify(*member.stark_key, v1_order_message(order), *signature);
    } else {
        const V2Order order{
            .nonce = terms.nonce,
            .signer = *member.signer,
            .account = member.number,
            .expires_s = static_cast<std::uint64_t>(ms_of(terms.request.expires_at) / 1000),
            .amounts = *amounts,
            .synthetic_asset = terms.contract->id,
            .collateral_asset = kQuoteCoin,
            .buys = buys};
        const auto domain =
            v2_domain(kChain, crypto::parse_address("contract", kChainContract).value());
        right = v2_signed_by(*member.signer, domain, v2_struct_hash(order), sent);
    }
    if (!right)
        return wrong(word::kInvalidL2Signature, "l2Signature", body,
                     "l2Signature is not the account's over this order");
    return {};
}

}  // namespace

Asked<OrderRequest> read_order(Generation generation, const Contracts& contracts,
                               const Member& member, const Json& body, Time now) {
    Terms terms;
    terms.contract = contracts.find(generation, body.field("contractId"));
    if (terms.contract == nullptr)
        return wrong(word::kInvalidContract, "contractId", body, "no such contract");
    terms.request.account = member.index;
    terms.request.instrument = terms.contract->instrument.id;
    if (auto fine = read_kind(body, terms); !fine) return std::unexpected{fine.error()};
    if (auto fine = read_ids(body, terms); !fine) return std::unexpected{fine.error()};
    if (auto fine = read_amounts(body, terms); !fine) return std::unexpected{fine.error()};
    if (auto fine = read_times(body, now, terms); !fine) return std::unexpected{fine.error()};
    if (auto fine = check_signature(generation, member, body, terms); !fine)
        return std::unexpected{fine.error()};
    terms.request.venue_data = kept(body);
    return terms.request;
}

Asked<const Contract*> read_margin_mode(const Contracts& contracts, const Member& member,
                                        const Json& body, Time now) {
    const Contract* contract = contracts.find(Generation::v2, body.field("contractId"));
    if (contract == nullptr)
        return wrong(word::kInvalidContract, "contractId", body, "no such contract");
    const std::string_view mode = body.field("marginMode");
    if (mode != "0" && mode != "1")
        return wrong(word::kInvalidMarginMode, "marginMode", body, "marginMode is 0 or 1");
    const auto nonce = whole(body.field("l2Nonce"));
    if (!nonce || *nonce > std::numeric_limits<std::uint32_t>::max())
        return wrong(word::kInvalidL2Nonce, "l2Nonce", body, "l2Nonce is a number of 32 bits");
    const auto expires = moment(body.field("l2ExpireTime"));
    if (!expires || *expires <= now)
        return wrong(word::kInvalidL2ExpireTime, "l2ExpireTime", body, "l2ExpireTime is over");
    const auto signer = crypto::parse_address("signer", body.field("signer"));
    const MarginMode signed_mode{.account = member.number,
                                 .contract = contract->id,
                                 .mode = static_cast<std::uint8_t>(mode == "1" ? 1 : 0),
                                 .nonce = static_cast<std::uint32_t>(*nonce),
                                 .signer = *member.signer};
    const auto domain =
        v2_domain(kChain, crypto::parse_address("contract", kChainContract).value());
    if (!signer || *signer != *member.signer ||
        !v2_signed_by(*member.signer, domain, v2_struct_hash(signed_mode),
                      body.field("l2Signature")))
        return wrong(word::kInvalidL2Signature, "l2Signature", body,
                     "l2Signature is not the account's over this margin mode");
    return contract;
}

}  // namespace twinleg::sim::wire::edgex
