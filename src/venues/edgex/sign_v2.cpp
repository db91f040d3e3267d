#include "venues/edgex/sign_v2.h"

#include <fmt/format.h>

#include <iterator>
#include <limits>
#include <utility>

#include "crypto/hex.h"
#include "venues/edgex/json_text.h"

namespace twinleg::venues::edgex {
namespace {

using crypto::Word;
using crypto::word;

constexpr std::uint64_t kHourMs = 3'600'000;
constexpr std::uint64_t kDayMs = 24 * kHourMs;
constexpr std::uint64_t kLatestMs = 1ULL << 53;  // far past any clock, far from overflow

constexpr std::string_view kOrderBaseType =
    "OrderBase(uint256 nonce,address signer,uint64 accountId,uint256 expirationTimestamp)";
constexpr std::string_view kOrderType =
    "LimitOrderParams(OrderBase base,int256 amountSynthetic,int256 amountCollateral,uint256 "
    "amountFee,uint64 assetIdSynthetic,uint64 assetIdCollateral,bool isBuyingSynthetic,bytes32 "
    "parentOrderHash,uint256 subOrderIndex)";
constexpr std::string_view kMarginType =
    "SetMarginPreferenceParams(uint64 accountId,uint64 assetId,uint8 marginMode,uint256 "
    "nonce,address signer)";

bool fits_int128(U128 value) {
    return value >> 127 == 0;
}

// The fields of a createOrder request, once; from them come the body and the signed text.
struct Texts {
    std::string_view account_id;
    std::string_view contract_id;
    const OrderV2& order;
    std::string expire_time;
    std::string l2_expire_time;
    std::string nonce;
    std::string value;
    std::string limit_fee;
    std::string_view signature;
};

std::string json_body(const Texts& t) {
    std::string out;
    out.reserve(900);
    append_member(out, "{\"accountId\":", t.account_id);
    append_member(out, ",\"contractId\":", t.contract_id);
    append_member(out, ",\"price\":", t.order.price);
    append_member(out, ",\"size\":", t.order.size);
    append_member(out, ",\"type\":", t.order.type);
    append_member(out, ",\"side\":", t.order.is_buy ? "BUY" : "SELL");
    append_member(out, ",\"timeInForce\":", t.order.time_in_force);
    append_member(out, ",\"clientOrderId\":", t.order.client_order_id);
    append_member(out, ",\"expireTime\":", t.expire_time);
    append_member(out, ",\"l2Nonce\":", t.nonce);
    append_member(out, ",\"l2Signature\":", t.signature);
    append_member(out, ",\"l2ExpireTime\":", t.l2_expire_time);
    append_member(out, ",\"l2Value\":", t.value);
    append_member(out, ",\"l2Size\":", t.order.size);
    append_member(out, ",\"l2LimitFee\":", t.limit_fee);
    out += t.order.reduce_only ? ",\"reduceOnly\":true" : ",\"reduceOnly\":false";
    out +=
        ",\"triggerPrice\":\"\",\"triggerPriceType\":\"\",\"sourceKey\":\"\",\"isPositionTpsl\":"
        "false,\"openTpslParentOrderId\":\"\",\"isSetOpenTp\":false,\"openTp\":null,"
        "\"isSetOpenSl\":false,\"openSl\":null,\"extraType\":\"\",\"extraDataJson\":\"\"}";
    return out;
}

// The canonical text of that body: its keys in order, values unescaped.
std::string canonical_body(const Texts& t) {
    std::string out;
    out.reserve(800);
    const auto add = [&out](std::string_view key, std::string_view value) {
        out += key;
        out += value;
    };
    add("accountId=", t.account_id);
    add("&clientOrderId=", t.order.client_order_id);
    add("&contractId=", t.contract_id);
    add("&expireTime=", t.expire_time);
    out += "&extraDataJson=&extraType=&isPositionTpsl=false&isSetOpenSl=false&isSetOpenTp=false";
    add("&l2ExpireTime=", t.l2_expire_time);
    add("&l2LimitFee=", t.limit_fee);
    add("&l2Nonce=", t.nonce);
    add("&l2Signature=", t.signature);
    add("&l2Size=", t.order.size);
    add("&l2Value=", t.value);
    add("&openSl=&openTp=&openTpslParentOrderId=&price=", t.order.price);
    add("&reduceOnly=", t.order.reduce_only ? "true" : "false");
    add("&side=", t.order.is_buy ? "BUY" : "SELL");
    add("&size=", t.order.size);
    add("&sourceKey=&timeInForce=", t.order.time_in_force);
    add("&triggerPrice=&triggerPriceType=&type=", t.order.type);
    return out;
}

}  // namespace

Result<ContractV2> ContractV2::create(const Spec& spec) {
    const auto contract_id = parse_id("contractId", spec.contract_id);
    if (!contract_id) return std::unexpected{contract_id.error()};
    const auto coin_id = parse_id("quoteCoinId", spec.quote_coin_id);
    if (!coin_id) return std::unexpected{coin_id.error()};
    const auto resolution = parse_units("resolution", spec.resolution);
    if (!resolution) return std::unexpected{resolution.error()};
    const auto quote = parse_units("quoteResolution", spec.quote_resolution);
    if (!quote) return std::unexpected{quote.error()};

    const auto rate = [](std::string_view field, std::string_view text) {
        return parse_amount(field, text.empty() ? "0.001" : text);
    };
    const auto taker = rate("takerFeeRate", spec.taker_fee_rate);
    if (!taker) return std::unexpected{taker.error()};
    const auto maker = rate("makerFeeRate", spec.maker_fee_rate);
    if (!maker) return std::unexpected{maker.error()};
    const auto maker_pays_more = less(*taker, *maker);
    if (!maker_pays_more) return std::unexpected{maker_pays_more.error()};

    ContractV2 contract;
    contract.id_ = spec.contract_id;
    contract.resolution_ = *resolution;
    contract.quote_resolution_ = *quote;
    contract.fee_rate_ = *maker_pays_more ? *maker : *taker;
    contract.asset_word_ = word(*contract_id);
    contract.collateral_word_ = word(*coin_id);
    return contract;
}

Result<SignerV2> SignerV2::create(const Credentials& credentials) {
    const auto account = parse_id("accountId", credentials.account_id);
    if (!account) return std::unexpected{account.error()};
    const auto chain = parse_units("chainId", credentials.chain_id);
    if (!chain) return std::unexpected{chain.error()};
    if (*chain > std::numeric_limits<std::uint64_t>::max())
        return fail(Errc::out_of_range, "chainId: does not fit 64 bits");
    const auto contract =
        crypto::parse_address("verifyingContract", credentials.verifying_contract);
    if (!contract) return std::unexpected{contract.error()};
    auto auth = AuthV2::create(credentials.api_key, credentials.passphrase, credentials.api_secret);
    if (!auth) return std::unexpected{auth.error()};
    auto key = crypto::EthereumKey::from_hex("tradingPrivateKey", credentials.trading_private_key);
    if (!key) return std::unexpected{key.error()};

    SignerV2 signer{std::move(*auth), std::move(*key)};
    signer.account_id_ = credentials.account_id;
    signer.account_word_ = word(*account);
    signer.signer_word_ = word(signer.key_.address());
    signer.domain_ = crypto::domain_separator({.name = "EdgeX",
                                               .version = "1",
                                               .chain_id = static_cast<std::uint64_t>(*chain),
                                               .verifying_contract = *contract});
    signer.order_base_type_ = crypto::text_hash(kOrderBaseType);
    signer.order_type_ = crypto::text_hash(std::string{kOrderType} + std::string{kOrderBaseType});
    signer.margin_type_ = crypto::text_hash(kMarginType);
    return signer;
}

Result<SignedOrderV2> SignerV2::sign_order(const ContractV2& contract, const OrderV2& order) const {
    const auto sent_price = parse_amount("price", order.price);
    if (!sent_price) return std::unexpected{sent_price.error()};
    const auto price = order.signing_price.empty()
                           ? sent_price
                           : parse_amount("signing price", order.signing_price);
    if (!price) return std::unexpected{price.error()};
    const auto size = parse_amount("size", order.size);
    if (!size) return std::unexpected{size.error()};
    if (order.now_ms > kLatestMs || order.expire_time_ms > kLatestMs)
        return fail(Errc::out_of_range, "edgex: a time is past the year 280000");

    const auto value = multiply(*price, *size);
    if (!value) return std::unexpected{value.error()};
    const auto synthetic = to_units(*size, contract.resolution_);
    if (!synthetic) return std::unexpected{synthetic.error()};
    const auto collateral = to_units(*value, contract.quote_resolution_);
    if (!collateral) return std::unexpected{collateral.error()};
    const auto fee = multiply(*value, contract.fee_rate_);
    if (!fee) return std::unexpected{fee.error()};

    SignedOrderV2 out;
    OrderWorkV2& work = out.work;
    work.amount_synthetic = *synthetic;
    work.amount_collateral = *collateral;
    work.limit_fee = round_up(*fee);
    if (__builtin_mul_overflow(work.limit_fee, contract.quote_resolution_, &work.amount_fee) ||
        !fits_int128(*synthetic) || !fits_int128(*collateral))
        return fail(Errc::out_of_range, "edgex: an amount does not fit 127 bits");
    work.nonce = order_nonce(order.client_order_id);
    work.expire_time_ms =
        order.expire_time_ms != 0 ? order.expire_time_ms : order.now_ms + 22 * kDayMs;
    work.l2_expire_time_ms = work.expire_time_ms + 8 * kDayMs;

    work.order_base_hash = crypto::hash_words(
        std::array{order_base_type_, word(std::uint64_t{work.nonce}), signer_word_, account_word_,
                   word(work.expire_time_ms / 1000)});
    work.struct_hash = crypto::hash_words(std::array{
        order_type_, work.order_base_hash, word(work.amount_synthetic),
        word(work.amount_collateral), word(work.amount_fee), contract.asset_word_,
        contract.collateral_word_, word(std::uint64_t{order.is_buy ? 1U : 0U}), Word{}, Word{}});
    work.digest = crypto::typed_digest(domain_, work.struct_hash);
    out.signature = crypto::to_hex(key_.sign(work.digest));

    const Texts texts{.account_id = account_id_,
                      .contract_id = contract.id_,
                      .order = order,
                      .expire_time = text(work.expire_time_ms),
                      .l2_expire_time = text(work.l2_expire_time_ms),
                      .nonce = text(work.nonce),
                      .value = text(*value),
                      .limit_fee = text(work.limit_fee),
                      .signature = out.signature};
    out.body = json_body(texts);
    out.content_text = canonical_body(texts);
    out.headers = auth_.headers(order.now_ms,
                                auth_.sign(order.now_ms, "POST", kCreateOrderV2, out.content_text));
    return out;
}

Result<SignedMarginModeV2> SignerV2::sign_margin_mode(std::string_view contract_id,
                                                      unsigned margin_mode,
                                                      std::string_view client_order_id,
                                                      std::uint64_t now_ms) const {
    const auto contract = parse_id("contractId", contract_id);
    if (!contract) return std::unexpected{contract.error()};
    if (margin_mode > 1) return fail(Errc::out_of_range, "marginMode: expected 0 or 1");
    if (now_ms > kLatestMs)
        return fail(Errc::out_of_range, "edgex: a time is past the year 280000");

    SignedMarginModeV2 out;
    out.nonce = order_nonce(client_order_id);
    out.l2_expire_time_ms = (now_ms + kHourMs - 1) / kHourMs * kHourMs + 14 * kDayMs;
    out.struct_hash = crypto::hash_words(std::array{margin_type_, account_word_, word(*contract),
                                                    word(std::uint64_t{margin_mode}),
                                                    word(std::uint64_t{out.nonce}), signer_word_});
    out.digest = crypto::typed_digest(domain_, out.struct_hash);
    out.signature = crypto::to_hex(key_.sign(out.digest));

    append_member(out.body, "{\"accountId\":", account_id_);
    append_member(out.body, ",\"contractId\":", contract_id);
    append_member(out.body, ",\"marginMode\":", margin_mode == 0 ? "0" : "1");
    append_member(out.body, ",\"l2Nonce\":", text(out.nonce));
    append_member(out.body, ",\"l2ExpireTime\":", text(out.l2_expire_time_ms));
    append_member(out.body, ",\"signer\":", crypto::checksum_address(address()));
    append_member(out.body, ",\"l2Signature\":", out.signature);
    out.body += '}';
    return out;
}

Result<std::string> market_signing_price(bool is_buy, std::string_view oracle_price,
                                         std::string_view tick_size) {
    const auto tick = parse_amount("tickSize", tick_size);
    if (!tick) return std::unexpected{tick.error()};
    if (tick->digits == 0) return fail(Errc::out_of_range, "tickSize: is zero");
    if (!is_buy) return text(*tick);

    const auto oracle = parse_amount("oraclePrice", oracle_price);
    if (!oracle) return std::unexpected{oracle.error()};
    // ceil(oracle · 10 / tick), both as whole numbers of 10^-(sum of scales).
    U128 shift = 1;
    for (unsigned i = 0; i < tick->scale; ++i)
        shift *= 10;
    U128 dividend = 0;
    U128 divisor = tick->digits;
    if (__builtin_mul_overflow(oracle->digits, U128{10} * shift, &dividend))
        return fail(Errc::out_of_range, "oraclePrice: too large");
    for (unsigned i = 0; i < oracle->scale; ++i)
        if (__builtin_mul_overflow(divisor, U128{10}, &divisor))
            return fail(Errc::out_of_range, "tickSize: too large");
    const U128 ticks = dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
    const auto price = multiply({.digits = ticks, .scale = 0}, *tick);
    if (!price) return std::unexpected{price.error()};
    return text(*price);
}

}  // namespace twinleg::venues::edgex
