#include "store/journal_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/check.h"

namespace twinleg::store {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

bool all_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

bool is_segment(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with("journal-") && name.ends_with(".twj") && name.size() == 20;
}

// The process or the machine died while this head was being written: it is right as far as it goes.
bool is_torn_head(std::span<const std::byte> bytes, const SegmentHead& expected) {
    std::array<std::byte, kSegmentHead> whole{};
    write_head(whole.data(), expected);
    const auto differs = std::ranges::mismatch(bytes, whole);
    return all_zero(std::span(differs.in1, bytes.end()));
}

Result<std::vector<std::filesystem::path>> segments_of(const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    std::error_code failed;
    if (fs::is_regular_file(path, failed)) return std::vector{path};
    if (!fs::is_directory(path, failed))
        return fail(Errc::missing, fmt::format("no journal at {}: there is neither a file nor a "
                                               "directory",
                                               path.string()));
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(path, failed))
        if (is_segment(entry.path())) found.push_back(entry.path());
    if (failed) return std::unexpected(system_error("read", path, failed.value()));
    std::ranges::sort(found);
    if (found.empty() && fs::is_directory(path / "journal", failed))
        return segments_of(path / "journal");
    if (found.empty())
        return fail(Errc::missing,
                    fmt::format("no journal in {}: no journal-*.twj there", path.string()));
    return found;
}

}  // namespace

std::filesystem::path segment_name(std::uint32_t number) {
    return fmt::format("journal-{:08}.twj", number);
}

Result<JournalReader> JournalReader::open(const std::filesystem::path& path) {
    auto segments = segments_of(path);
    if (!segments) return std::unexpected(segments.error());
    JournalReader reader(std::move(*segments));
    const auto entered = reader.enter(0);
    if (!entered) return std::unexpected(entered.error());
    return reader;
}

Result<std::span<const std::byte>> JournalReader::look(std::size_t size) {
    const std::uint64_t from = position_ - buffer_at_;
    if (from + size > buffer_.size()) {
        buffer_.erase(buffer_.begin(),
                      buffer_.begin() + static_cast<std::ptrdiff_t>(
                                            std::min<std::uint64_t>(from, buffer_.size())));
        buffer_at_ = position_;
        std::size_t have = buffer_.size();
        buffer_.resize(std::max(size, kBlock));
        while (have < buffer_.size()) {
            const ssize_t got = ::pread(file_.get(), buffer_.data() + have, buffer_.size() - have,
                                        static_cast<off_t>(buffer_at_ + have));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return std::unexpected(system_error("read", segments_[index_], errno));
            if (got == 0) break;
            have += static_cast<std::size_t>(got);
        }
        buffer_.resize(have);
    }
    const std::uint64_t start = position_ - buffer_at_;
    return std::span(buffer_).subspan(start, std::min<std::size_t>(size, buffer_.size() - start));
}

Result<bool> JournalReader::enter(std::size_t index) {
    auto file = File::open(segments_[index], O_RDONLY);
    if (!file) return std::unexpected(file.error());
    file_ = std::move(*file);
    index_ = index;
    position_ = 0;
    buffer_.clear();
    buffer_at_ = 0;

    const auto bytes = look(kSegmentHead);
    if (!bytes) return std::unexpected(bytes.error());
    const auto end_here = [&] {
        done_ = true;
        end_.segment = static_cast<std::uint32_t>(index) + 1;
        end_.position = 0;
        end_.sequence = sequence_;
    };
    // Space was made for the segment, and no more.
    if (all_zero(*bytes)) {
        end_here();
        if (index + 1 == segments_.size()) return false;
        if (const auto judged = judge_tail("a segment was never written"); !judged)
            return std::unexpected(judged.error());
        return false;
    }
    const auto head = read_head(*bytes);
    if (!head) {
        if (index == 0 && head.error().code != Errc::corrupt && !is_torn_head(*bytes, {1, 1}))
            return fail(head.error().code,
                        fmt::format("{}: {}", segments_[index].string(), head.error().message));
        end_here();
        if (const auto judged = judge_tail("the head of a segment is broken"); !judged)
            return std::unexpected(judged.error());
        return false;
    }
    if (head->number != index + 1 || head->first != sequence_) {
        end_here();
        if (const auto judged = judge_tail("a segment is missing or out of its place"); !judged)
            return std::unexpected(judged.error());
        return false;
    }
    position_ = kSegmentHead;
    return true;
}

Result<std::optional<Record>> JournalReader::next() {
    while (!done_) {
        auto bytes = look(kRecordHead);
        if (!bytes) return std::unexpected(bytes.error());
        const auto size = claimed_size(*bytes);
        if (size) {
            bytes = look(*size);
            if (!bytes) return std::unexpected(bytes.error());
            if (auto record = parse_record(*bytes); record && record->sequence == sequence_) {
                record->segment = static_cast<std::uint32_t>(index_) + 1;
                record->position = position_;
                position_ += *size;
                ++sequence_;
                return record;
            }
        }

        // Not a record. Zeros to the end of the file mean that nothing was written here.
        const std::uint64_t stop = position_;
        bool zero = true;
        for (;;) {
            const auto rest = look(kBlock);
            if (!rest) return std::unexpected(rest.error());
            if (rest->empty()) break;
            zero = zero && all_zero(*rest);
            if (!zero) break;
            position_ += rest->size();
        }
        position_ = stop;
        if (zero && index_ + 1 < segments_.size()) {
            const auto entered = enter(index_ + 1);
            if (!entered) return std::unexpected(entered.error());
            if (!*entered && end_.kind == JournalEnd::Kind::clean && end_.position == 0) {
                // The next segment is only prepared: the next record still belongs here.
                end_.segment = static_cast<std::uint32_t>(index_);
                end_.position = stop;
            }
            continue;
        }
        done_ = true;
        end_.segment = static_cast<std::uint32_t>(index_) + 1;
        end_.position = stop;
        end_.sequence = sequence_;
        if (!zero)
            if (const auto judged = judge_tail("a record is cut short or altered"); !judged)
                return std::unexpected(judged.error());
    }
    return std::optional<Record>{};
}

// Looks for whole records behind the end: with some it is damage, without a torn write.
Result<void> JournalReader::judge_tail(std::string what) {
    end_.kind = JournalEnd::Kind::torn;
    end_.what =
        fmt::format("{}: {} at byte {}; record {} was to stand there",
                    segments_[index_].filename().string(), what, end_.position, end_.sequence);
    for (std::size_t index = index_; index < segments_.size(); ++index) {
        if (index != index_) {
            auto file = File::open(segments_[index], O_RDONLY);
            if (!file) return std::unexpected(file.error());
            file_ = std::move(*file);
            index_ = index;
            buffer_.clear();
            position_ = 0;
            buffer_at_ = 0;
        }
        for (position_ &= ~std::uint64_t{7};; position_ += 8) {
            auto bytes = look(kRecordHead);
            if (!bytes) return std::unexpected(bytes.error());
            if (bytes->empty()) break;
            if (!all_zero(*bytes)) end_.lost_bytes += std::min<std::size_t>(8, bytes->size());
            const auto size = claimed_size(*bytes);
            if (!size) continue;
            // A record begins here only if its type and a later sequence say so.
            std::uint64_t tag{0};
            std::memcpy(&tag, bytes->data() + 8, 8);
            if ((tag & 0xFF) < 1 || (tag & 0xFF) > 3 || (tag >> 8) <= end_.sequence) continue;
            bytes = look(*size);
            if (!bytes) return std::unexpected(bytes.error());
            const auto record = parse_record(*bytes);
            if (!record) continue;
            end_.kind = JournalEnd::Kind::damaged;
            if (record->type == RecordType::header)
                if (const auto header = decode_header(record->payload))
                    end_.lost_epoch = std::max(end_.lost_epoch, header->epoch);
            position_ += *size - 8;
        }
    }
    return {};
}

}  // namespace twinleg::store
