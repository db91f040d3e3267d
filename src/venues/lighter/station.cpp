#include "venues/lighter/station.h"

#include <algorithm>

namespace twinleg::venues::lighter {
namespace {

// The server takes up to eight hours; half of them serve for clocks that differ and for streams
// that live on a token for some time.
constexpr Duration kTokenLife = minutes(6 * 60);

}  // namespace

Identity::Identity(Signer signer, std::uint64_t account_index, std::uint64_t api_key_index)
    : signer_(std::move(signer)),
      account_index_(account_index),
      api_key_index_(api_key_index),
      pool_([this] { return signer_.make_nonce(); }) {}

SignedTransaction Identity::sign(const crypto::lighter::Transaction& transaction) {
    return signer_.sign(transaction, pool_.take());
}

const std::string& Identity::token(Time venue_now) {
    if (token_.empty() || venue_now >= token_renewal_) renew_token(venue_now);
    return token_;
}

void Identity::renew_token(Time venue_now) {
    const auto deadline = static_cast<std::uint64_t>((venue_now + kTokenLife).ns / 1'000'000'000);
    token_deadline_s_ = std::max(deadline, token_deadline_s_ + 1);
    token_ = signer_.auth_token(token_deadline_s_, pool_.take());
    token_renewal_ = venue_now + kTokenLife / 2;
    ++token_number_;
}

bool Identity::prepare(Time venue_now) {
    if (!token_.empty() && venue_now >= token_renewal_) {
        renew_token(venue_now);
        return true;
    }
    return pool_.refill(1) > 0;
}

}  // namespace twinleg::venues::lighter
