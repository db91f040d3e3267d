#pragma once
// Short text without a heap: venue order ids, fill ids. Compared, copied and journaled like a
// number.

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace twinleg {

// Up to N bytes; unused ones are zero, so that equal texts have equal bytes.
template <std::size_t N>
class Text {
public:
    constexpr Text() = default;

    // Nothing if `text` is longer than N: an id is never cut.
    static constexpr std::optional<Text> from(std::string_view text) {
        if (text.size() > N) return std::nullopt;
        Text out;
        for (std::size_t i = 0; i < text.size(); ++i)
            out.bytes_[i] = text[i];
        out.size_ = static_cast<std::uint8_t>(text.size());
        return out;
    }
    // Decimal digits of a number id.
    static Text from_number(std::uint64_t number) {
        static_assert(N >= 20);
        Text out;
        const auto end = std::to_chars(out.bytes_.data(), out.bytes_.data() + N, number).ptr;
        out.size_ = static_cast<std::uint8_t>(end - out.bytes_.data());
        return out;
    }

    constexpr std::string_view view() const { return {bytes_.data(), size_}; }
    constexpr bool empty() const { return size_ == 0; }
    friend constexpr bool operator==(const Text&, const Text&) = default;
    friend constexpr auto operator<=>(const Text& a, const Text& b) {
        return a.view() <=> b.view();
    }

private:
    static_assert(N < 256);
    std::array<char, N> bytes_{};
    std::uint8_t size_{0};
};

}  // namespace twinleg
