#include "core/json_outline.h"

#include <array>
#include <cstddef>

namespace twinleg {
namespace {

// Goes through a document once, from bracket to bracket.
class Outline {
public:
    explicit Outline(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    // One value and nothing behind it.
    bool whole() {
        if (!begin_value()) return false;
        while (depth_ > 0) {
            if (!end_or_next()) return false;
        }
        space();
        return at_ == end_;
    }

private:
    static constexpr std::size_t kDeepest = 256;

    void space() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
            ++at_;
    }
    bool take(char c) {
        space();
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }
    bool text() {
        if (!take('"')) return false;
        for (; at_ != end_; ++at_) {
            if (*at_ == '"') {
                ++at_;
                return true;
            }
            if (*at_ == '\\' && ++at_ == end_) return false;
        }
        return false;
    }
    // A number or a word.
    bool scalar() {
        const char* const begin = at_;
        const auto belongs = [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   c == '-' || c == '+' || c == '.';
        };
        while (at_ != end_ && belongs(*at_))
            ++at_;
        return at_ != begin;
    }
    bool name() { return text() && take(':'); }
    // A value up to its end, or up to its first member that is no bracket.
    bool begin_value() {
        for (;;) {
            space();
            if (at_ == end_) return false;
            if (*at_ == '"') return text();
            if (*at_ != '{' && *at_ != '[') return scalar();
            if (depth_ == kDeepest) return false;
            const char closes = *at_++ == '{' ? '}' : ']';
            open_[depth_++] = closes;
            space();
            if (at_ != end_ && *at_ == closes) return true;
            if (closes == '}' && !name()) return false;
        }
    }
    bool end_or_next() {
        const char closes = open_[depth_ - 1];
        if (take(closes)) {
            --depth_;
            return true;
        }
        return take(',') && (closes == ']' || name()) && begin_value();
    }

    const char* at_;
    const char* const end_;
    std::array<char, kDeepest> open_{};
    std::size_t depth_{0};
};

}  // namespace

bool well_formed_json(std::string_view text) {
    return Outline{text}.whole();
}

}  // namespace twinleg
