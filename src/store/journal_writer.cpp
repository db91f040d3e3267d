#include "store/journal_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/check.h"
#include "store/codec.h"

namespace twinleg::store {
namespace {

constexpr std::size_t kPage = 4096;

constexpr std::uint64_t page_floor(std::uint64_t value) {
    return value & ~std::uint64_t{kPage - 1};
}
constexpr std::uint64_t page_ceil(std::uint64_t value) {
    return page_floor(value + kPage - 1);
}

}  // namespace

JournalWriter::Window::~Window() {
    if (base != nullptr) ::munmap(base, size);
}

JournalWriter::JournalWriter(std::filesystem::path path, bool single, JournalOptions options)
    : path_(std::move(path)), single_(single), options_(std::move(options)) {
    options_.segment_bytes = page_ceil(std::max(options_.segment_bytes, kPage));
}

JournalWriter::~JournalWriter() {
    (void)close();
}

std::filesystem::path JournalWriter::file_of(std::uint32_t number) const {
    return single_ ? path_ : path_ / segment_name(number);
}

Result<std::unique_ptr<JournalWriter>> JournalWriter::create(const std::filesystem::path& file,
                                                             JournalOptions options) {
    auto opened = File::open(file, O_RDWR | O_CREAT);
    if (!opened) return std::unexpected(opened.error());
    if (::flock(opened->get(), LOCK_EX | LOCK_NB) != 0)
        return fail(Errc::conflict, fmt::format("{} is being written by another process; stop it "
                                                "first, or name another file",
                                                file.string()));
    if (::ftruncate(opened->get(), 0) != 0)
        return std::unexpected(system_error("empty", file, errno));

    std::unique_ptr<JournalWriter> writer(new JournalWriter(file, true, std::move(options)));
    auto window = writer->map(std::make_shared<File>(std::move(*opened)), 1, 0,
                              writer->options_.segment_bytes);
    if (!window) return std::unexpected(window.error());
    writer->window_ = std::move(*window);
    writer->unsynced_.push_back(writer->window_->file);
    write_head(writer->window_->base, {1, 1});
    writer->used_ = kSegmentHead;
    return writer;
}

Result<std::unique_ptr<JournalWriter>> JournalWriter::resume(DirectoryLock lock,
                                                             const JournalEnd& end,
                                                             JournalOptions options) {
    namespace fs = std::filesystem;
    const fs::path directory = lock.directory() / "journal";
    std::error_code failed;
    fs::create_directories(directory, failed);
    if (failed) return std::unexpected(system_error("create", directory, failed.value()));

    std::unique_ptr<JournalWriter> writer(new JournalWriter(directory, false, std::move(options)));
    writer->lock_ = std::move(lock);
    writer->sequence_ = end.sequence;

    // Whatever stands behind the end is no part of the journal any more.
    for (std::uint32_t number = end.segment;; ++number) {
        const fs::path path = writer->file_of(number);
        if (!fs::exists(path, failed)) break;
        if (end.kind == JournalEnd::Kind::damaged) {
            fs::path kept = path;
            kept += ".damaged";
            fs::copy_file(path, kept, fs::copy_options::overwrite_existing, failed);
            if (failed) return std::unexpected(system_error("copy", path, failed.value()));
        }
        if (number > end.segment) {
            fs::remove(path, failed);
            if (failed) return std::unexpected(system_error("remove", path, failed.value()));
        }
    }
    if (const auto begun = writer->begin(end.segment, end.position); !begun)
        return std::unexpected(begun.error());
    sync_directory(directory, writer->options_.sync);
    return writer;
}

// Opens segment `number`, zeroes it from `position` on, and stands there.
Result<void> JournalWriter::begin(std::uint32_t number, std::uint64_t position) {
    const auto path = file_of(number);
    auto file = File::open(path, O_RDWR | O_CREAT);
    if (!file) return std::unexpected(file.error());
    if (::ftruncate(file->get(), static_cast<off_t>(position)) != 0)
        return std::unexpected(system_error("cut", path, errno));

    const std::size_t size = std::max(options_.segment_bytes, page_ceil(position + kSegmentHead));
    auto window = map(std::make_shared<File>(std::move(*file)), number, 0, size);
    if (!window) return std::unexpected(window.error());
    window_ = std::move(*window);
    unsynced_.push_back(window_->file);
    used_ = position;
    if (position == 0) {
        write_head(window_->base, {number, sequence_});
        used_ = kSegmentHead;
    }
    shared_used_ = used_;
    return {};
}

Result<std::unique_ptr<JournalWriter::Window>> JournalWriter::map(std::shared_ptr<File> file,
                                                                  std::uint32_t number,
                                                                  std::uint64_t at,
                                                                  std::size_t size) {
    const int reason =
        options_.allocate(file->get(), static_cast<off_t>(at), static_cast<off_t>(size));
    if (reason != 0) {
        auto error = system_error(fmt::format("take {} KiB of disk space for", size / 1024),
                                  file_of(number), reason);
        return std::unexpected(std::move(error));
    }
    void* base = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file->get(),
                        static_cast<off_t>(at));
    if (base == MAP_FAILED) return std::unexpected(system_error("map", file_of(number), errno));
    auto window = std::make_unique<Window>();
    window->file = std::move(file);
    window->base = static_cast<std::byte*>(base);
    window->size = size;
    window->at = at;
    window->number = number;
    return window;
}

Result<std::unique_ptr<JournalWriter::Window>> JournalWriter::make_next(const Window& window,
                                                                        std::uint64_t used,
                                                                        std::size_t size) {
    if (single_) {
        // The same file, from the page in which it stands now.
        const std::uint64_t at = window.at + page_floor(used);
        const std::uint64_t end = std::max(window.at + window.size + options_.segment_bytes,
                                           page_ceil(window.at + used + size));
        return map(window.file, window.number, at, end - at);
    }
    const auto path = file_of(window.number + 1);
    auto file = File::open(path, O_RDWR | O_CREAT | O_TRUNC);
    if (!file) return std::unexpected(file.error());
    auto next = map(std::make_shared<File>(std::move(*file)), window.number + 1, 0,
                    std::max(options_.segment_bytes, page_ceil(kSegmentHead + size)));
    if (!next) {
        // An empty file would be in the way of nothing, but it would puzzle people.
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        return next;
    }
    sync_directory(path_, options_.sync);
    return next;
}

Result<void> JournalWriter::roll(std::size_t size) {
    const std::scoped_lock hold(mutex_);
    const std::size_t room = next_ == nullptr ? 0
                             : single_        ? next_->at + next_->size - (window_->at + used_)
                                              : next_->size - kSegmentHead;
    if (room < size) {
        next_.reset();
        auto next = make_next(*window_, used_, size);
        if (!next) {
            space_.store(false, std::memory_order_relaxed);
            return std::unexpected(next.error());
        }
        next_ = std::move(*next);
        space_.store(true, std::memory_order_relaxed);
    }
    if (single_) {
        used_ = window_->at + used_ - next_->at;
    } else {
        unsynced_.push_back(next_->file);
        write_head(next_->base, {next_->number, sequence_});
        used_ = kSegmentHead;
    }
    window_ = std::move(next_);
    shared_used_.store(used_, std::memory_order_relaxed);
    return {};
}

std::byte* JournalWriter::reserve(std::size_t payload) {
    const std::size_t size = framed_size(payload);
    if (window_ == nullptr || payload > kMaxPayload) {
        error_ = {Errc::io,
                  window_ == nullptr ? "the journal is closed" : "a record of more than 64 MiB"};
        return nullptr;
    }
    if (window_->size - used_ < size) {
        if (auto rolled = roll(size); !rolled) {
            error_ = std::move(rolled.error());
            return nullptr;
        }
    }
    return window_->base + used_;
}

void JournalWriter::commit(std::byte* at, RecordType type, std::size_t payload) {
    frame(at, type, sequence_, payload);
    used_ += framed_size(payload);
    shared_used_.store(used_, std::memory_order_release);
    appended_.store(sequence_++, std::memory_order_release);
}

template <typename T>
Result<void> JournalWriter::append_encoded(const T& value, RecordType type) {
    const std::size_t payload = encoded_size(value);
    std::byte* at = reserve(payload);
    if (at == nullptr) return std::unexpected(error_);
    encode(value, {at + kRecordHead, payload});
    commit(at, type, payload);
    return {};
}

Result<void> JournalWriter::append(const Event& event) {
    return append_encoded(event, RecordType::event);
}

Result<void> JournalWriter::append(const Command& command) {
    return append_encoded(command, RecordType::command);
}

Result<void> JournalWriter::append(const Header& header) {
    std::vector<std::byte> bytes;
    encode(header, bytes);
    std::byte* at = reserve(bytes.size());
    if (at == nullptr) return std::unexpected(error_);
    std::memcpy(at + kRecordHead, bytes.data(), bytes.size());
    commit(at, RecordType::header, bytes.size());
    return {};
}

Result<void> JournalWriter::sync() {
    std::vector<std::shared_ptr<File>> files;
    {
        const std::scoped_lock hold(mutex_);
        files = unsynced_;
        // The current file stays; the full ones are done with, if the disk agrees.
        if (unsynced_.size() > 1) unsynced_.erase(unsynced_.begin(), unsynced_.end() - 1);
    }
    for (const auto& file : files) {
        const int reason = options_.sync(file->get());
        if (reason == 0) continue;
        disk_.store(false, std::memory_order_relaxed);
        return std::unexpected(system_error("sync", path_, reason));
    }
    return {};
}

Result<void> JournalWriter::prepare() {
    const std::scoped_lock hold(mutex_);
    if (next_ != nullptr || window_ == nullptr) return {};
    const std::size_t used = shared_used_.load(std::memory_order_acquire);
    if (used < window_->size / 2) return {};
    auto next = make_next(*window_, used, 0);
    space_.store(next.has_value(), std::memory_order_relaxed);
    if (!next) return std::unexpected(next.error());
    next_ = std::move(*next);
    return {};
}

Result<void> JournalWriter::close() {
    Result<void> outcome;
    std::unique_ptr<Window> last;
    {
        const std::scoped_lock hold(mutex_);
        if (window_ == nullptr) return {};
        if (next_ != nullptr && !single_) {
            const auto unused = file_of(next_->number);
            next_.reset();
            std::error_code ignored;
            std::filesystem::remove(unused, ignored);
        }
        next_.reset();
        last = std::move(window_);
    }
    const std::uint64_t size = last->at + used_;
    const auto file = last->file;
    last.reset();
    if (::ftruncate(file->get(), static_cast<off_t>(size)) != 0)
        outcome = std::unexpected(system_error("cut the unused space of", path_, errno));
    if (auto synced = sync(); !synced && outcome) outcome = std::move(synced);
    unsynced_.clear();
    lock_.reset();
    return outcome;
}

}  // namespace twinleg::store
