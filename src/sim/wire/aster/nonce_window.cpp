#include "sim/wire/aster/nonce_window.h"

namespace twinleg::sim::wire::aster {

bool NonceWindow::take(std::int64_t nonce, std::int64_t now_us) {
    if (nonce < now_us - kNonceReach_us || nonce > now_us + kNonceReach_us) return false;
    if (kept_.size() == kKeptNonces && nonce < *kept_.begin()) return false;
    if (!kept_.insert(nonce).second) return false;
    if (kept_.size() > kKeptNonces) kept_.erase(kept_.begin());
    return true;
}

}  // namespace twinleg::sim::wire::aster
