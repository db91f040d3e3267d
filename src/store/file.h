#pragma once
// The little of the operating system's files that the journal and the logs need, with errors that
// say what, where and how to mend it.

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace twinleg::store {

// Owns a file descriptor.
class File {
public:
    File() = default;
    explicit File(int descriptor) : descriptor_(descriptor) {}
    File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    File& operator=(File&& other) noexcept;
    ~File();

    // Errors: io, with the system's reason and what usually mends it.
    static Result<File> open(const std::filesystem::path& path, int flags);

    int get() const { return descriptor_; }
    bool is_open() const { return descriptor_ >= 0; }

private:
    int descriptor_{-1};
};

// errno as an Error io: "journal: cannot create /data/x: No space left on device; …". Full disks,
// read-only places and missing permission say how to mend them.
Error system_error(std::string_view doing, const std::filesystem::path& path, int reason);

// Gives [offset, offset + size) of a file its disk space now, so that later stores cannot fail.
// Returns the system's error number, zero if done. Tests put full disks here.
using Allocate = std::function<int(int descriptor, off_t offset, off_t size)>;
int allocate_space(int descriptor, off_t offset, off_t size);

// Takes what was written to a file to the disk. Returns the system's error number, zero if done.
using Sync = std::function<int(int descriptor)>;
int sync_data(int descriptor);

// Writes all of it, whatever the system takes at a time; the system's error number, zero if done.
int write_all(int descriptor, std::span<const std::byte> bytes);

// Makes a new or renamed name in `directory` survive a power cut. A no-op where not supported.
void sync_directory(const std::filesystem::path& directory, const Sync& sync);

}  // namespace twinleg::store
