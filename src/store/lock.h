#pragma once
// One process a data directory.

#include <filesystem>

#include "core/result.h"
#include "store/file.h"

namespace twinleg::store {

// Holds `directory`/lock until it is destroyed or the process dies, however it dies.
class DirectoryLock {
public:
    // Creates the directory where it is missing.
    // Errors: conflict, saying which process holds it; io.
    static Result<DirectoryLock> take(const std::filesystem::path& directory);

    const std::filesystem::path& directory() const { return directory_; }

private:
    DirectoryLock(std::filesystem::path directory, File file)
        : directory_(std::move(directory)), file_(std::move(file)) {}
    std::filesystem::path directory_;
    File file_;
};

}  // namespace twinleg::store
