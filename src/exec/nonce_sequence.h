#pragma once
// The nonces of one key: one writer, one number after the other, and a way to decide about those
// whose transaction got no answer.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/command.h"
#include "core/order.h"
#include "exec/traits.h"

namespace twinleg::exec {

// A nonce in doubt stops the key: nothing new is signed until it is known to be spent. It becomes
// known by reading the next nonce (below it all are spent), or by burning: a harmless transaction
// with the same nonce, whose acceptance makes the doubtful one impossible for ever. Where gaps are
// allowed only nonces of orders are burned: a hole, or a cancel that was lost, hinders nobody.
class NonceSequence {
public:
    explicit NonceSequence(NonceRule rule) : rule_(rule) {}

    bool used_here() const { return rule_ != NonceRule::none; }
    // False until the venue told the next one, and while one is in doubt.
    bool usable() const { return !used_here() || (known_ && !in_doubt_); }

    // The next nonce, for a transaction of this order (unknown id: a cancel).
    Nonce take(ClientOrderId order);
    // The transaction with it certainly never left: the last one taken is given back.
    void never_sent(Nonce nonce);
    // The venue processed it, so that a cancel with an earlier one is of no interest any more.
    void spent(Nonce nonce);
    // Its transaction got no answer, or a refusal said that an earlier one is missing.
    void doubt();
    bool in_doubt() const { return in_doubt_; }
    // A start: what is next, only the venue can say.
    void forget_next() { known_ = false; }

    // The next question or burn to send, if one is due; one at a time, repeated when unanswered.
    struct Step {
        bool burn{false};
        Nonce nonce{kNoNonce};
    };
    std::optional<Step> due(Time now) const;
    Time due_at() const;
    void sent(Time now, Duration repeat_after);

    void on_next(Time now, Nonce next);
    // The order that can never be accepted any more, because its nonce was burned.
    ClientOrderId on_burned(Time now, Nonce nonce, bool accepted);

private:
    // The lowest from `from` on that must be burned before ours is next, if any.
    std::optional<Nonce> to_burn(Nonce from) const;

    struct Outstanding {
        Nonce nonce;
        ClientOrderId order;
    };

    NonceRule rule_;
    bool known_{false};
    bool in_doubt_{false};
    Nonce next_{0};                         // the next we would take
    std::vector<Outstanding> outstanding_;  // not known to be spent
    std::optional<Nonce> burn_;             // the venue's next, to be burned
    bool burning_{false};                   // a burn is out: what is read meanwhile is old
    Time due_;
};

}  // namespace twinleg::exec
