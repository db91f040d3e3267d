#include "venues/edgex/auth.h"

#include <array>
#include <optional>
#include <span>

#include "core/json_writer.h"
#include "crypto/base64.h"
#include "crypto/eip712.h"
#include "venues/edgex/canonical.h"
#include "venues/edgex/sign_v1.h"
#include "venues/edgex/sign_v2.h"
#include "venues/edgex/words.h"

namespace twinleg::venues::edgex {
namespace {

constexpr std::uint64_t kHourMs = 3'600'000;
constexpr std::uint64_t kDayMs = 24 * kHourMs;
constexpr std::string_view kSocketPath = "/api/v1/private/ws";

template <std::size_t N>
std::vector<net::Header> to_net(std::array<Header, N> headers) {
    std::vector<net::Header> out;
    out.reserve(N + 1);
    for (auto& header : headers)
        out.push_back({std::string{header.name}, std::move(header.value)});
    return out;
}

// An error about a field, told as one about the variable it came from.
Error about(std::string_view variable, const Error& error) {
    return {error.code, "edgex: " + std::string{variable} + " cannot be used: " + error.message};
}

class StarkAuth final : public Auth {
public:
    StarkAuth(std::string account, crypto::stark::PrivateKey key)
        : account_(std::move(account)),
          key_(std::move(key)),
          nonces_([this] { return crypto::stark::make_nonce(key_); }),
          signer_(crypto::stark::Signer::prepared(key_, nonces_)) {}

    const std::string& account() const override { return account_; }
    std::string signer() const override { return "0x" + key_.public_key().x().value().to_hex64(); }

    Result<void> prepare(const ContractInfo& contract) override {
        auto made = ContractV1::create({.account_id = account_,
                                        .contract_id = contract.id,
                                        .synthetic_asset_id = contract.asset_id,
                                        .synthetic_resolution = contract.resolution,
                                        .collateral_asset_id = contract.quote_asset_id,
                                        .collateral_resolution = contract.quote_resolution,
                                        .taker_fee_rate = contract.taker_rate});
        if (!made) return std::unexpected{made.error()};
        contract_.emplace(std::move(*made));
        crypto::stark::prepare_tables();
        return {};
    }

    Result<SignedOrder> sign_order(const OrderTexts& order, std::uint64_t now_ms) override {
        if (!contract_) return fail(Errc::not_ready, "edgex: the contract is not known yet");
        auto made = contract_->sign({.side = order.side,
                                     .price = order.price,
                                     .size = order.quantity,
                                     .time_in_force = word_of(order.time_in_force),
                                     .reduce_only = order.reduce_only,
                                     .client_order_id = order.client_order_id,
                                     .now_ms = now_ms,
                                     .expire_ms = order.expire_ms,
                                     .l2_expire_ms = l2_expire(now_ms, order.expire_ms)},
                                    signer_);
        if (!made) return std::unexpected{made.error()};
        return SignedOrder{std::move(made->body), to_net(std::move(made->headers))};
    }

    Result<std::vector<net::Header>> sign_request(std::uint64_t now_ms, std::string_view method,
                                                  std::string_view path,
                                                  std::string_view text) override {
        const auto made =
            sign_request_v1(signed_content(std::to_string(now_ms), method, path, text), signer_);
        if (!made) return std::unexpected{made.error()};
        return to_net(made->headers(now_ms));
    }

    Result<Handshake> handshake(std::uint64_t now_ms) override {
        Handshake out;
        out.query = "accountId=" + account_;
        // The venue signs the query as a piece of the path, without the '?'.
        auto headers = sign_request(now_ms, "GET", std::string{kSocketPath} + out.query, "");
        if (!headers) return std::unexpected{headers.error()};
        out.headers = std::move(*headers);
        return out;
    }

    void idle(std::uint64_t now_ms) override {
        nonces_.refill(1);
        if (contract_) contract_->prepare(l2_expire(now_ms, now_ms));
    }

private:
    // At least eight days past the expiry, on a whole hour, and the same for all orders of an hour:
    // the second packed word of their hashes then is, too.
    static std::uint64_t l2_expire(std::uint64_t now_ms, std::uint64_t expire_ms) {
        const std::uint64_t usual = (now_ms / kHourMs + 2) * kHourMs + 8 * kDayMs;
        const std::uint64_t least = (expire_ms + 8 * kDayMs + kHourMs - 1) / kHourMs * kHourMs;
        return std::max(usual, least);
    }

    std::string account_;
    crypto::stark::PrivateKey key_;
    crypto::stark::NoncePool nonces_;
    crypto::stark::Signer signer_;
    std::optional<ContractV1> contract_;
};

// The socket's headers as the subprotocol that browsers must use, since they cannot set headers.
std::string subprotocol_of(const std::vector<net::Header>& headers) {
    JsonWriter json;
    json.object();
    for (const auto& header : headers)
        json.field(header.name, std::string_view{header.value});
    json.end_object();
    const std::string& text = json.text();
    std::string out = crypto::to_base64(
        std::span{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    while (out.ends_with('='))
        out.pop_back();
    return out;
}

class KeyedAuth final : public Auth {
public:
    struct Keys {
        std::string account;
        std::string api_key;
        std::string passphrase;
        std::string secret;
        std::string trading_key;

        Keys() = default;
        Keys(Keys&&) = default;
        Keys& operator=(Keys&&) = default;
        ~Keys() {
            sodium_memzero(secret.data(), secret.size());
            sodium_memzero(trading_key.data(), trading_key.size());
            sodium_memzero(passphrase.data(), passphrase.size());
        }
    };

    KeyedAuth(Keys keys, AuthV2 auth, crypto::Address address)
        : keys_(std::move(keys)), auth_(std::move(auth)), address_(address) {}

    const std::string& account() const override { return keys_.account; }
    std::string signer() const override { return crypto::checksum_address(address_); }

    Result<void> prepare(const ContractInfo& contract) override {
        auto signer = SignerV2::create({.account_id = keys_.account,
                                        .trading_private_key = keys_.trading_key,
                                        .api_key = keys_.api_key,
                                        .passphrase = keys_.passphrase,
                                        .api_secret = keys_.secret,
                                        .chain_id = contract.chain_id,
                                        .verifying_contract = contract.verifying_contract});
        if (!signer) return std::unexpected{signer.error()};
        auto made = ContractV2::create({.contract_id = contract.id,
                                        .resolution = contract.resolution,
                                        .quote_coin_id = contract.quote_coin_id,
                                        .quote_resolution = contract.quote_resolution,
                                        .taker_fee_rate = contract.taker_rate,
                                        .maker_fee_rate = contract.maker_rate});
        if (!made) return std::unexpected{made.error()};
        signer_.emplace(std::move(*signer));
        contract_.emplace(std::move(*made));
        return {};
    }

    Result<SignedOrder> sign_order(const OrderTexts& order, std::uint64_t now_ms) override {
        if (!signer_) return fail(Errc::not_ready, "edgex: the contract is not known yet");
        auto made = signer_->sign_order(*contract_, {.is_buy = order.side == Side::buy,
                                                     .price = order.price,
                                                     .size = order.quantity,
                                                     .time_in_force = word_of(order.time_in_force),
                                                     .reduce_only = order.reduce_only,
                                                     .client_order_id = order.client_order_id,
                                                     .now_ms = now_ms,
                                                     .expire_time_ms = order.expire_ms});
        if (!made) return std::unexpected{made.error()};
        return SignedOrder{std::move(made->body), to_net(std::move(made->headers))};
    }

    Result<std::vector<net::Header>> sign_request(std::uint64_t now_ms, std::string_view method,
                                                  std::string_view path,
                                                  std::string_view text) override {
        return to_net(auth_.headers(now_ms, auth_.sign(now_ms, method, path, text)));
    }

    Result<Handshake> handshake(std::uint64_t now_ms) override {
        Handshake out;
        out.query = "accountId=" + keys_.account + "&timestamp=" + std::to_string(now_ms);
        out.headers =
            to_net(auth_.headers(now_ms, auth_.sign(now_ms, "GET", kSocketPath, out.query)));
        out.subprotocol = subprotocol_of(out.headers);
        return out;
    }

    void idle(std::uint64_t) override {
        if (signer_) signer_->prepare(1);
    }

private:
    Keys keys_;
    AuthV2 auth_;
    crypto::Address address_;
    std::optional<SignerV2> signer_;
    std::optional<ContractV2> contract_;
};

Result<std::unique_ptr<Auth>> create_v1(std::string account, const Credentials& credentials) {
    const auto text = credentials.get("EDGEX_STARK_PRIVATE_KEY");
    if (!text) return std::unexpected{text.error()};
    auto key = crypto::stark::PrivateKey::from_hex_reduced("key", *text);
    if (!key) return std::unexpected{about("EDGEX_STARK_PRIVATE_KEY", key.error())};
    return std::make_unique<StarkAuth>(std::move(account), std::move(*key));
}

Result<std::unique_ptr<Auth>> create_v2(std::string account, const Credentials& credentials) {
    KeyedAuth::Keys keys;
    keys.account = std::move(account);
    for (const auto& [name, into] : {std::pair{"EDGEX_API_KEY", &keys.api_key},
                                     {"EDGEX_API_PASSPHRASE", &keys.passphrase},
                                     {"EDGEX_API_SECRET", &keys.secret},
                                     {"EDGEX_TRADING_PRIVATE_KEY", &keys.trading_key}}) {
        const auto text = credentials.get(name);
        if (!text) return std::unexpected{text.error()};
        *into = *text;
    }
    if (keys.trading_key.starts_with("0x") || keys.trading_key.starts_with("0X"))
        keys.trading_key.erase(0, 2);
    const auto trading = crypto::EthereumKey::from_hex("key", keys.trading_key);
    if (!trading) return std::unexpected{about("EDGEX_TRADING_PRIVATE_KEY", trading.error())};
    auto auth = AuthV2::create(keys.api_key, keys.passphrase, keys.secret);
    if (!auth)
        return std::unexpected{
            about("EDGEX_API_KEY, EDGEX_API_PASSPHRASE or EDGEX_API_SECRET", auth.error())};
    return std::make_unique<KeyedAuth>(std::move(keys), std::move(*auth), trading->address());
}

}  // namespace

Result<std::unique_ptr<Auth>> Auth::create(Generation generation, const Credentials& credentials) {
    const auto account = credentials.get("EDGEX_ACCOUNT_ID");
    if (!account) return std::unexpected{account.error()};
    if (const auto id = parse_id("the id", *account); !id)
        return std::unexpected{about("EDGEX_ACCOUNT_ID", id.error())};
    return generation == Generation::v1 ? create_v1(std::string{*account}, credentials)
                                        : create_v2(std::string{*account}, credentials);
}

}  // namespace twinleg::venues::edgex
