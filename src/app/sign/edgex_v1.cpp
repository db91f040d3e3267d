// EdgeX V1: orders and requests, with the nonces of RFC 6979 so that bytes can be compared.

#include "app/sign/edgex_fields.h"
#include "app/sign/kinds.h"
#include "crypto/hex.h"
#include "venues/edgex/sign_v1.h"

namespace twinleg::app::sign {
namespace {

using namespace venues::edgex;
using crypto::stark::PrivateKey;
using crypto::stark::Signer;

std::string padded(const crypto::stark::U256& value) {
    return "0x" + value.to_hex64();
}

Result<void> order_v1(Input& input, JsonWriter& answer) {
    const ContractV1::Spec spec{
        .account_id = input.text("accountId"),
        .contract_id = input.text("contractId"),
        .synthetic_asset_id = input.text("starkExSyntheticAssetId"),
        .synthetic_resolution = input.text("syntheticResolution"),
        .collateral_asset_id = input.text("collateralAssetId"),
        .collateral_resolution = input.text("collateralResolution"),
        .taker_fee_rate = input.text_or("takerFeeRate", ""),
        .fee_rule =
            input.text_or("sdk", "") == "0.1.0" ? FeeRule::millionths : FeeRule::whole_units,
    };
    OrderV1 order{.side = input.one_of("side", {"BUY", "SELL"}) == 0 ? Side::buy : Side::sell};
    read_edgex_order(input, order);
    order.expire_ms = input.number("expireTime");
    order.l2_expire_ms = input.number("l2ExpireTime");
    const std::string_view key_text = input.text("privateKey");
    if (input.error()) return std::unexpected{*input.error()};
    std::string market_price;
    if (order.type == "MARKET") {
        auto price = read_edgex_market_price(input, [&](auto oracle_price, auto tick_size) {
            return market_signing_price_v1(order.side, oracle_price, tick_size);
        });
        if (!price) return std::unexpected{price.error()};
        market_price = std::move(*price);
        order.signing_price = market_price;
    }
    const auto key = PrivateKey::from_hex_reduced("privateKey", key_text);
    if (!key) return std::unexpected{key.error()};
    auto contract = ContractV1::create(spec);
    if (!contract) return std::unexpected{contract.error()};
    const auto made = contract->sign(order, Signer::deterministic(*key));
    if (!made) return std::unexpected{made.error()};

    const OrderWorkV1& work = made->work;
    answer.field("amountSynthetic", text(work.amount_synthetic))
        .field("amountCollateral", text(work.amount_collateral))
        .field("amountFee", text(work.amount_fee))
        .field("l2LimitFee", work.limit_fee)
        .field("l2Nonce", text(work.nonce))
        .field("expirationHours", text(work.expiration_hours))
        .field("packed0", padded(work.packed0.value()))
        .field("packed1", padded(work.packed1.value()))
        .field("messageHash", padded(work.hash.value()))
        .field("publicKeyX", padded(key->public_key().x().value()))
        .field("r", padded(made->signature.r))
        .field("s", padded(made->signature.s))
        .field("authContent", made->content)
        .field("authKeccak", "0x" + crypto::to_hex(made->auth.keccak))
        .field("authHashModN", padded(made->auth.z))
        .field("authSignature", made->auth.header);
    return {};
}

Result<void> auth_v1(Input& input, JsonWriter& answer) {
    const std::string_view key_text = input.text("privateKey");
    const auto request = EdgexRequest::read(input);
    if (!request) return std::unexpected{request.error()};
    const auto key = PrivateKey::from_hex_reduced("privateKey", key_text);
    if (!key) return std::unexpected{key.error()};
    const std::string content = request->content();
    const auto made = sign_request_v1(content, Signer::deterministic(*key));
    if (!made) return std::unexpected{made.error()};
    answer.field("content", content)
        .field("keccak256", "0x" + crypto::to_hex(made->keccak))
        .field("hashModN", padded(made->z))
        .field("publicKeyX", padded(key->public_key().x().value()))
        .field("r", padded(made->signature.r))
        .field("s", padded(made->signature.s))
        .field("header", made->header);
    return {};
}

constexpr Kind kKinds[] = {
    {"edgex", "order_v1", order_v1},
    {"edgex", "auth_v1", auth_v1},
};

}  // namespace

std::span<const Kind> edgex_v1_kinds() {
    return kKinds;
}

}  // namespace twinleg::app::sign
