#include "store/log_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <utility>

namespace twinleg::store {
namespace {

constexpr std::size_t kMany = std::size_t{64} << 10;
constexpr std::size_t kTooMany = std::size_t{16} << 20;

// Cuts what stands behind the last line break: a row that was never finished.
int cut_unfinished_row(int descriptor) {
    const off_t size = ::lseek(descriptor, 0, SEEK_END);
    if (size < 0) return errno;
    off_t keep = size;
    std::array<char, 4096> block{};
    while (keep > 0) {
        const off_t from = std::max<off_t>(0, keep - static_cast<off_t>(block.size()));
        const ssize_t got =
            ::pread(descriptor, block.data(), static_cast<std::size_t>(keep - from), from);
        if (got <= 0) return got < 0 ? errno : EIO;
        const auto last = std::string_view(block.data(), static_cast<std::size_t>(got)).rfind('\n');
        if (last != std::string_view::npos) {
            keep = from + static_cast<off_t>(last) + 1;
            break;
        }
        keep = from;
    }
    if (keep < size && ::ftruncate(descriptor, keep) != 0) return errno;
    return 0;
}

}  // namespace

LogFile::LogFile(std::filesystem::path directory, std::string pattern, std::string header,
                 Zone zone)
    : directory_(std::move(directory)),
      pattern_(std::move(pattern)),
      header_(std::move(header)),
      zone_(zone),
      write_some_(::write) {}

LogFile::~LogFile() {
    (void)flush();
}

std::filesystem::path LogFile::path_of(Time time) const {
    std::string name = pattern_;
    if (const auto at = name.find("{date}"); at != std::string::npos)
        name.replace(at, 6, zone_.date(time));
    return directory_ / name;
}

Result<void> LogFile::write(Time time, std::string_view row) {
    Result<void> outcome;
    const bool other_day =
        (time < from_ || time >= until_) && (!file_.is_open() || path_of(time) != path_of(from_));
    if (!file_.is_open() || other_day) {
        outcome = flush();
        // Rows that could not leave belong to the old day's file; the new day must wait for them.
        if (waiting_.empty()) {
            if (auto opened = open(time); !opened && outcome) outcome = std::move(opened);
        }
    }
    if (waiting_.size() + row.size() > kTooMany) {
        ++dropped_;
        return outcome;
    }
    waiting_.append(row).push_back('\n');
    if (outcome && waiting_.size() >= kMany) outcome = flush();
    return outcome;
}

Result<void> LogFile::flush() {
    if (waiting_.empty()) return {};
    if (!file_.is_open()) {
        if (auto opened = open(from_); !opened) return opened;
    }
    std::size_t done = 0;
    int reason = 0;
    while (done < waiting_.size()) {
        const ssize_t written =
            write_some_(file_.get(), waiting_.data() + done, waiting_.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            reason = errno;
            break;
        }
        done += static_cast<std::size_t>(written);
    }
    waiting_.erase(0, done);
    if (reason == 0) return {};
    return std::unexpected(system_error("write", path_of(from_), reason));
}

Result<void> LogFile::open(Time time) {
    file_ = File();
    // Remembered even if it fails: flush() tries this day again.
    from_ = time;
    until_ = pattern_.find("{date}") == std::string::npos ? kNever : zone_.next_day(time);

    std::error_code failed;
    std::filesystem::create_directories(directory_, failed);
    if (failed) return std::unexpected(system_error("create", directory_, failed.value()));
    const auto path = path_of(time);
    if (auto aside = set_aside_other_header(path); !aside) return aside;
    auto file = File::open(path, O_RDWR | O_CREAT | O_APPEND);
    if (!file) return std::unexpected(file.error());
    if (const int reason = cut_unfinished_row(file->get()); reason != 0)
        return std::unexpected(system_error("mend", path, reason));
    if (!header_.empty() && ::lseek(file->get(), 0, SEEK_END) == 0)
        waiting_.insert(0, header_ + "\n");
    file_ = std::move(*file);
    return {};
}

Result<void> LogFile::set_aside_other_header(const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    std::error_code failed;
    if (header_.empty() || !fs::exists(path, failed)) return {};
    std::string first;
    {
        std::ifstream in(path, std::ios::binary);
        std::getline(in, first);
        // An unfinished one is cut and written again.
        if (in.eof() || first == header_) return {};
    }
    for (int number = 1;; ++number) {
        fs::path aside = path;
        aside.replace_extension(fmt::format(".{}{}", number, path.extension().string()));
        if (fs::exists(aside, failed)) continue;
        fs::rename(path, aside, failed);
        if (failed) return std::unexpected(system_error("put aside", path, failed.value()));
        return {};
    }
}

}  // namespace twinleg::store
