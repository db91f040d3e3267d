#include "config/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

namespace twinleg::config {

namespace {

constexpr std::size_t kLongest = 1 << 20;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }

private:
    int number_;
};

std::unexpected<Error> refused(std::string_view what, const std::filesystem::path& path) {
    return fail(Errc::io,
                fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)));
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto done = ::write(file, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
}

}  // namespace

Result<FileText> read_file(const std::filesystem::path& path) {
    // The mode is asked of the open file: between two looks by name it could be another one.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0 && errno == ENOENT)
        return fail(Errc::missing, fmt::format("there is no file {}", path.string()));
    struct stat facts{};
    if (file.get() < 0 || ::fstat(file.get(), &facts) != 0) return refused("read", path);
    if (S_ISDIR(facts.st_mode)) {
        errno = EISDIR;
        return refused("read", path);
    }
    FileText out{.text = {}, .mode = facts.st_mode & 07777U};
    char part[4096];
    while (true) {
        const auto got = ::read(file.get(), part, sizeof part);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refused("read", path);
        if (got == 0) return out;
        out.text.append(part, static_cast<std::size_t>(got));
        if (out.text.size() > kLongest)
            return fail(
                Errc::out_of_range,
                fmt::format("{} is larger than 1 MB: this is no configuration", path.string()));
    }
}

Result<void> check_private(const std::filesystem::path& path, unsigned mode,
                           std::string_view holds) {
    if ((mode & 077U) == 0) return {};
    return fail(Errc::unauthorised,
                fmt::format("{} holds {}, and others than its owner may use it (mode {:04o}): "
                            "chmod 600 {}",
                            path.string(), holds, mode, path.string()));
}

Result<void> write_private(const std::filesystem::path& path, std::string_view bytes) {
    auto beside = path;
    beside += ".new";
    ::unlink(beside.c_str());
    {
        const Descriptor file(
            ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (file.get() < 0) return refused("write", path);
        if (!write_all(file.get(), bytes) || ::fsync(file.get()) != 0) {
            const auto problem = refused("write", path);
            ::unlink(beside.c_str());
            return problem;
        }
    }
    if (std::rename(beside.c_str(), path.c_str()) != 0) {
        const auto problem = refused("write", path);
        ::unlink(beside.c_str());
        return problem;
    }
    auto folder = path.parent_path();
    if (folder.empty()) folder = ".";
    const Descriptor names(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (names.get() >= 0) ::fsync(names.get());  // the new name too
    return {};
}

}  // namespace twinleg::config
