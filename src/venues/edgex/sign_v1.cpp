#include "venues/edgex/sign_v1.h"

#include <limits>
#include <utility>

#include "crypto/keccak.h"
#include "venues/edgex/canonical.h"
#include "venues/edgex/json_text.h"

namespace twinleg::venues::edgex {
namespace {

using crypto::stark::Felt;
using crypto::stark::pedersen;
using crypto::stark::PedersenLeft;
using crypto::stark::PedersenRight;
using crypto::stark::Scalar;
using crypto::stark::Signature;
using crypto::stark::Signer;
using crypto::stark::U256;

constexpr std::uint64_t kHourMs = 3'600'000;
constexpr std::uint64_t kOrderType = 3;  // "limit order with fees"
constexpr unsigned kFeePlaces = 6;       // of FeeRule::millionths

U128 power_of_ten(unsigned exponent) {
    U128 power = 1;
    for (; exponent > 0; --exponent)
        power *= 10;
    return power;
}

// amount with exactly `places` places, rounded half-even.
Result<Amount> round_half_even(std::string_view field, const Amount& amount, unsigned places) {
    if (amount.scale <= places) {
        Amount padded{amount.digits, places};
        if (places - amount.scale > 38 ||
            __builtin_mul_overflow(padded.digits, power_of_ten(places - amount.scale),
                                   &padded.digits))
            return fail(Errc::out_of_range, std::string{field} + ": does not fit 128 bits");
        return padded;
    }
    if (amount.scale - places > 38) return Amount{0, places};
    const U128 unit = power_of_ten(amount.scale - places);
    U128 rounded = amount.digits / unit;
    const U128 rest = amount.digits % unit;
    if (rest > unit - rest || (rest == unit - rest && rounded % 2 != 0)) ++rounded;
    return Amount{rounded, places};
}

// amount · resolution, cut toward zero, in 64 bits.
Result<std::uint64_t> quantums(std::string_view field, const Amount& amount, U128 resolution) {
    const auto units = to_units(amount, resolution);
    if (!units || *units > std::numeric_limits<std::uint64_t>::max())
        return fail(
            Errc::out_of_range,
            std::string{field} + ": is too large for an order, its quantums exceed 64 bits");
    return static_cast<std::uint64_t>(*units);
}

// sold · 2^160 + bought · 2^96 + fee · 2^32 + nonce.
Felt pack_amounts(std::uint64_t sold, std::uint64_t bought, std::uint64_t fee,
                  std::uint32_t nonce) {
    return Felt::trusted(
        {{fee << 32 | nonce, bought << 32 | fee >> 32, sold << 32 | bought >> 32, sold >> 32}});
}

// type · 2^241 + id · (2^177 + 2^113 + 2^49) + hours · 2^17.
Felt pack_positions(std::uint64_t id, std::uint32_t hours) {
    return Felt::trusted({{id << 49 | std::uint64_t{hours} << 17, id << 49 | id >> 15,
                           id << 49 | id >> 15, kOrderType << 49 | id >> 15}});
}

std::string_view text_of(Side side) {
    return side == Side::buy ? "BUY" : "SELL";
}

std::uint64_t hours_of(std::uint64_t l2_expire_ms) {
    return l2_expire_ms / kHourMs;
}

// The members of a createOrder request, by name as the signed text wants them.
using Member = std::pair<std::string_view, std::string_view>;
using Members = std::array<Member, 16>;

constexpr std::string_view kReduceOnly = "reduceOnly";  // the only one that is no string

std::string body_of(const Members& members) {
    std::string out;
    out.reserve(768);
    for (const auto& [key, value] : members) {
        out.append(out.empty() ? "{\"" : ",\"").append(key).append("\":");
        if (key == kReduceOnly)
            out.append(value);
        else
            append_member(out, "", value);
    }
    out.append("}");
    return out;
}

std::string content_of(std::string_view timestamp, const Members& members) {
    std::string out;
    out.reserve(768);
    out.append(timestamp).append("POST").append(kCreateOrderV1);
    bool first = true;
    for (const auto& [key, value] : members) {
        if (!std::exchange(first, false)) out.append("&");
        out.append(key).append("=").append(value);
    }
    return out;
}

}  // namespace

std::string signature_text_v1(const Signature& signature) {
    return signature.r.to_hex64() + signature.s.to_hex64();
}

std::array<Header, 2> AuthV1::headers(std::uint64_t timestamp_ms) const {
    return {Header{"X-edgeX-Api-Timestamp", std::to_string(timestamp_ms)},
            Header{"X-edgeX-Api-Signature", header}};
}

Result<AuthV1> sign_request_v1(std::string_view content, const Signer& signer) {
    AuthV1 auth;
    auth.keccak = crypto::keccak256(content);
    auth.z = Scalar::reduce(U256::from_bytes(auth.keccak)).value();
    const auto signature = signer.sign(auth.z);
    if (!signature) return std::unexpected{signature.error()};
    auth.signature = *signature;
    auth.header = signature_text_v1(*signature);
    return auth;
}

Result<ContractV1> ContractV1::create(const Spec& spec) {
    const auto account = parse_id("account_id", spec.account_id);
    if (!account) return std::unexpected{account.error()};
    const auto contract = parse_id("contract_id", spec.contract_id);
    if (!contract) return std::unexpected{contract.error()};
    const auto synthetic = Felt::from_hex("starkExSyntheticAssetId", spec.synthetic_asset_id);
    if (!synthetic) return std::unexpected{synthetic.error()};
    const auto collateral = Felt::from_hex("starkExAssetId", spec.collateral_asset_id);
    if (!collateral) return std::unexpected{collateral.error()};
    const auto synthetic_resolution =
        parse_units("starkExResolution (contract)", spec.synthetic_resolution);
    if (!synthetic_resolution) return std::unexpected{synthetic_resolution.error()};
    const auto collateral_resolution =
        parse_units("starkExResolution (collateral)", spec.collateral_resolution);
    if (!collateral_resolution) return std::unexpected{collateral_resolution.error()};
    const auto fee_rate = parse_amount("defaultTakerFeeRate",
                                       spec.taker_fee_rate.empty() ? "0.001" : spec.taker_fee_rate);
    if (!fee_rate) return std::unexpected{fee_rate.error()};

    // A buy sells the collateral; the fee is always paid in it.
    ContractV1 made{PedersenLeft{pedersen(pedersen(*collateral, *synthetic), *collateral)},
                    PedersenLeft{pedersen(pedersen(*synthetic, *collateral), *collateral)}};
    made.account_id_ = spec.account_id;
    made.contract_id_ = spec.contract_id;
    made.position_id_ = *account;
    made.synthetic_resolution_ = *synthetic_resolution;
    made.collateral_resolution_ = *collateral_resolution;
    made.fee_rate_ = *fee_rate;
    made.fee_rule_ = spec.fee_rule;
    return made;
}

void ContractV1::prepare(std::uint64_t l2_expire_ms) {
    const auto hours = static_cast<std::uint32_t>(hours_of(l2_expire_ms));
    if (tail_ && tail_hours_ == hours) return;
    tail_.emplace(pack_positions(position_id_, hours));
    tail_hours_ = hours;
}

Result<OrderWorkV1> ContractV1::work(const OrderV1& order) {
    const auto price =
        parse_amount("price", order.signing_price.empty() ? order.price : order.signing_price);
    if (!price) return std::unexpected{price.error()};
    const auto size = parse_amount("size", order.size);
    if (!size) return std::unexpected{size.error()};
    const auto value = multiply(*price, *size);
    if (!value) return std::unexpected{value.error()};
    const auto fee = multiply(*value, fee_rate_);
    if (!fee) return std::unexpected{fee.error()};
    const auto limit_fee = fee_rule_ == FeeRule::whole_units
                               ? Result<Amount>{Amount{round_up(*fee), 0}}
                               : round_half_even("l2LimitFee", *fee, kFeePlaces);
    if (!limit_fee) return std::unexpected{limit_fee.error()};
    if (hours_of(order.l2_expire_ms) > std::numeric_limits<std::uint32_t>::max())
        return fail(Errc::out_of_range, "l2ExpireTime: its hours do not fit 32 bits");

    const auto amount_synthetic = quantums("size", *size, synthetic_resolution_);
    if (!amount_synthetic) return std::unexpected{amount_synthetic.error()};
    const auto amount_collateral = quantums("price × size", *value, collateral_resolution_);
    if (!amount_collateral) return std::unexpected{amount_collateral.error()};
    const auto amount_fee = quantums("l2LimitFee", *limit_fee, collateral_resolution_);
    if (!amount_fee) return std::unexpected{amount_fee.error()};

    OrderWorkV1 work;
    work.amount_synthetic = *amount_synthetic;
    work.amount_collateral = *amount_collateral;
    work.amount_fee = *amount_fee;
    work.value = text(*value);
    work.limit_fee = text(*limit_fee);
    work.nonce = order_nonce(order.client_order_id);
    work.expiration_hours = static_cast<std::uint32_t>(hours_of(order.l2_expire_ms));
    const bool buys = order.side == Side::buy;
    const std::uint64_t sold = buys ? work.amount_collateral : work.amount_synthetic;
    const std::uint64_t bought = buys ? work.amount_synthetic : work.amount_collateral;
    work.packed0 = pack_amounts(sold, bought, work.amount_fee, work.nonce);
    work.packed1 = pack_positions(position_id_, work.expiration_hours);

    prepare(order.l2_expire_ms);
    work.hash = pedersen(pedersen(prefix_[buys ? 0 : 1], work.packed0), *tail_);
    return work;
}

Result<SignedOrderV1> ContractV1::sign(const OrderV1& order, const Signer& signer) {
    auto work_done = work(order);
    if (!work_done) return std::unexpected{work_done.error()};
    SignedOrderV1 out;
    out.work = std::move(*work_done);
    const auto signature = signer.sign(Scalar::reduce(out.work.hash.value()).value());
    if (!signature) return std::unexpected{signature.error()};
    out.signature = *signature;
    out.l2_signature = signature_text_v1(*signature);

    const std::string nonce = std::to_string(out.work.nonce);
    const std::string expire = std::to_string(order.expire_ms);
    const std::string l2_expire = std::to_string(order.l2_expire_ms);
    const Members members{
        Member{"accountId", account_id_},
        Member{"clientOrderId", order.client_order_id},
        Member{"contractId", contract_id_},
        Member{"expireTime", expire},
        Member{"l2ExpireTime", l2_expire},
        Member{"l2LimitFee", out.work.limit_fee},
        Member{"l2Nonce", nonce},
        Member{"l2Signature", out.l2_signature},
        Member{"l2Size", order.size},
        Member{"l2Value", out.work.value},
        Member{"price", order.price},
        Member{kReduceOnly, order.reduce_only ? "true" : "false"},
        Member{"side", text_of(order.side)},
        Member{"size", order.size},
        Member{"timeInForce", order.time_in_force},
        Member{"type", order.type},
    };
    out.body = body_of(members);
    out.content = content_of(std::to_string(order.now_ms), members);
    auto auth = sign_request_v1(out.content, signer);
    if (!auth) return std::unexpected{auth.error()};
    out.auth = std::move(*auth);
    out.headers = out.auth.headers(order.now_ms);
    return out;
}

Result<std::string> market_signing_price_v1(Side side, std::string_view oracle_price,
                                            std::string_view tick_size) {
    const auto tick = parse_amount("tickSize", tick_size);
    if (!tick) return std::unexpected{tick.error()};
    if (side == Side::sell) return std::string{tick_size};
    const auto oracle = parse_amount("oraclePrice", oracle_price);
    if (!oracle) return std::unexpected{oracle.error()};
    const auto high = multiply(*oracle, Amount{10, 0});
    if (!high) return std::unexpected{high.error()};
    const auto rounded = round_half_even("oraclePrice", *high, tick->scale);
    if (!rounded) return std::unexpected{rounded.error()};
    return text(*rounded);
}

}  // namespace twinleg::venues::edgex
