#include "crypto/base64.h"

#include <fmt/core.h>
#include <sodium.h>

namespace twinleg::crypto {
namespace {

void wipe(std::span<std::uint8_t> bytes) {
    if (!bytes.empty()) sodium_memzero(bytes.data(), bytes.size());
}

}  // namespace

void append_base64(std::string& out, std::span<const std::uint8_t> bytes) {
    const std::size_t start = out.size();
    const std::size_t with_end =
        sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    out.resize(start + with_end);
    sodium_bin2base64(out.data() + start, with_end, bytes.data(), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // the terminating zero
}

std::string to_base64(std::span<const std::uint8_t> bytes) {
    std::string out;
    append_base64(out, bytes);
    return out;
}

Result<std::size_t> decode_base64(std::string_view field, std::string_view text,
                                  std::span<std::uint8_t> out) {
    // libsodium 1.0.18 takes bytes past ASCII for digits.
    unsigned past_ascii = 0;
    for (const char c : text)
        past_ascii |= static_cast<unsigned char>(c) & 0x80U;

    std::uint8_t none = 0;  // libsodium wants an address even for no bytes
    std::size_t size = 0;
    const char* end = nullptr;
    const int refused =
        sodium_base642bin(out.empty() ? &none : out.data(), out.size(), text.data(), text.size(),
                          nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
    if (past_ascii != 0 || refused != 0 || end != text.data() + text.size()) {
        wipe(out);
        return fail(Errc::malformed, fmt::format("{}: not base64 with padding of at most {} bytes",
                                                 field, out.size()));
    }
    return size;
}

}  // namespace twinleg::crypto
