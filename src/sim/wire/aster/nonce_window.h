#pragma once
// The last nonces of one user. Source: page § 3, "Nonce rules".

#include <cstddef>
#include <cstdint>
#include <set>

namespace twinleg::sim::wire::aster {

inline constexpr std::size_t kKeptNonces = 100;
inline constexpr std::int64_t kNonceReach_us = 10'000'000;

// Microseconds. A nonce may come before another that is larger, but not twice, and not once a
// hundred larger ones are known.
class NonceWindow {
public:
    // Takes it, or says no: used already, too far from `now_us`, or expired.
    bool take(std::int64_t nonce, std::int64_t now_us);

    // The largest; zero before the first.
    std::int64_t newest() const { return kept_.empty() ? 0 : *kept_.rbegin(); }

private:
    std::set<std::int64_t> kept_;
};

}  // namespace twinleg::sim::wire::aster
