#pragma once
// The line of a raw recording: when the frame was received, and its JSON.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace twinleg::replay {

struct FrameLine {
    std::int64_t received_ns{0};
    std::string_view json;
};

// Nothing if it does not start with a receive time in nanoseconds and a space.
inline std::optional<FrameLine> split_frame(std::string_view line) {
    FrameLine out;
    const char* end = line.data() + line.size();
    const auto [at, code] = std::from_chars(line.data(), end, out.received_ns);
    if (code != std::errc{} || at == end || *at != ' ' || out.received_ns <= 0) return std::nullopt;
    out.json = {at + 1, static_cast<std::size_t>(end - at - 1)};
    return out;
}

}  // namespace twinleg::replay
