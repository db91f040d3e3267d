#include "store/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace twinleg::store {
namespace {

std::string_view remedy(int reason) {
    switch (reason) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return "; free some space there, or name another directory";
        case EROFS:
        case EACCES:
        case EPERM:
            return "; make it writable, or name another directory";
        case ENOENT:
        case ENOTDIR:
            return "; check the path";
        default:
            return "";
    }
}

}  // namespace

File& File::operator=(File&& other) noexcept {
    if (this != &other) {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<File> File::open(const std::filesystem::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    if (descriptor < 0) return std::unexpected(system_error("open", path, errno));
    return File(descriptor);
}

Error system_error(std::string_view doing, const std::filesystem::path& path, int reason) {
    return {Errc::io, fmt::format("cannot {} {}: {}{}", doing, path.string(), std::strerror(reason),
                                  remedy(reason))};
}

int allocate_space(int descriptor, off_t offset, off_t size) {
    int reason = 0;
    do
        reason = ::posix_fallocate(descriptor, offset, size);
    while (reason == EINTR);
    return reason;
}

int sync_data(int descriptor) {
    return ::fdatasync(descriptor) == 0 ? 0 : errno;
}

int write_all(int descriptor, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return 0;
}

void sync_directory(const std::filesystem::path& directory, const Sync& sync) {
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    (void)sync(descriptor);
    ::close(descriptor);
}

}  // namespace twinleg::store
