#pragma once
// Secrets by name in one encrypted file.
//
//   offset  size  what
//        0     8  "TWLKEYS" and the version of the format, 1
//        8     8  Argon2id: operations, little-endian
//       16     8  Argon2id: bytes of memory, little-endian
//       24    16  salt
//       40    32  check of the passphrase: BLAKE2b-256 of the second half of what Argon2id gives
//       72    24  header of the stream
//       96     …  one XChaCha20-Poly1305 secretstream message (17 bytes longer than what it holds),
//                 under the first half; the 72 bytes before the stream are authenticated with it
//
// It holds, for each entry in the order of names: u32 length and name, u32 length and secret.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/secret.h"
#include "core/result.h"

namespace twinleg::config {

// What one guess of the passphrase costs.
struct KeystoreCost {
    std::uint64_t operations{3};
    std::uint64_t memory{256ULL << 20};
};

class Keystore {
public:
    // Replaces an entry of that name.
    // Errors: malformed (a name that is not up to 64 letters, digits, `_`, `.` and `-`; no secret).
    Result<void> put(std::string_view name, Secret secret);
    // False if there was none.
    bool remove(std::string_view name);
    // Null if there is none.
    const Secret* find(std::string_view name) const;
    std::vector<std::string> names() const;
    bool empty() const { return entries_.empty(); }

    // Every time with a new salt. Errors: out_of_range (the memory that `cost` wants is not there).
    Result<std::string> encode(const Secret& passphrase, const KeystoreCost& cost = {}) const;
    // Errors: malformed (no keystore, or of a later version), corrupt (cut off or changed),
    // unauthorised (another passphrase), out_of_range (not enough memory).
    static Result<Keystore> decode(std::string_view bytes, const Secret& passphrase);

private:
    std::map<std::string, Secret, std::less<>> entries_;
};

// The same with a file, its name in the message. A file that others may read is refused.
// Errors: missing, io, and those of decode().
Result<Keystore> open_keystore(const std::filesystem::path& path, const Secret& passphrase);
Result<void> save_keystore(const Keystore& keystore, const std::filesystem::path& path,
                           const Secret& passphrase, const KeystoreCost& cost = {});

}  // namespace twinleg::config
