#pragma once
// CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected): what guards each record of the journal.

#include <cstddef>
#include <cstdint>
#include <span>

namespace twinleg::store {

// The checksum of `bytes`, or of what `before` is the checksum of and then `bytes`.
// crc32c("123456789") is 0xE3069283. By the processor's own instruction where there is one.
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0);

// The same by table, for processors without the instruction; tests hold the two together.
std::uint32_t crc32c_by_table(std::span<const std::byte> bytes, std::uint32_t before = 0);

}  // namespace twinleg::store
