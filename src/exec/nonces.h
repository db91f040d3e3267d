#pragma once
// The nonces of one venue: a sequence for each key that the account signs with, used in turn.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/command.h"
#include "core/order.h"
#include "exec/nonce_sequence.h"
#include "exec/traits.h"

namespace twinleg::exec {

// Every nonce here names its key (core/order.h). Doubt about a nonce stops its key alone: the
// others go on. What is taken in one instant is of one key, as long as that may be used, so that it
// can go out together.
//
// Threads: the engine's.
class Nonces {
public:
    explicit Nonces(NonceRule rule, std::uint8_t keys = 1);

    bool used_here() const { return rule_ != NonceRule::none; }
    // Whether any key may sign.
    bool usable() const;

    // The next nonce, for a transaction of this order (unknown id: a cancel).
    Nonce take(ClientOrderId order, Time now = {});
    void never_sent(Nonce nonce);
    void spent(Nonce nonce);
    void doubt(Nonce nonce);
    // A start: what is next, only the venue can say.
    void forget_next();

    // The next question or burn to send, if one is due; one at a time for each key.
    struct Step {
        NonceKey key{0};
        bool burn{false};
        Nonce nonce{kNoNonce};  // to be burned
    };
    std::optional<Step> due(Time now) const;
    Time due_at() const;
    void sent(NonceKey key, Time now, Duration repeat_after);

    // The lowest that the venue has not used yet, of its key.
    void on_next(Time now, Nonce next);
    // The order that can never be accepted any more, because its nonce was burned.
    ClientOrderId on_burned(Time now, Nonce nonce, bool accepted);

private:
    // Null for a nonce of no key of ours.
    NonceSequence* of(Nonce nonce);

    NonceRule rule_;
    std::vector<NonceSequence> keys_;
    std::size_t current_{0};
    Time taken_;  // the last one
};

}  // namespace twinleg::exec
