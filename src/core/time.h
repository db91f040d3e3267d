#pragma once
// Time as the engine knows it: handed in with every event, never read from a clock.

#include <compare>
#include <cstdint>

namespace twinleg {

// A span of time in nanoseconds.
struct Duration {
    std::int64_t ns{0};
    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }
    friend constexpr Duration operator-(Duration a, Duration b) { return {a.ns - b.ns}; }
    friend constexpr Duration operator*(Duration a, std::int64_t times) { return {a.ns * times}; }
    friend constexpr Duration operator/(Duration a, std::int64_t parts) { return {a.ns / parts}; }
};

constexpr Duration nanoseconds(std::int64_t n) {
    return {n};
}
constexpr Duration microseconds(std::int64_t n) {
    return {n * 1'000};
}
constexpr Duration milliseconds(std::int64_t n) {
    return {n * 1'000'000};
}
constexpr Duration seconds(std::int64_t n) {
    return {n * 1'000'000'000};
}
constexpr Duration minutes(std::int64_t n) {
    return seconds(60 * n);
}

// A moment: nanoseconds since 1970-01-01T00:00:00Z. Zero stands for "not known".
struct Time {
    std::int64_t ns{0};
    constexpr bool known() const { return ns != 0; }
    friend constexpr auto operator<=>(Time, Time) = default;
    friend constexpr Time operator+(Time t, Duration d) { return {t.ns + d.ns}; }
    friend constexpr Time operator-(Time t, Duration d) { return {t.ns - d.ns}; }
    friend constexpr Duration operator-(Time a, Time b) { return {a.ns - b.ns}; }
};

// Later than any event: "no timer wanted".
inline constexpr Time kNever{INT64_MAX};

}  // namespace twinleg
