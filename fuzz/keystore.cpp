// Any bytes as a keystore: the file itself (first byte even), or what is sealed in it (odd), which
// only somebody with the passphrase can write. No crash, and what was read can be written again.

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/keystore.h"
#include "fuzz/must.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace twinleg;
using namespace twinleg::config;
using fuzz::must;

constexpr std::string_view kPassphrase = "open sesame";
constexpr KeystoreCost kCheap{.operations = 1, .memory = 8192};
constexpr std::size_t kCostAt = 8;
constexpr std::size_t kSaltAt = 24;
constexpr std::size_t kStreamAt = 96;

unsigned char* raw(std::string& text, std::size_t at = 0) {
    return reinterpret_cast<unsigned char*>(text.data() + at);
}

void put_number(std::string& bytes, std::size_t at, std::uint64_t value) {
    for (int i = 0; i < 8; ++i)
        bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i) & 0xFF);
}

std::uint64_t number_at(const std::string& bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)])}
                 << (8 * i);
    return value;
}

// By what keystore.h says of the format, and not by its writer.
std::string sealed(std::string_view plain) {
    std::string out{"TWLKEYS\x01"};
    out.resize(kStreamAt + plain.size() + crypto_secretstream_xchacha20poly1305_ABYTES, '\0');
    put_number(out, kCostAt, kCheap.operations);
    put_number(out, kCostAt + 8, kCheap.memory);
    std::array<unsigned char, 64> key{};
    must(crypto_pwhash(key.data(), key.size(), kPassphrase.data(), kPassphrase.size(),
                       raw(out, kSaltAt), kCheap.operations,
                       static_cast<std::size_t>(kCheap.memory), crypto_pwhash_ALG_ARGON2ID13) == 0);
    crypto_generichash(raw(out, 40), 32, key.data() + 32, 32, nullptr, 0);
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_secretstream_xchacha20poly1305_init_push(&stream, raw(out, 72), key.data());
    crypto_secretstream_xchacha20poly1305_push(
        &stream, raw(out, kStreamAt), nullptr, reinterpret_cast<const unsigned char*>(plain.data()),
        plain.size(), raw(out), 72, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    return out;
}

// A guess that a file makes dear is made cheap, where the file may ask for it.
std::string affordable(std::string bytes) {
    if (bytes.size() < kSaltAt) return bytes;
    const bool asked = number_at(bytes, kCostAt) <= 16 && number_at(bytes, kCostAt + 8) >= 8192 &&
                       number_at(bytes, kCostAt + 8) <= std::uint64_t{1} << 30;
    if (!asked) return bytes;
    put_number(bytes, kCostAt, std::min<std::uint64_t>(number_at(bytes, kCostAt), 1));
    put_number(bytes, kCostAt + 8, kCheap.memory);
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || sodium_init() < 0) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    const bool inside = data[0] % 2 == 1;
    const Secret passphrase{kPassphrase};
    const auto read =
        Keystore::decode(inside ? sealed(rest) : affordable(std::string{rest}), passphrase);
    if (!read) {
        must(!read.error().message.empty());
        must(!inside || read.error().code == Errc::corrupt);
        return 0;
    }
    const auto names = read->names();
    must(std::ranges::is_sorted(names));
    const auto written = read->encode(passphrase, kCheap);
    must(written.has_value());
    const auto again = Keystore::decode(*written, passphrase);
    must(again && again->names() == names);
    for (const auto& name : names)
        must(again->find(name)->reveal() == read->find(name)->reveal() &&
             !read->find(name)->empty());
    return 0;
}
