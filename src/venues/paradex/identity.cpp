#include "venues/paradex/identity.h"

#include <utility>

#include "venues/paradex/keys.h"

namespace twinleg::venues::paradex {
namespace {

using crypto::stark::Felt;

// As long as a login is valid, should the venue not hear of it before.
constexpr std::uint64_t kLoginLifeS = 86'400;
// A prepared timestamp is made anew after so long, and used no later than that.
constexpr std::uint64_t kFreshMs = 200;
constexpr std::uint64_t kUsableMs = 500;

}  // namespace

Identity::Identity(crypto::stark::PrivateKey key, std::string l1_address,
                   std::optional<Felt> l2_address)
    : key_(std::move(key)),
      public_key_(key_.public_key()),
      l1_address_(std::move(l1_address)),
      l2_address_(l2_address),
      pool_([this] { return crypto::stark::make_nonce(key_); }) {}

Result<std::unique_ptr<Identity>> Identity::create(const Credentials& credentials) {
    const auto secret = credentials.get("PARADEX_L2_PRIVATE_KEY");
    if (!secret) return std::unexpected{secret.error()};
    auto key = crypto::stark::PrivateKey::from_hex("PARADEX_L2_PRIVATE_KEY", *secret);
    if (!key) return std::unexpected{key.error()};
    std::optional<Felt> address;
    if (const auto text = credentials.find("PARADEX_L2_ADDRESS")) {
        const auto felt = Felt::from_hex("PARADEX_L2_ADDRESS", *text);
        if (!felt) return std::unexpected{felt.error()};
        address = *felt;
    }
    const auto l1 = credentials.find("PARADEX_L1_ADDRESS");
    return std::unique_ptr<Identity>(
        new Identity(std::move(*key), std::string{l1.value_or("")}, address));
}

Result<void> Identity::settle(const SystemConfig& config, std::string_view symbol) {
    const auto proxy = Felt::from_hex("paraclear_account_proxy_hash", config.proxy_hash);
    if (!proxy) return std::unexpected{proxy.error()};
    const auto hash = Felt::from_hex("paraclear_account_hash", config.account_hash);
    if (!hash) return std::unexpected{hash.error()};
    const Felt derived = account_address(public_key_.x(), *proxy, *hash);
    const Felt address = l2_address_.value_or(derived);
    auto account = Account::create(config.chain_id, address);
    if (!account) return std::unexpected{account.error()};
    auto market = Market::create(symbol);
    if (!market) return std::unexpected{market.error()};
    subkey_ = !(address == derived);
    account_.emplace(std::move(*account));
    market_.emplace(std::move(*market));
    address_ = address.to_hex();
    return {};
}

bool Identity::prepare(std::uint64_t venue_ms) {
    if (pool_.refill(1) > 0) return true;
    if (!settled()) return false;
    if (!prefixes_.empty() && venue_ms < prefixes_.front().timestamp_ms() + kFreshMs) return false;
    const std::uint64_t timestamp = timestamps_.next(venue_ms);
    prefixes_.clear();
    for (const Side side : {Side::buy, Side::sell})
        prefixes_.push_back(account_->begin(*market_, side, OrderType::limit, timestamp));
    return true;
}

std::uint64_t Identity::next_timestamp(std::uint64_t venue_ms) {
    if (!prefixes_.empty()) {
        const std::uint64_t prepared = prefixes_.front().timestamp_ms();
        if (prepared <= venue_ms && venue_ms - prepared <= kUsableMs) return prepared;
        prefixes_.clear();
    }
    return timestamps_.next(venue_ms);
}

Result<void> Identity::sign(const OrderRequest& order, std::string& out) {
    const OrderPrefix* prefix = nullptr;
    for (const OrderPrefix& each : prefixes_)
        if (each.side() == order.side) prefix = &each;
    auto done = append_signed_order(out, *account_, *market_, order, prefix, signer());
    prefixes_.clear();  // its timestamp is used
    return done;
}

Result<SignedAuth> Identity::sign_login(std::uint64_t timestamp_s) const {
    return sign_auth(*account_, public_key_, timestamp_s, timestamp_s + kLoginLifeS, signer());
}

Result<SignedOnboarding> Identity::sign_onboarding() const {
    return paradex::sign_onboarding(*account_, public_key_, l1_address_, signer());
}

}  // namespace twinleg::venues::paradex
