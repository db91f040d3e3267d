// EdgeX V2: orders, margin modes and requests; and the nonce that both generations derive.

#include "app/sign/edgex_fields.h"
#include "app/sign/kinds.h"
#include "crypto/hex.h"
#include "venues/edgex/sign_v2.h"

namespace twinleg::app::sign {
namespace {

using namespace venues::edgex;

std::string hex(const crypto::Word& word) {
    return "0x" + crypto::to_hex(word);
}

Result<SignerV2> signer_of(Input& input) {
    const SignerV2::Credentials credentials{
        .account_id = input.text("accountId"),
        .trading_private_key = input.text("tradingPrivateKey"),
        .api_key = input.text_or("apiKey", ""),
        .passphrase = input.text_or("passphrase", ""),
        .api_secret = input.text_or("apiSecret", "none"),
        .chain_id = input.text("chainId"),
        .verifying_contract = input.text("verifyingContract"),
    };
    if (input.error()) return std::unexpected{*input.error()};
    return SignerV2::create(credentials);
}

Result<void> order_v2(Input& input, JsonWriter& answer) {
    const ContractV2::Spec spec{
        .contract_id = input.text("contractId"),
        .resolution = input.text("resolution"),
        .quote_coin_id = input.text("quoteCoinId"),
        .quote_resolution = input.text("quoteResolution"),
        .taker_fee_rate = input.text_or("takerFeeRate", ""),
        .maker_fee_rate = input.text_or("makerFeeRate", ""),
    };
    OrderV2 order{.is_buy = input.one_of("side", {"BUY", "SELL"}) == 0};
    read_edgex_order(input, order);
    order.expire_time_ms = input.number_or("expireTime", 0);
    std::string market_price;
    if (order.type.ends_with("MARKET")) {
        auto price = read_edgex_market_price(input, [&](auto oracle_price, auto tick_size) {
            return market_signing_price(order.is_buy, oracle_price, tick_size);
        });
        if (!price) return std::unexpected{price.error()};
        market_price = std::move(*price);
        order.signing_price = market_price;
    }
    const auto signer = signer_of(input);
    if (!signer) return std::unexpected{signer.error()};
    const auto contract = ContractV2::create(spec);
    if (!contract) return std::unexpected{contract.error()};
    const auto made = signer->sign_order(*contract, order);
    if (!made) return std::unexpected{made.error()};

    const OrderWorkV2& work = made->work;
    answer.field("amountSynthetic", text(work.amount_synthetic))
        .field("amountCollateral", text(work.amount_collateral))
        .field("amountFee", text(work.amount_fee))
        .field("l2LimitFee", text(work.limit_fee))
        .field("l2Nonce", text(work.nonce))
        .field("expireTime", text(work.expire_time_ms))
        .field("l2ExpireTime", text(work.l2_expire_time_ms))
        .field("expirationTimestamp", text(work.expire_time_ms / 1000))
        .field("signer", crypto::checksum_address(signer->address()))
        .field("orderBaseHash", hex(work.order_base_hash))
        .field("domainSeparator", hex(signer->domain_separator()))
        .field("structHash", hex(work.struct_hash))
        .field("digest", hex(work.digest))
        .field("signature", made->signature)
        .field("hmacBody", made->content_text)
        .field("hmac", made->headers[2].value);
    return {};
}

Result<void> margin_mode_v2(Input& input, JsonWriter& answer) {
    const std::string_view contract = input.text("contractId");
    const std::uint64_t mode = input.number("marginMode");
    const std::string_view client_order_id = input.text("clientOrderId");
    const std::uint64_t now_ms = input.number("nowMs");
    const auto signer = signer_of(input);
    if (!signer) return std::unexpected{signer.error()};
    const auto made = signer->sign_margin_mode(contract, mode > 1 ? 2 : static_cast<unsigned>(mode),
                                               client_order_id, now_ms);
    if (!made) return std::unexpected{made.error()};
    answer.field("structHash", hex(made->struct_hash))
        .field("digest", hex(made->digest))
        .field("l2Nonce", text(made->nonce))
        .field("l2ExpireTime", text(made->l2_expire_time_ms))
        .field("signer", crypto::checksum_address(signer->address()))
        .field("l2Signature", made->signature);
    return {};
}

Result<void> auth_v2(Input& input, JsonWriter& answer) {
    const std::string_view api_key = input.text("apiKey");
    const std::string_view passphrase = input.text("passphrase");
    const std::string_view api_secret = input.text("apiSecret");
    const auto request = EdgexRequest::read(input);
    if (!request) return std::unexpected{request.error()};
    const auto auth = AuthV2::create(api_key, passphrase, api_secret);
    if (!auth) return std::unexpected{auth.error()};

    const std::string signature =
        auth->sign(request->timestamp, request->method, request->path, request->covered);
    answer.field("content", request->content())
        .field("signature", signature)
        .key("headers")
        .object();
    for (const Header& header : auth->headers(request->timestamp, signature))
        answer.field(header.name, header.value);
    answer.end_object();
    return {};
}

Result<void> nonce(Input& input, JsonWriter& answer) {
    const std::string_view client_order_id = input.text("clientOrderId");
    if (input.error()) return std::unexpected{*input.error()};
    answer.field("nonce", text(order_nonce(client_order_id)));
    return {};
}

constexpr Kind kKinds[] = {
    {"edgex", "order_v2", order_v2},
    {"edgex", "auth_v2", auth_v2},
    {"edgex", "margin_mode_v2", margin_mode_v2},
    {"edgex", "nonce", nonce},
};

}  // namespace

std::span<const Kind> edgex_kinds() {
    return kKinds;
}

}  // namespace twinleg::app::sign
