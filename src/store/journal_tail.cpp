#include "store/journal_tail.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "store/fields.h"
#include "store/journal_reader.h"

namespace twinleg::store {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

}  // namespace

Result<JournalTail> JournalTail::open(std::filesystem::path directory) {
    JournalTail tail(std::move(directory));
    const auto path = tail.directory_ / segment_name(1);
    std::error_code failed;
    if (!std::filesystem::exists(path, failed))
        return fail(Errc::missing, fmt::format("no journal in {}: no {} there",
                                               tail.directory_.string(), segment_name(1).string()));
    const auto entered = tail.enter(1);
    if (!entered) return std::unexpected(entered.error());
    if (!*entered)
        return fail(Errc::corrupt, fmt::format("{} does not begin as a journal", path.string()));
    return tail;
}

Result<bool> JournalTail::enter(std::uint32_t number) {
    const auto path = directory_ / segment_name(number);
    std::error_code failed;
    if (!std::filesystem::exists(path, failed)) return false;
    auto file = File::open(path, O_RDONLY);
    if (!file) return std::unexpected(file.error());

    std::byte head[kSegmentHead]{};
    const ssize_t got = ::pread(file->get(), head, kSegmentHead, 0);
    if (got < 0) return std::unexpected(system_error("read", path, errno));
    if (got < static_cast<ssize_t>(kSegmentHead)) return false;
    const auto read = read_head(head);
    if (!read) {
        if (read.error().code == Errc::unsupported) return std::unexpected(read.error());
        return false;
    }
    if (read->number != number || read->first != sequence_) return false;

    file_ = std::move(*file);
    number_ = number;
    position_ = kSegmentHead;
    buffer_.clear();
    buffer_at_ = position_;
    return true;
}

Result<std::span<const std::byte>> JournalTail::look(std::size_t size) {
    const std::uint64_t from = position_ - buffer_at_;
    if (from + size > buffer_.size()) {
        const auto used =
            static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(from, buffer_.size()));
        buffer_.erase(buffer_.begin(), buffer_.begin() + used);
        buffer_at_ = position_;
        std::size_t have = buffer_.size();
        buffer_.resize(std::max(size, kBlock));
        while (have < buffer_.size()) {
            const ssize_t got = ::pread(file_.get(), buffer_.data() + have, buffer_.size() - have,
                                        static_cast<off_t>(buffer_at_ + have));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0)
                return std::unexpected(
                    system_error("read", directory_ / segment_name(number_), errno));
            if (got == 0) break;
            have += static_cast<std::size_t>(got);
        }
        buffer_.resize(have);
    }
    const std::uint64_t start = position_ - buffer_at_;
    return std::span(buffer_).subspan(start, std::min<std::size_t>(size, buffer_.size() - start));
}

Result<std::optional<Record>> JournalTail::parse() {
    auto bytes = look(kRecordHead);
    if (!bytes) return std::unexpected(bytes.error());
    const auto size = claimed_size(*bytes);
    if (!size) return std::optional<Record>{};
    bytes = look(*size);
    if (!bytes) return std::unexpected(bytes.error());
    auto record = parse_record(*bytes);
    if (!record || record->sequence != sequence_) return std::optional<Record>{};
    record->segment = number_;
    record->position = position_;
    position_ += *size;
    ++sequence_;
    return record;
}

Result<std::optional<Record>> JournalTail::next(std::uint64_t through) {
    if (sequence_ > through) return std::optional<Record>{};
    auto record = parse();
    if (!record || *record) return record;

    // What was read ahead may have been written since.
    buffer_.clear();
    buffer_at_ = position_;
    record = parse();
    if (!record || *record) return record;

    const auto entered = enter(number_ + 1);
    if (!entered) return std::unexpected(entered.error());
    if (!*entered) return std::optional<Record>{};
    return parse();
}

Time event_time(std::span<const std::byte> event) {
    Time time;
    if (event.size() >= sizeof(time.ns)) std::memcpy(&time.ns, event.data(), sizeof(time.ns));
    return time;
}

bool is_market_data(std::span<const std::byte> event) {
    if (event.size() < 9) return false;
    const auto kind = static_cast<std::uint8_t>(event[8]);
    return kind == Kind<BookDelta>::number || kind == Kind<Quote>::number ||
           kind == Kind<PublicTrade>::number || kind == Kind<BookSnapshot>::number ||
           kind == Kind<Timer>::number;
}

}  // namespace twinleg::store
