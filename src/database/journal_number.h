#pragma once
// Which journal is which, for a database that holds many.

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/result.h"

namespace twinleg::database {

inline constexpr std::uint64_t kMostJournalNumber = (std::uint64_t{1} << 47) - 1;

// From 1 to kMostJournalNumber: a digest of its records up to the first Started, whose nanosecond
// and settings no other journal has, but for simulations that are run again with the same number.
// It stays the same wherever the files are moved or copied. Nothing while there is no Started among
// the records up to `through`.
// Errors: those of JournalTail.
Result<std::optional<std::uint64_t>> journal_number(const std::filesystem::path& journal,
                                                    std::uint64_t through);

}  // namespace twinleg::database
