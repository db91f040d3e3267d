#pragma once
// One process a data directory, one process an account.

#include <filesystem>
#include <string_view>

#include "core/result.h"
#include "store/file.h"

namespace twinleg::store {

// Holds a file until it is destroyed or the process dies, however it dies. Inside is the process's
// number, for people.
class FileLock {
public:
    // Creates the file where it is missing, and the directory it is in.
    // Errors: conflict, "`what` is in use by process 4711 (twinleg)"; io.
    static Result<FileLock> take(const std::filesystem::path& path, std::string_view what);

private:
    explicit FileLock(File file) : file_(std::move(file)) {}
    File file_;
};

// Holds `directory`/lock until it is destroyed or the process dies, however it dies.
class DirectoryLock {
public:
    // Creates the directory where it is missing.
    // Errors: conflict, saying which process holds it; io.
    static Result<DirectoryLock> take(const std::filesystem::path& directory);

    const std::filesystem::path& directory() const { return directory_; }

private:
    DirectoryLock(std::filesystem::path directory, FileLock lock)
        : directory_(std::move(directory)), lock_(std::move(lock)) {}
    std::filesystem::path directory_;
    FileLock lock_;
};

}  // namespace twinleg::store
