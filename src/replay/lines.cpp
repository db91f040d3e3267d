#include "replay/lines.h"

#include <cstring>

namespace twinleg::replay {
namespace {
constexpr std::size_t kFirstBuffer = 512 * 1024;
}

LineReader::LineReader(std::unique_ptr<ByteSource> bytes)
    : bytes_(std::move(bytes)), buffer_(kFirstBuffer + kPadding) {}

// More bytes behind end_; false if there are none.
bool LineReader::fill() {
    if (finished_) return false;
    if (at_ != 0) {
        std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
        end_ -= at_;
        at_ = 0;
    }
    if (end_ + kPadding == buffer_.size()) {
        if (buffer_.size() > kLongest) {
            finished_ = true;
            error_ = Error{Errc::malformed, "line " + std::to_string(number_ + 1) +
                                                " is longer than 16 MB: this is no recording"};
            end_ = 0;
            return false;
        }
        buffer_.resize((buffer_.size() - kPadding) * 2 + kPadding);
    }
    const auto got = bytes_->read({buffer_.data() + end_, buffer_.size() - kPadding - end_});
    if (!got || *got == 0) {
        finished_ = true;
        if (!got) {
            error_ = got.error();
            end_ = at_;  // half a line is none
        }
        return false;
    }
    end_ += *got;
    return true;
}

std::optional<std::string_view> LineReader::next() {
    std::size_t searched = 0;
    for (;;) {
        const char* start = buffer_.data() + at_;
        const std::size_t have = end_ - at_;
        const void* found =
            have > searched ? std::memchr(start + searched, '\n', have - searched) : nullptr;
        if (found != nullptr) {
            std::size_t size = static_cast<std::size_t>(static_cast<const char*>(found) - start);
            at_ += size + 1;
            ++number_;
            if (size != 0 && start[size - 1] == '\r') --size;
            return std::string_view{start, size};
        }
        searched = have;
        if (!fill()) break;
    }
    if (at_ == end_) return std::nullopt;
    const std::string_view last{buffer_.data() + at_, end_ - at_};
    at_ = end_;
    ++number_;
    return last;
}

}  // namespace twinleg::replay
