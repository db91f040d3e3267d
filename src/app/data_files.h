#pragma once
// Small files of a data directory: written whole or not at all, for a process may be killed at any
// instruction.

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace twinleg::app {

// Creates the folder where it is missing. Throws CannotStart if it cannot be written.
void write_whole(const std::filesystem::path& path, std::string_view text);

// Counts the starts in `folder`/epoch: no two have client order ids of the same epoch. Throws
// CannotStart if the count cannot be kept.
std::uint32_t next_epoch(const std::filesystem::path& folder);

}  // namespace twinleg::app
