#pragma once
// The faults that a tester asked a venue for, and how much of each is left.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.h"

namespace twinleg::sim::wire {

enum class Fault : std::uint8_t {
    // Frames: whatever a venue tells on a socket without being asked, book and account alike.
    drop_frames,       // never comes
    duplicate_frames,  // comes twice
    reorder_frames,    // comes after the next one of its socket
    delay,             // a frame comes 300 ms later, those behind it too; a request arrives later
    freeze_feed,       // frames wait until the freeze is over
    garbage_frame,     // bytes that mean nothing come in its place
    truncated_frame,   // its second half is missing
    cut_frame,         // the connection is cut in the middle of it
    // Orders.
    reject_orders,           // refused in the venue's own form
    accept_then_drop_reply,  // done, and the connection closed without an answer
    // Requests.
    http_500,
    http_429,
    maintenance,
    clock_skew,  // is judged by a clock that is 90 s ahead
    revoke_key,  // no key is known, and logins are refused; begins with an expire_auth
    // At once.
    disconnect,     // every open socket closes; while it lasts, new ones are refused
    close_sockets,  // every open socket is closed with a goodbye, as at the end of its allowed life
    expire_auth,    // every token, listen key and session given out so far is void
};
inline constexpr std::size_t kWireFaults = 18;

std::string_view name(Fault fault);
std::optional<Fault> parse_fault(std::string_view text);

inline constexpr Duration kFaultDelay = milliseconds(300);
inline constexpr Duration kFaultFreeze = seconds(5);  // of a freeze without a duration
inline constexpr Duration kFaultSkew = seconds(90);

// A fault hits the next `count` things of its sort, or all until its time is over; a new order of
// the same fault replaces what was left of the last.
//
// Threads: none of its own.
class FaultBox {
public:
    // Neither a count nor a duration: once. Both: whichever is over first.
    void order(Fault fault, std::optional<std::uint64_t> count, std::optional<Duration> lasts,
               Time now);
    // Whether the fault hits the thing at hand, which uses up one of its count.
    bool take(Fault fault, Time now);
    // Whether it would, using up nothing.
    bool active(Fault fault, Time now) const;
    // When a fault that lasts is over; `now` for one that does not.
    Time until(Fault fault, Time now) const;
    void clear();

private:
    struct Left {
        std::uint64_t count{0};
        Time until;
        bool both{false};
    };
    std::array<Left, kWireFaults> left_{};
};

}  // namespace twinleg::sim::wire
