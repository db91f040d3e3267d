// The Stark curve by itself: hashes, deterministic signatures, verification.

#include "crypto/stark/ecdsa.h"

#include <algorithm>
#include <vector>

#include "app/sign/kinds.h"
#include "crypto/stark/pedersen.h"

namespace twinleg::app::sign {
namespace {

using namespace crypto::stark;

// `0x` hex, else decimal.
Result<U256> number_of(std::string_view field, std::string_view text) {
    return text.starts_with("0x") ? U256::from_hex(field, text) : U256::from_decimal(field, text);
}

std::string padded(const U256& value) {
    return "0x" + value.to_hex64();
}

Result<Felt> felt_of(std::string_view field, std::string_view text) {
    const auto value = number_of(field, text);
    if (!value) return std::unexpected{value.error()};
    return Felt::from(field, *value);
}

Result<void> hash_pair(Input& input, JsonWriter& answer) {
    const std::string_view a_text = input.text("a");
    const std::string_view b_text = input.text("b");
    if (input.error()) return std::unexpected{*input.error()};
    const auto a = felt_of("a", a_text);
    if (!a) return std::unexpected{a.error()};
    const auto b = felt_of("b", b_text);
    if (!b) return std::unexpected{b.error()};
    answer.field("hash", padded(pedersen(*a, *b).value()));
    return {};
}

// The minimal big-endian bytes of a seed; none for zero.
std::vector<std::uint8_t> seed_bytes(const U256& seed) {
    const Bytes32 bytes = seed.to_bytes();
    return {std::ranges::find_if(bytes, [](std::uint8_t b) { return b != 0; }), bytes.end()};
}

Result<void> ecdsa(Input& input, JsonWriter& answer) {
    const std::string_view key_text = input.text("privateKey");
    const std::string_view hash_text = input.text("messageHash");
    const std::string_view seed_text = input.text_or("seed", "0");
    if (input.error()) return std::unexpected{*input.error()};
    const auto key = PrivateKey::from_hex("privateKey", key_text);
    if (!key) return std::unexpected{key.error()};
    const auto hash = number_of("messageHash", hash_text);
    if (!hash) return std::unexpected{hash.error()};
    const auto seed = number_of("seed", seed_text);
    if (!seed) return std::unexpected{seed.error()};
    const auto signature = sign_deterministic(*key, *hash, seed_bytes(*seed));
    if (!signature) return std::unexpected{signature.error()};
    answer.field("publicKeyX", padded(key->public_key().x().value()))
        .field("r", padded(signature->r))
        .field("s", padded(signature->s));
    return {};
}

Result<void> check(Input& input, JsonWriter& answer) {
    const std::string_view hash_text = input.text("messageHash");
    const std::string_view r_text = input.text("r");
    const std::string_view s_text = input.text("s");
    const std::string_view key_text = input.text("publicKeyX");
    if (input.error()) return std::unexpected{*input.error()};
    const auto hash = number_of("messageHash", hash_text);
    if (!hash) return std::unexpected{hash.error()};
    const auto r = number_of("r", r_text);
    if (!r) return std::unexpected{r.error()};
    const auto s = number_of("s", s_text);
    if (!s) return std::unexpected{s.error()};
    const auto x = number_of("publicKeyX", key_text);
    if (!x) return std::unexpected{x.error()};

    // A key that is no point verifies nothing.
    const auto felt = Felt::from("publicKeyX", *x);
    const auto key = felt ? PublicKey::from_x("publicKeyX", *felt) : std::unexpected{felt.error()};
    answer.field("valid", key && verify(*key, *hash, {.r = *r, .s = *s}));
    return {};
}

constexpr Kind kKinds[] = {
    {"stark", "pedersen", hash_pair},
    {"stark", "ecdsa", ecdsa},
    {"stark", "verify", check},
};

}  // namespace

std::span<const Kind> stark_kinds() {
    return kKinds;
}

}  // namespace twinleg::app::sign
