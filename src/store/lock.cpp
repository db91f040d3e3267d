#include "store/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>

namespace twinleg::store {
namespace {

// "process 4711 (twinleg)", from what the holder wrote into its lock.
std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
    std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!pid.empty() && pid.back() == '\n')
        pid.pop_back();
    if (pid.empty()) return "another process";
    std::string comm;
    std::ifstream in("/proc/" + pid + "/comm");
    std::getline(in, comm);
    return comm.empty() ? "process " + pid : "process " + pid + " (" + comm + ")";
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& path, std::string_view what) {
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    if (failed) return std::unexpected(system_error("create", path.parent_path(), failed.value()));

    auto file = File::open(path, O_RDWR | O_CREAT);
    if (!file) return std::unexpected(file.error());
    if (::flock(file->get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return std::unexpected(system_error("lock", path, errno));
        return fail(Errc::conflict,
                    fmt::format("{} is in use by {}", what, holder_of(file->get())));
    }
    // Who holds it is for people; that it is held is the lock's own matter.
    const std::string pid = std::to_string(::getpid()) + "\n";
    (void)!::ftruncate(file->get(), 0);
    (void)!::pwrite(file->get(), pid.data(), pid.size(), 0);
    return FileLock(std::move(*file));
}

Result<DirectoryLock> DirectoryLock::take(const std::filesystem::path& directory) {
    auto lock = FileLock::take(directory / "lock", directory.string());
    if (!lock) {
        Error error = lock.error();
        if (error.code == Errc::conflict)
            error.message += "; stop it first, or name another directory";
        return std::unexpected(std::move(error));
    }
    return DirectoryLock(directory, std::move(*lock));
}

}  // namespace twinleg::store
