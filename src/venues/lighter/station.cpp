#include "venues/lighter/station.h"

#include <algorithm>

namespace twinleg::venues::lighter {
namespace {

// The server takes up to eight hours; half of them serve for clocks that differ and for streams
// that live on a token for some time.
constexpr Duration kTokenLife = minutes(6 * 60);

}  // namespace

Identity::Identity(std::vector<SignerOfKey> keys, std::uint64_t account_index)
    : account_index_(account_index) {
    for (auto& key : keys)
        keys_.emplace_back(std::move(key));
}

SignedTransaction Identity::sign(const crypto::lighter::Transaction& transaction, NonceKey key) {
    Key& with = keys_[key < keys_.size() ? key : 0];
    return with.signer.sign(transaction, with.pool.take());
}

const std::string& Identity::token(Time venue_now) {
    if (token_.empty() || venue_now >= token_renewal_) renew_token(venue_now);
    return token_;
}

void Identity::renew_token(Time venue_now) {
    const auto deadline = static_cast<std::uint64_t>((venue_now + kTokenLife).ns / 1'000'000'000);
    token_deadline_s_ = std::max(deadline, token_deadline_s_ + 1);
    token_ = keys_.front().signer.auth_token(token_deadline_s_, keys_.front().pool.take());
    token_renewal_ = venue_now + kTokenLife / 2;
    ++token_number_;
}

bool Identity::prepare(Time venue_now) {
    if (!token_.empty() && venue_now >= token_renewal_) {
        renew_token(venue_now);
        return true;
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        refilled_ = static_cast<NonceKey>((refilled_ + 1u) % keys_.size());
        if (keys_[refilled_].pool.refill(1) > 0) return true;
    }
    return false;
}

}  // namespace twinleg::venues::lighter
