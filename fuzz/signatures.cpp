// Any bytes as a key, a message and a signature of each scheme: no crash, and nothing random is
// ever valid. Bytes: key or address 32, message 32, signature 64 or 65.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "crypto/ed25519.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg::crypto;
    std::array<std::uint8_t, 32 + 32 + 65> bytes{};
    std::copy_n(data, std::min(size, bytes.size()), bytes.begin());
    const auto at = [&bytes]<std::size_t N>(std::size_t from, std::array<std::uint8_t, N> out) {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(from), N, out.begin());
        return out;
    };
    const auto key = at(0, Bytes<32>{});
    const auto message = at(32, Bytes<32>{});

    static_cast<void>(verify_ed25519(key, message, at(64, Bytes<64>{})));
    static_cast<void>(recover_address(message, at(64, EthereumSignature{})));

    // Lighter: key 40, message 40, signature 80, over the same bytes and what comes after them.
    if (size >= 160) {
        const std::span<const std::uint8_t> all{data, size};
        const auto lighter_key = lighter::PublicKey::from_bytes(all.first(40));
        const auto element = lighter::Gfp5::decode(all.subspan(40, 40));
        if (lighter_key && element)
            static_cast<void>(lighter::verify(*lighter_key, *element, all.subspan(80, 80)));
    }

    const stark::U256 x = stark::U256::from_bytes(key);
    const stark::U256 z = stark::U256::from_bytes(message);
    const stark::Signature signature{.r = stark::U256::from_bytes(at(64, Bytes<32>{})),
                                     .s = stark::U256::from_bytes(at(96, Bytes<32>{}))};
    const auto felt = stark::Felt::from("x", x);
    if (!felt) return 0;
    const auto point = stark::PublicKey::from_x("x", *felt);
    if (!point) return 0;
    if (!point->point().on_curve() || point->x() != *felt) std::abort();
    static_cast<void>(stark::verify(*point, z, signature));
    return 0;
}
