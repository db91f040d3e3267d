// Paradex: orders, logins, onboarding and accounts, signed as the Python SDK signs.

#include "app/sign/kinds.h"
#include "venues/paradex/keys.h"
#include "venues/paradex/sign.h"

namespace twinleg::app::sign {
namespace {

using namespace venues::paradex;
using crypto::stark::Felt;
using crypto::stark::PrivateKey;
using crypto::stark::Signer;

struct Identity {
    PrivateKey key;
    Account account;

    Signer signer() const { return Signer::deterministic(key, kSdkNonceExtra); }
};

Result<Identity> identity_of(Input& input) {
    const std::string_view chain_id = input.text("starknet_chain_id");
    const std::string_view key_text = input.text("l2_private_key");
    const std::string_view address_text = input.text("account_address");
    if (input.error()) return std::unexpected{*input.error()};
    auto key = PrivateKey::from_hex("l2_private_key", key_text);
    if (!key) return std::unexpected{key.error()};
    const auto address = Felt::from_hex("account_address", address_text);
    if (!address) return std::unexpected{address.error()};
    auto account = Account::create(chain_id, *address);
    if (!account) return std::unexpected{account.error()};
    return Identity{std::move(*key), std::move(*account)};
}

Result<void> sign_one(Input& input, JsonWriter& answer, std::string_view order_id) {
    const std::string_view symbol = input.text("market");
    const std::string_view type_text = input.text("type");
    const OrderRequest request{
        .side = input.one_of("side", {"BUY", "SELL"}) == 0 ? Side::buy : Side::sell,
        .type = parse_order_type(type_text).value_or(OrderType::limit),
        .size = input.text("size"),
        .price = input.text_or("limit_price", ""),
        .timestamp_ms = input.number("signature_timestamp"),
        .order_id = order_id,
    };
    const auto identity = identity_of(input);
    if (!identity) return std::unexpected{identity.error()};
    if (const auto type = parse_order_type(type_text); !type) return std::unexpected{type.error()};
    const auto market = Market::create(symbol);
    if (!market) return std::unexpected{market.error()};
    const auto made = sign_order(identity->account, *market, request, identity->signer());
    if (!made) return std::unexpected{made.error()};
    answer.field("struct_hash", made->hash.struct_hash.to_hex())
        .field("message_hash", made->hash.message_hash.to_hex())
        .field("signature", made->signature_text);
    return {};
}

Result<void> order(Input& input, JsonWriter& answer) {
    return sign_one(input, answer, "");
}

Result<void> modify(Input& input, JsonWriter& answer) {
    const std::string_view order_id = input.text("order_id");
    if (order_id.empty() && !input.error())
        return fail(Errc::malformed, "order_id: is empty; a new order is kind \"order\"");
    return sign_one(input, answer, order_id);
}

Result<void> auth(Input& input, JsonWriter& answer) {
    const std::uint64_t timestamp_s = input.number("timestamp");
    const std::uint64_t expiration_s = input.number("expiration");
    const auto identity = identity_of(input);
    if (!identity) return std::unexpected{identity.error()};
    const auto made = sign_auth(identity->account, identity->key.public_key(), timestamp_s,
                                expiration_s, identity->signer());
    if (!made) return std::unexpected{made.error()};
    answer.field("message_hash", made->hash.message_hash.to_hex())
        .field("signature", made->headers[1].value);
    return {};
}

Result<void> onboarding(Input& input, JsonWriter& answer) {
    const auto identity = identity_of(input);
    if (!identity) return std::unexpected{identity.error()};
    const auto made =
        sign_onboarding(identity->account, identity->key.public_key(), "", identity->signer());
    if (!made) return std::unexpected{made.error()};
    answer.field("message_hash", made->hash.message_hash.to_hex())
        .field("signature", made->headers[2].value);
    return {};
}

Result<void> account(Input& input, JsonWriter& answer) {
    const std::string_view key_text = input.text("l2_private_key");
    const std::string_view proxy_text = input.text("paraclear_account_proxy_hash");
    const std::string_view class_text = input.text("paraclear_account_hash");
    if (input.error()) return std::unexpected{*input.error()};
    const auto key = PrivateKey::from_hex("l2_private_key", key_text);
    if (!key) return std::unexpected{key.error()};
    const auto proxy = Felt::from_hex("paraclear_account_proxy_hash", proxy_text);
    if (!proxy) return std::unexpected{proxy.error()};
    const auto account_class = Felt::from_hex("paraclear_account_hash", class_text);
    if (!account_class) return std::unexpected{account_class.error()};
    const Felt public_key = key->public_key().x();
    answer.field("l2_public_key", public_key.to_hex())
        .field("account_address", account_address(public_key, *proxy, *account_class).to_hex());
    return {};
}

constexpr Kind kKinds[] = {
    {"paradex", "order", order},     {"paradex", "modify", modify},
    {"paradex", "auth", auth},       {"paradex", "onboarding", onboarding},
    {"paradex", "account", account},
};

}  // namespace

std::span<const Kind> paradex_kinds() {
    return kKinds;
}

}  // namespace twinleg::app::sign
