#include "exec/nonce_sequence.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::exec {

Nonce NonceSequence::take(ClientOrderId order) {
    if (!used_here()) return kNoNonce;
    CHECK(usable());
    outstanding_.push_back({next_, order});
    return next_++;
}

void NonceSequence::never_sent(Nonce nonce) {
    if (!used_here() || nonce == kNoNonce) return;
    std::erase_if(outstanding_, [&](const Outstanding& o) { return o.nonce == nonce; });
    if (nonce + 1 == next_) {
        --next_;
    } else if (rule_ == NonceRule::strict) {
        doubt();  // later ones were signed on top of the hole
    }
}

void NonceSequence::spent(Nonce nonce) {
    if (!used_here() || nonce == kNoNonce) return;
    std::erase_if(outstanding_, [&](const Outstanding& o) {
        return o.nonce == nonce || (o.nonce < nonce && !o.order.known());
    });
}

void NonceSequence::doubt() {
    if (!used_here() || in_doubt_) return;
    in_doubt_ = true;
    burn_.reset();
    due_ = {};
}

std::optional<NonceSequence::Step> NonceSequence::due(Time now) const {
    if (now < due_at()) return std::nullopt;
    if (burn_) return Step{true, *burn_};
    return Step{};
}

Time NonceSequence::due_at() const {
    if (!used_here() || (known_ && !in_doubt_)) return kNever;
    return due_;
}

void NonceSequence::sent(Time now, Duration repeat_after) {
    due_ = now + repeat_after;
    burning_ = burn_.has_value();
    // A burn without an answer may have been done: what is next must be read again.
    burn_.reset();
}

void NonceSequence::on_next(Time now, Nonce next) {
    if (known_ && !in_doubt_) return;
    if (burning_ && now < due_) return;
    known_ = true;
    std::erase_if(outstanding_, [&](const Outstanding& o) { return o.nonce < next; });
    next_ = std::max(next_, next);
    burn_ = to_burn(next);
    in_doubt_ = burn_.has_value();
    due_ = now;
}

// From the venue's next up to ours every number was signed once. None of them is signed again with
// another order: they are burned, one by one, in order.
std::optional<Nonce> NonceSequence::to_burn(Nonce from) const {
    if (rule_ == NonceRule::strict) return from < next_ ? std::optional{from} : std::nullopt;
    std::optional<Nonce> lowest;
    for (const auto& o : outstanding_) {
        if (o.order.known() && o.nonce >= from && (!lowest || o.nonce < *lowest)) lowest = o.nonce;
    }
    return lowest;
}

ClientOrderId NonceSequence::on_burned(Time now, Nonce nonce, bool accepted) {
    ClientOrderId impossible;
    if (!in_doubt_) return impossible;
    burning_ = false;
    burn_.reset();
    due_ = now;
    if (!accepted) return impossible;  // proves nothing: the gap may lie lower; read again
    for (const auto& o : outstanding_) {
        if (o.nonce == nonce) impossible = o.order;
    }
    std::erase_if(outstanding_, [&](const Outstanding& o) { return o.nonce <= nonce; });
    next_ = std::max(next_, nonce + 1);
    burn_ = to_burn(nonce + 1);
    in_doubt_ = burn_.has_value();
    return impossible;
}

}  // namespace twinleg::exec
