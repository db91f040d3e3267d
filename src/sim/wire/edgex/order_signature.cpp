#include "sim/wire/edgex/order_signature.h"

#include <openssl/sha.h>

#include <array>
#include <limits>

#include "crypto/keccak.h"
#include "crypto/stark/pedersen.h"
#include "crypto/stark/scalar.h"

namespace twinleg::sim::wire::edgex {

namespace stark = crypto::stark;

namespace {

constexpr std::string_view kBaseType =
    "OrderBase(uint256 nonce,address signer,uint64 accountId,uint256 expirationTimestamp)";
constexpr std::string_view kOrderType =
    "LimitOrderParams(OrderBase base,int256 amountSynthetic,int256 amountCollateral,"
    "uint256 amountFee,uint64 assetIdSynthetic,uint64 assetIdCollateral,bool isBuyingSynthetic,"
    "bytes32 parentOrderHash,uint256 subOrderIndex)"
    "OrderBase(uint256 nonce,address signer,uint64 accountId,uint256 expirationTimestamp)";
constexpr std::string_view kMarginType =
    "SetMarginPreferenceParams(uint64 accountId,uint64 assetId,uint8 marginMode,uint256 nonce,"
    "address signer)";

// raw × resolution / one, cut toward zero; raw has at most 127 bits.
Result<std::uint64_t> scaled(std::string_view field, Int128 raw, Int128 one,
                             std::uint64_t resolution) {
    const Int128 whole = raw / one;
    const Int128 part = raw % one;  // below 10^18, so that part × resolution may need more than 64
    const auto factor = static_cast<Int128>(resolution);
    constexpr Int128 most = std::numeric_limits<std::uint64_t>::max();
    if (raw < 0 || (factor != 0 && whole > most / factor) || factor > Int128{1} << 62)
        return fail(Errc::out_of_range, std::string{field} + " does not fit 64 bits");
    const Int128 total = whole * factor + part * factor / one;
    if (total > most) return fail(Errc::out_of_range, std::string{field} + " does not fit 64 bits");
    return static_cast<std::uint64_t>(total);
}

// value · 2^shift, for a value that stays below 2^256.
stark::U256 shifted(std::uint64_t value, std::size_t shift) {
    stark::U256 out;
    const std::size_t limb = shift / 64;
    const std::size_t bits = shift % 64;
    out.limb[limb] = value << bits;
    if (bits != 0 && limb < 3) out.limb[limb + 1] = value >> (64 - bits);
    return out;
}

void add_to(stark::U256& sum, std::uint64_t value, std::size_t shift) {
    std::uint64_t carry = 0;
    sum = stark::add(sum, shifted(value, shift), carry);
}

}  // namespace

Result<SignedAmounts> signed_amounts(Quantity size, Notional value, Notional limit_fee,
                                     std::uint64_t resolution, std::uint64_t quote_resolution) {
    const auto synthetic = scaled("size", size.raw(), Quantity::kOne, resolution);
    if (!synthetic) return std::unexpected{synthetic.error()};
    const auto collateral = scaled("l2Value", value.raw(), Notional::kOne, quote_resolution);
    if (!collateral) return std::unexpected{collateral.error()};
    const auto fee = scaled("l2LimitFee", limit_fee.raw(), Notional::kOne, quote_resolution);
    if (!fee) return std::unexpected{fee.error()};
    return SignedAmounts{.synthetic = *synthetic, .collateral = *collateral, .fee = *fee};
}

std::uint32_t nonce_of(std::string_view client_order_id) {
    const auto bytes = crypto::bytes_of(client_order_id);
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
    SHA256(bytes.data(), bytes.size(), hash.data());
    return (std::uint32_t{hash[0]} << 24) | (std::uint32_t{hash[1]} << 16) |
           (std::uint32_t{hash[2]} << 8) | std::uint32_t{hash[3]};
}

stark::U256 v1_packed_amounts(const V1Order& order) {
    stark::U256 out;
    add_to(out, order.buys ? order.amounts.collateral : order.amounts.synthetic, 160);
    add_to(out, order.buys ? order.amounts.synthetic : order.amounts.collateral, 96);
    add_to(out, order.amounts.fee, 32);
    add_to(out, order.nonce, 0);
    return out;
}

stark::U256 v1_packed_position(const V1Order& order) {
    stark::U256 out;
    add_to(out, 3, 241);
    for (const std::size_t shift : {177U, 113U, 49U})
        add_to(out, order.position, shift);
    add_to(out, order.hours, 17);
    return out;
}

stark::Felt v1_order_hash(const V1Order& order) {
    const stark::Felt& sold = order.buys ? order.collateral_asset : order.synthetic_asset;
    const stark::Felt& bought = order.buys ? order.synthetic_asset : order.collateral_asset;
    const stark::Felt assets = stark::pedersen(sold, bought);
    const stark::Felt with_fee = stark::pedersen(assets, order.collateral_asset);
    const stark::Felt amounts =
        stark::pedersen(with_fee, stark::Felt::reduce(v1_packed_amounts(order)));
    return stark::pedersen(amounts, stark::Felt::reduce(v1_packed_position(order)));
}

stark::U256 v1_order_message(const V1Order& order) {
    return stark::Scalar::reduce(v1_order_hash(order).value()).value();
}

crypto::Word v2_domain(std::uint64_t chain_id, const crypto::Address& contract) {
    return crypto::domain_separator(
        {.name = "EdgeX", .version = "1", .chain_id = chain_id, .verifying_contract = contract});
}

crypto::Word v2_struct_hash(const V2Order& order) {
    const std::array base{crypto::text_hash(kBaseType), crypto::word(std::uint64_t{order.nonce}),
                          crypto::word(order.signer), crypto::word(order.account),
                          crypto::word(order.expires_s)};
    const std::array words{
        crypto::text_hash(kOrderType),         crypto::hash_words(base),
        crypto::word(order.amounts.synthetic), crypto::word(order.amounts.collateral),
        crypto::word(order.amounts.fee),       crypto::word(order.synthetic_asset),
        crypto::word(order.collateral_asset),  crypto::word(std::uint64_t{order.buys ? 1U : 0U}),
        crypto::word(std::uint64_t{0}),   // no parent order
        crypto::word(std::uint64_t{0})};  // the only one of its kind
    return crypto::hash_words(words);
}

crypto::Word v2_struct_hash(const MarginMode& mode) {
    const std::array words{crypto::text_hash(kMarginType),
                           crypto::word(mode.account),
                           crypto::word(mode.contract),
                           crypto::word(std::uint64_t{mode.mode}),
                           crypto::word(std::uint64_t{mode.nonce}),
                           crypto::word(mode.signer)};
    return crypto::hash_words(words);
}

bool v2_signed_by(const crypto::Address& signer, const crypto::Word& domain,
                  const crypto::Word& struct_hash, std::string_view signature) {
    const auto parsed = crypto::parse_ethereum_signature("l2Signature", signature);
    if (!parsed) return false;
    const auto recovered =
        crypto::recover_address(crypto::typed_digest(domain, struct_hash), *parsed);
    return recovered && *recovered == signer;
}

}  // namespace twinleg::sim::wire::edgex
