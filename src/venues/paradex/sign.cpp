#include "venues/paradex/sign.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "crypto/stark/starknet.h"
#include "venues/paradex/quantum.h"

namespace twinleg::venues::paradex {
namespace {

using crypto::stark::Felt;
using crypto::stark::pedersen;
using crypto::stark::pedersen_array;
using crypto::stark::PedersenLeft;
using crypto::stark::PedersenRight;
using crypto::stark::Signature;
using crypto::stark::starknet_keccak;

constexpr std::array<std::string_view, kOrderTypes> kTypeNames = {
    "LIMIT",
    "MARKET",
    "STOP_LIMIT",
    "STOP_MARKET",
    "TAKE_PROFIT_LIMIT",
    "TAKE_PROFIT_MARKET",
    "STOP_LOSS_LIMIT",
    "STOP_LOSS_MARKET",
};

constexpr std::string_view kDomainType = "StarkNetDomain(name:felt,chainId:felt,version:felt)";
constexpr std::string_view kOrderType =
    "Order(timestamp:felt,market:felt,side:felt,orderType:felt,size:felt,price:felt)";
constexpr std::string_view kModifyType =
    "ModifyOrder(timestamp:felt,market:felt,side:felt,orderType:felt,size:felt,price:felt,id:felt)";
constexpr std::string_view kRequestType =
    "Request(method:felt,path:felt,body:felt,timestamp:felt,expiration:felt)";
constexpr std::string_view kConstantType = "Constant(action:felt)";

// Of our own texts, which are short and ASCII.
Felt short_name(std::string_view text) {
    return crypto::stark::short_string("name", text).value();
}

std::size_t index(OrderType type) {
    return static_cast<std::size_t>(type);
}

bool is_market(OrderType type) {
    return name(type).ends_with("MARKET");
}

PedersenRight type_operand(std::size_t type) {
    return PedersenRight{short_name(kTypeNames[type])};
}

template <std::size_t... I>
std::array<PedersenRight, kOrderTypes> type_operands(std::index_sequence<I...>) {
    return {type_operand(I)...};
}

PedersenLeft struct_prefix(std::string_view type_text) {
    return PedersenLeft{pedersen(Felt{}, starknet_keccak(type_text))};
}

PedersenLeft message_prefix(const Felt& domain_hash, const Felt& address) {
    return PedersenLeft{
        pedersen(pedersen(pedersen(Felt{}, short_name("StarkNet Message")), domain_hash), address)};
}

// Printable ASCII that JSON and header values take as it stands.
bool is_plain(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

void append(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

// Both spellings of ["r","s"]: as it stands, and inside a JSON string.
void append(std::string& out, const Signature& signature, std::string_view quote) {
    out.append("[").append(quote).append(signature.r.to_decimal()).append(quote);
    out.append(",").append(quote).append(signature.s.to_decimal()).append(quote).append("]");
}
std::string signature_text(const Signature& signature) {
    std::string out;
    out.reserve(192);
    append(out, signature, "\"");
    return out;
}

// An object whose members are appended to a text, one by one.
class JsonObject {
public:
    explicit JsonObject(std::string& out) : text_(out) {}

    void text(std::string_view key, std::string_view plain) {
        begin(key);
        text_.append("\"").append(plain).append("\"");
    }
    void raw(std::string_view key, std::string_view json) {
        begin(key);
        text_.append(json);
    }
    void number(std::string_view key, std::uint64_t value) {
        begin(key);
        append(text_, value);
    }
    void signature(std::string_view key, const Signature& value) {
        begin(key);
        text_.append("\"");
        append(text_, value, "\\\"");
        text_.append("\"");
    }
    void finish() { text_.append("}"); }

private:
    void begin(std::string_view key) {
        text_.append(empty_ ? "{\"" : ",\"").append(key).append("\":");
        empty_ = false;
    }
    std::string& text_;
    bool empty_{true};
};

void append_body(std::string& out, const Market& market, const OrderRequest& order,
                 const Signature& signature) {
    JsonObject json{out};
    json.text("market", market.symbol());
    json.text("side", order.side == Side::buy ? "BUY" : "SELL");
    json.text("size", order.size);
    json.text("type", name(order.type));
    json.text("client_id", order.client_id);
    json.text("instruction", order.instruction);
    json.signature("signature", signature);
    json.number("signature_timestamp", order.timestamp_ms);
    if (order.recv_window_ms)
        json.number("recv_window", *order.recv_window_ms);
    else
        json.raw("recv_window", "null");
    if (order.self_trade_prevention.empty())
        json.raw("stp", "null");
    else
        json.text("stp", order.self_trade_prevention);
    if (!is_market(order.type) && !order.price.empty()) json.text("price", order.price);
    if (!order.trigger_price.empty()) json.text("trigger_price", order.trigger_price);
    if (order.reduce_only) json.raw("flags", "[\"REDUCE_ONLY\"]");
    if (!order.order_id.empty()) json.text("id", order.order_id);
    json.finish();
}

struct Amounts {
    Felt size;
    Felt price;
};
Result<Amounts> amounts_of(const OrderRequest& order) {
    const auto size = quantums("size", order.size);
    if (!size) return std::unexpected{size.error()};
    const bool priced = order.type != OrderType::market && !order.price.empty();
    const auto price = quantums("price", priced ? order.price : "0");
    if (!price) return std::unexpected{price.error()};
    return Amounts{*size, *price};
}

std::unexpected<Error> not_plain(std::string_view field) {
    return fail(Errc::malformed,
                std::string{field} + ": holds a quote, a backslash or a character outside ASCII");
}

}  // namespace

std::string_view name(OrderType type) {
    return kTypeNames[index(type)];
}

Result<OrderType> parse_order_type(std::string_view text) {
    for (std::size_t i = 0; i < kOrderTypes; ++i)
        if (kTypeNames[i] == text) return static_cast<OrderType>(i);
    return fail(Errc::unsupported,
                "type: \"" + std::string{text.substr(0, 40)} + "\" is no order type of Paradex");
}

Result<Market> Market::create(std::string_view symbol) {
    const auto felt = crypto::stark::short_string("market", symbol);
    if (!felt) return std::unexpected{felt.error()};
    if (!is_plain(symbol)) return not_plain("market");
    return Market{std::string{symbol}, PedersenRight{*felt}};
}

Account::Account(const Felt& address, const Felt& domain_hash)
    : address_(address),
      domain_hash_(domain_hash),
      message_prefix_(message_prefix(domain_hash, address)),
      order_prefix_(struct_prefix(kOrderType)),
      modify_prefix_(struct_prefix(kModifyType)),
      side_{PedersenRight{Felt::of(1)}, PedersenRight{Felt::of(2)}},
      type_(type_operands(std::make_index_sequence<kOrderTypes>{})),
      four_(Felt::of(4)),
      seven_(Felt::of(7)),
      eight_(Felt::of(8)) {}

Result<Account> Account::create(std::string_view starknet_chain_id, const Felt& address) {
    const auto chain = crypto::stark::short_string("starknet_chain_id", starknet_chain_id);
    if (!chain) return std::unexpected{chain.error()};
    const std::array members{short_name("Paradex"), *chain, Felt::of(1)};
    return Account{address, crypto::stark::typed_struct_hash(kDomainType, members)};
}

Felt Account::message(const Felt& struct_hash) const {
    return pedersen(pedersen(message_prefix_, struct_hash), four_);
}

Felt Account::head(const PedersenLeft& prefix, const Market& market, Side side, OrderType type,
                   std::uint64_t timestamp_ms) const {
    Felt hash = pedersen(prefix, Felt::of(timestamp_ms));
    hash = pedersen(hash, market.hash_);
    hash = pedersen(hash, side_[side == Side::buy ? 0 : 1]);
    return pedersen(hash, type_[index(type)]);
}

OrderPrefix Account::begin(const Market& market, Side side, OrderType type,
                           std::uint64_t timestamp_ms) const {
    return {head(order_prefix_, market, side, type, timestamp_ms), side, type, timestamp_ms};
}

Result<MessageHash> Account::order(const OrderPrefix& prefix, const OrderRequest& order) const {
    const auto amounts = amounts_of(order);
    if (!amounts) return std::unexpected{amounts.error()};
    Felt hash = pedersen(prefix.hash_, amounts->size);
    hash = pedersen(hash, amounts->price);
    hash = pedersen(hash, seven_);
    return MessageHash{hash, message(hash)};
}

Result<MessageHash> Account::order(const Market& market, const OrderRequest& order) const {
    const auto amounts = amounts_of(order);
    if (!amounts) return std::unexpected{amounts.error()};
    const bool modifies = !order.order_id.empty();
    Felt hash = head(modifies ? modify_prefix_ : order_prefix_, market, order.side, order.type,
                     order.timestamp_ms);
    hash = pedersen(hash, amounts->size);
    hash = pedersen(hash, amounts->price);
    if (modifies) {
        const auto id = crypto::stark::typed_data_felt("order_id", order.order_id);
        if (!id) return std::unexpected{id.error()};
        hash = pedersen(hash, *id);
    }
    hash = pedersen(hash, modifies ? eight_ : seven_);
    return MessageHash{hash, message(hash)};
}

MessageHash Account::auth(std::uint64_t timestamp_s, std::uint64_t expiration_s) const {
    const std::array members{short_name("POST"), short_name("/v1/auth"), Felt{},
                             Felt::of(timestamp_s), Felt::of(expiration_s)};
    const Felt hash = crypto::stark::typed_struct_hash(kRequestType, members);
    return {hash, message(hash)};
}

MessageHash Account::onboarding() const {
    const std::array members{short_name("Onboarding")};
    const Felt hash = crypto::stark::typed_struct_hash(kConstantType, members);
    return {hash, message(hash)};
}

namespace {

struct Signed {
    MessageHash hash;
    Signature signature;
};

Result<Signed> sign(const Account& account, const Market& market, const OrderRequest& order,
                    const OrderPrefix* prefix, const crypto::stark::Signer& signer) {
    const std::pair<const char*, std::string_view> texts[] = {
        {"order_id", order.order_id},         {"client_id", order.client_id},
        {"instruction", order.instruction},   {"trigger_price", order.trigger_price},
        {"stp", order.self_trade_prevention}, {"price", order.price}};
    for (const auto& [field, text] : texts)
        if (!is_plain(text)) return not_plain(field);
    const bool begun = prefix != nullptr && order.order_id.empty() &&
                       prefix->side() == order.side && prefix->type() == order.type &&
                       prefix->timestamp_ms() == order.timestamp_ms;
    const auto hash = begun ? account.order(*prefix, order) : account.order(market, order);
    if (!hash) return std::unexpected{hash.error()};
    const auto signature = signer.sign(hash->message_hash.value());
    if (!signature) return std::unexpected{signature.error()};
    return Signed{*hash, *signature};
}

}  // namespace

Result<SignedOrder> sign_order(const Account& account, const Market& market,
                               const OrderRequest& order, const crypto::stark::Signer& signer) {
    const auto made = sign(account, market, order, nullptr, signer);
    if (!made) return std::unexpected{made.error()};
    SignedOrder out{made->hash, made->signature, signature_text(made->signature), {}};
    out.body.reserve(640);
    append_body(out.body, market, order, made->signature);
    return out;
}

Result<void> append_signed_order(std::string& out, const Account& account, const Market& market,
                                 const OrderRequest& order, const OrderPrefix* prefix,
                                 const crypto::stark::Signer& signer) {
    const auto made = sign(account, market, order, prefix, signer);
    if (!made) return std::unexpected{made.error()};
    append_body(out, market, order, made->signature);
    return {};
}

Result<SignedAuth> sign_auth(const Account& account, const crypto::stark::PublicKey& public_key,
                             std::uint64_t timestamp_s, std::uint64_t expiration_s,
                             const crypto::stark::Signer& signer) {
    const MessageHash hash = account.auth(timestamp_s, expiration_s);
    const auto signature = signer.sign(hash.message_hash.value());
    if (!signature) return std::unexpected{signature.error()};
    return SignedAuth{
        hash,
        *signature,
        "/v1/auth/" + public_key.x().to_hex(),
        {Header{"PARADEX-STARKNET-ACCOUNT", account.address().to_hex()},
         Header{"PARADEX-STARKNET-SIGNATURE", signature_text(*signature)},
         Header{"PARADEX-TIMESTAMP", std::to_string(timestamp_s)},
         Header{"PARADEX-SIGNATURE-EXPIRATION", std::to_string(expiration_s)}},
    };
}

Result<SignedOnboarding> sign_onboarding(const Account& account,
                                         const crypto::stark::PublicKey& public_key,
                                         std::string_view ethereum_account,
                                         const crypto::stark::Signer& signer) {
    if (!is_plain(ethereum_account)) return not_plain("PARADEX_L1_ADDRESS");
    const MessageHash hash = account.onboarding();
    const auto signature = signer.sign(hash.message_hash.value());
    if (!signature) return std::unexpected{signature.error()};
    return SignedOnboarding{
        hash,
        *signature,
        "/v1/onboarding",
        {Header{"PARADEX-ETHEREUM-ACCOUNT", std::string{ethereum_account}},
         Header{"PARADEX-STARKNET-ACCOUNT", account.address().to_hex()},
         Header{"PARADEX-STARKNET-SIGNATURE", signature_text(*signature)}},
        "{\"public_key\":\"" + public_key.x().to_hex() + "\"}",
    };
}

}  // namespace twinleg::venues::paradex
