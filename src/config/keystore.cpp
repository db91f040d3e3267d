#include "config/keystore.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include <fmt/format.h>
#include <sodium.h>

#include "config/private_file.h"
#include "core/check.h"

namespace twinleg::config {

namespace {

constexpr std::string_view kMagic = "TWLKEYS";
constexpr char kVersion = 1;
constexpr std::size_t kSaltAt = 24;
constexpr std::size_t kCheckAt = kSaltAt + crypto_pwhash_SALTBYTES;
constexpr std::size_t kHeader = kCheckAt + crypto_generichash_BYTES;
constexpr std::size_t kStreamAt = kHeader + crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kTag = crypto_secretstream_xchacha20poly1305_ABYTES;
static_assert(kSaltAt + 16 == kCheckAt && kHeader == 72 && kStreamAt == 96 && kTag == 17);

// A file may ask for no more than this, whoever wrote it.
constexpr std::uint64_t kMostOperations = 16;
constexpr std::uint64_t kMostMemory = 1ULL << 30;

void append_u64(std::string& out, std::uint64_t value) {
    for (int i = 0; i < 8; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::uint64_t read_number(std::string_view bytes, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return value;
}

unsigned char* raw(std::string& bytes, std::size_t at = 0) {
    return reinterpret_cast<unsigned char*>(bytes.data() + at);
}

const unsigned char* raw(std::string_view bytes, std::size_t at = 0) {
    return reinterpret_cast<const unsigned char*>(bytes.data() + at);
}

// The stream's key, and what proves that the passphrase was the right one.
struct Derived {
    Derived() = default;
    Derived(const Derived&) = delete;
    Derived& operator=(const Derived&) = delete;
    ~Derived() { sodium_memzero(bytes.data(), bytes.size()); }

    std::string check() {
        std::string out(crypto_generichash_BYTES, '\0');
        crypto_generichash(raw(out), out.size(), bytes.data() + 32, 32, nullptr, 0);
        return out;
    }

    std::array<unsigned char, 64> bytes{};
};

Result<void> derive(Derived& out, const Secret& passphrase, std::string_view salt,
                    std::uint64_t operations, std::uint64_t memory) {
    const auto text = passphrase.reveal();
    if (crypto_pwhash(out.bytes.data(), out.bytes.size(), text.data(), text.size(), raw(salt),
                      operations, static_cast<std::size_t>(memory),
                      crypto_pwhash_ALG_ARGON2ID13) == 0)
        return {};
    return fail(Errc::out_of_range,
                fmt::format("a keystore needs {} MB of memory for a moment, and they are not there",
                            memory >> 20));
}

// Plain text that is wiped whatever happens.
struct Plain {
    Plain() = default;
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;
    ~Plain() { wipe(text); }
    std::string text;
};

void append_text(std::string& out, std::string_view text) {
    for (int i = 0; i < 4; ++i)
        out += static_cast<char>(text.size() >> (8 * i) & 0xFF);
    out += text;
}

std::optional<std::string_view> take_text(std::string_view& rest) {
    if (rest.size() < 4) return std::nullopt;
    const auto size = read_number(rest, 4);
    rest.remove_prefix(4);
    if (rest.size() < size) return std::nullopt;
    const auto out = rest.substr(0, static_cast<std::size_t>(size));
    rest.remove_prefix(out.size());
    return out;
}

std::unexpected<Error> damaged(std::string_view how) {
    return fail(Errc::corrupt,
                fmt::format("{}; take it from a backup, or store the keys anew", how));
}

}  // namespace

Result<void> Keystore::put(std::string_view name, Secret secret) {
    const bool good = !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.' || c == '-';
    });
    if (!good)
        return fail(Errc::malformed,
                    "the name of a key is up to 64 letters, digits, `_`, `.` and "
                    "`-`, e.g. API_KEY_PRIVATE_KEY");
    if (secret.empty()) return fail(Errc::malformed, fmt::format("{}: nothing was given", name));
    entries_.insert_or_assign(std::string{name}, std::move(secret));
    return {};
}

bool Keystore::remove(std::string_view name) {
    const auto found = entries_.find(name);
    if (found == entries_.end()) return false;
    entries_.erase(found);
    return true;
}

const Secret* Keystore::find(std::string_view name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second;
}

std::vector<std::string> Keystore::names() const {
    std::vector<std::string> out;
    for (const auto& [name, secret] : entries_)
        out.push_back(name);
    return out;
}

Result<std::string> Keystore::encode(const Secret& passphrase, const KeystoreCost& cost) const {
    CHECK(sodium_init() >= 0);
    std::string out{kMagic};
    out += kVersion;
    append_u64(out, cost.operations);
    append_u64(out, cost.memory);
    out.resize(kCheckAt);
    randombytes_buf(raw(out, kSaltAt), crypto_pwhash_SALTBYTES);
    Derived key;
    if (const auto done =
            derive(key, passphrase, std::string_view{out}.substr(kSaltAt, crypto_pwhash_SALTBYTES),
                   cost.operations, cost.memory);
        !done)
        return std::unexpected{done.error()};
    out += key.check();

    Plain plain;
    std::size_t size = 0;
    for (const auto& [name, secret] : entries_)
        size += 8 + name.size() + secret.reveal().size();
    plain.text.reserve(size);  // a string that grows leaves its bytes behind
    for (const auto& [name, secret] : entries_) {
        append_text(plain.text, name);
        append_text(plain.text, secret.reveal());
    }
    out.resize(kStreamAt + plain.text.size() + kTag);
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_secretstream_xchacha20poly1305_init_push(&stream, raw(out, kHeader), key.bytes.data());
    crypto_secretstream_xchacha20poly1305_push(
        &stream, raw(out, kStreamAt), nullptr, raw(std::string_view{plain.text}), plain.text.size(),
        raw(std::string_view{out}), kHeader, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    sodium_memzero(&stream, sizeof stream);
    return out;
}

Result<Keystore> Keystore::decode(std::string_view bytes, const Secret& passphrase) {
    CHECK(sodium_init() >= 0);
    if (!bytes.starts_with(kMagic)) {
        const bool cut = kMagic.starts_with(bytes);
        return cut ? damaged("the file is cut off") : fail(Errc::malformed, "this is no keystore");
    }
    if (bytes.size() <= kMagic.size()) return damaged("the file is cut off");
    if (bytes[kMagic.size()] != kVersion)
        return fail(Errc::malformed,
                    fmt::format("the keystore is of version {}, and this program knows version {}",
                                static_cast<int>(bytes[kMagic.size()]), int{kVersion}));
    if (bytes.size() < kStreamAt + kTag) return damaged("the file is cut off");
    const auto operations = read_number(bytes.substr(8), 8);
    const auto memory = read_number(bytes.substr(16), 8);
    if (operations < crypto_pwhash_OPSLIMIT_MIN || operations > kMostOperations ||
        memory < crypto_pwhash_MEMLIMIT_MIN || memory > kMostMemory)
        return damaged("the head of the file was changed");

    Derived key;
    if (const auto done = derive(key, passphrase, bytes.substr(kSaltAt, crypto_pwhash_SALTBYTES),
                                 operations, memory);
        !done)
        return std::unexpected{done.error()};
    const auto check = key.check();
    if (sodium_memcmp(check.data(), bytes.data() + kCheckAt, check.size()) != 0)
        return fail(Errc::unauthorised, "the passphrase is not the right one");

    Plain plain;
    plain.text.resize(bytes.size() - kStreamAt - kTag);
    crypto_secretstream_xchacha20poly1305_state stream;
    unsigned char tag = 0;
    const bool good = crypto_secretstream_xchacha20poly1305_init_pull(&stream, raw(bytes, kHeader),
                                                                      key.bytes.data()) == 0 &&
                      crypto_secretstream_xchacha20poly1305_pull(
                          &stream, raw(plain.text), nullptr, &tag, raw(bytes, kStreamAt),
                          bytes.size() - kStreamAt, raw(bytes), kHeader) == 0 &&
                      tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    sodium_memzero(&stream, sizeof stream);
    if (!good) return damaged("the file was changed or cut off since it was written");

    Keystore out;
    for (std::string_view rest = plain.text; !rest.empty();) {
        const auto name = take_text(rest);
        const auto secret = name ? take_text(rest) : std::nullopt;
        if (!secret || !out.put(*name, Secret{*secret})) return damaged("an entry cannot be read");
    }
    return out;
}

Result<Keystore> open_keystore(const std::filesystem::path& path, const Secret& passphrase) {
    const auto file = read_file(path);
    if (!file) return std::unexpected{file.error()};
    if (const auto own = check_private(path, file->mode, "keys"); !own)
        return std::unexpected{own.error()};
    auto keystore = Keystore::decode(file->text, passphrase);
    if (!keystore)
        return fail(keystore.error().code,
                    fmt::format("{}: {}", path.string(), keystore.error().message));
    return keystore;
}

Result<void> save_keystore(const Keystore& keystore, const std::filesystem::path& path,
                           const Secret& passphrase, const KeystoreCost& cost) {
    const auto bytes = keystore.encode(passphrase, cost);
    if (!bytes) return std::unexpected{bytes.error()};
    return write_private(path, *bytes);
}

}  // namespace twinleg::config
