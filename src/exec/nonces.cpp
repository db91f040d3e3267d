#include "exec/nonces.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::exec {

Nonces::Nonces(NonceRule rule, std::uint8_t keys)
    : rule_(rule), keys_(std::max<std::size_t>(keys, 1), NonceSequence{rule}) {}

NonceSequence* Nonces::of(Nonce nonce) {
    if (!used_here() || nonce == kNoNonce || key_of(nonce) >= keys_.size()) return nullptr;
    return &keys_[key_of(nonce)];
}

bool Nonces::usable() const {
    return std::ranges::any_of(keys_, &NonceSequence::usable);
}

Nonce Nonces::take(ClientOrderId order, Time now) {
    if (!used_here()) return kNoNonce;
    CHECK(usable());
    if (now != taken_) current_ = (current_ + 1) % keys_.size();
    taken_ = now;
    while (!keys_[current_].usable())
        current_ = (current_ + 1) % keys_.size();
    return make_nonce(static_cast<NonceKey>(current_), keys_[current_].take(order));
}

void Nonces::never_sent(Nonce nonce) {
    if (auto* key = of(nonce)) key->never_sent(number_of(nonce));
}

void Nonces::spent(Nonce nonce) {
    if (auto* key = of(nonce)) key->spent(number_of(nonce));
}

void Nonces::doubt(Nonce nonce) {
    if (auto* key = of(nonce)) key->doubt();
}

void Nonces::forget_next() {
    for (auto& key : keys_)
        key.forget_next();
}

std::optional<Nonces::Step> Nonces::due(Time now) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        const auto step = keys_[i].due(now);
        if (!step) continue;
        const auto key = static_cast<NonceKey>(i);
        return Step{key, step->burn, step->burn ? make_nonce(key, step->nonce) : kNoNonce};
    }
    return std::nullopt;
}

Time Nonces::due_at() const {
    Time at = kNever;
    for (const auto& key : keys_)
        at = std::min(at, key.due_at());
    return at;
}

void Nonces::sent(NonceKey key, Time now, Duration repeat_after) {
    keys_[key].sent(now, repeat_after);
}

void Nonces::on_next(Time now, Nonce next) {
    if (auto* key = of(next)) key->on_next(now, number_of(next));
}

ClientOrderId Nonces::on_burned(Time now, Nonce nonce, bool accepted) {
    auto* key = of(nonce);
    return key == nullptr ? ClientOrderId{} : key->on_burned(now, number_of(nonce), accepted);
}

}  // namespace twinleg::exec
