#include "sim/wire/paradex/message_hash.h"

#include <array>

#include "core/money.h"
#include "crypto/stark/pedersen.h"
#include "crypto/stark/starknet.h"
#include "sim/wire/paradex/json_text.h"

namespace twinleg::sim::wire::paradex {
namespace {

namespace stark = crypto::stark;

constexpr std::string_view kDomainType = "StarkNetDomain(name:felt,chainId:felt,version:felt)";
constexpr std::string_view kLoginType =
    "Request(method:felt,path:felt,body:felt,timestamp:felt,expiration:felt)";
constexpr std::string_view kOnboardingType = "Constant(action:felt)";
constexpr std::string_view kOrderType =
    "Order(timestamp:felt,market:felt,side:felt,orderType:felt,size:felt,price:felt)";
constexpr std::string_view kModifyType =
    "ModifyOrder(timestamp:felt,market:felt,side:felt,orderType:felt,size:felt,price:felt,"
    "id:felt)";

// Of texts in this file, which are short.
Felt known(std::string_view text) {
    return stark::short_string("text", text).value();
}

// H(type hash, members…), and so on up to the message: an array hash each time.
Felt struct_hash(std::string_view type, std::vector<Felt> members) {
    members.insert(members.begin(), stark::starknet_keccak(type));
    return stark::pedersen_array(members);
}

}  // namespace

MessageHashes::MessageHashes(std::string_view chain_id)
    : domain_(struct_hash(
          kDomainType,
          {known("Paradex"), stark::short_string("chain id", chain_id).value(), Felt::of(1)})) {}

Felt MessageHashes::message(const Felt& account, const Felt& hashed) const {
    return stark::pedersen_array({known("StarkNet Message"), domain_, account, hashed});
}

Felt MessageHashes::login(const Felt& account, std::int64_t timestamp,
                          std::int64_t expiration) const {
    return message(account,
                   struct_hash(kLoginType, {known("POST"), known("/v1/auth"), Felt{},
                                            Felt::of(static_cast<std::uint64_t>(timestamp)),
                                            Felt::of(static_cast<std::uint64_t>(expiration))}));
}

Felt MessageHashes::onboarding(const Felt& account) const {
    return message(account, struct_hash(kOnboardingType, {known("Onboarding")}));
}

Result<Felt> MessageHashes::order(const Felt& account, const Order& order) const {
    if (order.timestamp < 0) return fail(Errc::out_of_range, "signature_timestamp is negative");
    const auto market = stark::typed_data_felt("market", order.market);
    if (!market) return std::unexpected{market.error()};
    const auto type = stark::typed_data_felt("type", order.type);
    if (!type) return std::unexpected{type.error()};
    const auto size = chain_amount("size", order.size);
    if (!size) return std::unexpected{size.error()};
    const bool priced = order.type != "MARKET" && !order.price.empty();
    const auto price = priced ? chain_amount("price", order.price) : Result<Felt>{Felt{}};
    if (!price) return std::unexpected{price.error()};
    std::vector<Felt> members{Felt::of(static_cast<std::uint64_t>(order.timestamp)),
                              *market,
                              Felt::of(order.side == "BUY" ? 1 : 2),
                              *type,
                              *size,
                              *price};
    if (order.id.empty()) return message(account, struct_hash(kOrderType, std::move(members)));
    const auto id = stark::typed_data_felt("id", order.id);
    if (!id) return std::unexpected{id.error()};
    members.push_back(*id);
    return message(account, struct_hash(kModifyType, std::move(members)));
}

Result<Felt> chain_amount(std::string_view field, std::string_view text) {
    const auto amount = parse_notional(text, field);
    if (!amount) return std::unexpected{amount.error()};
    const Int128 scaled = amount->raw() / (Notional::kOne / 100'000'000);
    if (scaled < 0) return fail(Errc::out_of_range, std::string{field} + " is negative");
    const auto digits = static_cast<UInt128>(scaled);
    return Felt::trusted(
        {{static_cast<std::uint64_t>(digits), static_cast<std::uint64_t>(digits >> 64), 0, 0}});
}

Felt address_of(const Felt& public_key, const Felt& proxy_hash, const Felt& account_hash) {
    const std::array calldata{account_hash, stark::starknet_keccak("initialize"), Felt::of(2),
                              public_key, Felt{}};
    return stark::contract_address(Felt{}, public_key, proxy_hash, calldata);
}

std::optional<stark::Signature> parse_signature(std::string_view text) {
    const auto json = parse_json(text);
    if (!json || json->kind != Json::Kind::array || json->items.size() != 2) return std::nullopt;
    stark::Signature out;
    for (auto [item, number] : {std::pair{&json->items[0], &out.r}, {&json->items[1], &out.s}}) {
        if (item->kind != Json::Kind::text) return std::nullopt;
        const auto read = stark::U256::from_decimal("signature", item->text);
        if (!read) return std::nullopt;
        *number = *read;
    }
    return out;
}

}  // namespace twinleg::sim::wire::paradex
