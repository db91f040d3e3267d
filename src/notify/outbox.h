#pragma once
// The posts of one channel on their way: one at a time, within its limits, until they are taken.
// Pure: time is handed in.

#include <cstdint>
#include <deque>
#include <optional>

#include "core/time.h"
#include "net/backoff.h"
#include "notify/channel.h"
#include "notify/send_limits.h"
#include "notify/text.h"

namespace twinleg::notify {

// Posts that had to wait are sent as one, as far as the channel takes long texts: nothing of them
// is lost, and a limit of twenty a minute keeps up with any desk. What need not be told is given up
// after some attempts, or when too much of it waits; what must be told is tried again for ever.
// Past `kept` of those (a channel that is away for days) the oldest go, and the next post says how
// many.
//
// Threads: one.
class Outbox {
public:
    struct Options {
        Duration first{seconds(1)};  // waits between attempts, with full jitter
        Duration cap{minutes(5)};
        std::uint32_t attempts{6};  // of what need not be told
        std::size_t others{100};    // waiting, of those
        std::size_t kept{5000};     // waiting, of what must be told
    };
    struct Counts {
        std::uint64_t sent{0}, joined{0}, left_out{0}, retries{0}, refused{0};
    };

    Outbox(const Channel& channel, const Style& style, std::uint64_t seed)
        : Outbox(channel, style, seed, Options{}) {}
    Outbox(const Channel& channel, const Style& style, std::uint64_t seed, Options options);

    void put(Post post);
    // Before all that waits: the answer to somebody who is looking.
    void put_first(Post post);

    // What to send now. Nothing while one is on its way, before the limits allow, after off().
    std::optional<Post> take(Time now);
    // What became of it.
    void settle(const Verdict& verdict, Time now);

    // When take() has something; kNever if nothing waits or one is on its way.
    Time wake_at(Time now) const;
    bool on_way() const { return on_way_.has_value(); }
    bool idle() const { return !on_way_ && waiting_.empty(); }
    bool off() const { return off_; }
    std::size_t waiting() const { return waiting_.size(); }
    const Counts& counts() const { return counts_; }

private:
    void trim();
    void leave_out(std::deque<Post>::iterator post);

    const Style style_;
    const Options options_;
    const std::size_t max_bytes_;
    const bool joins_;
    SendLimits limits_;
    net::Backoff backoff_;
    std::deque<Post> waiting_;
    std::optional<Post> on_way_;
    std::uint32_t attempts_{0};  // at the one on its way
    Time not_before_;
    std::uint64_t next_id_{1};
    std::uint64_t untold_{0};  // left out since the last post
    bool off_{false};
    Counts counts_;
};

// The longest beginning of `text` within `most` bytes: whole lines where there are some, never half
// a character.
std::size_t cut_at(std::string_view text, std::size_t most);

}  // namespace twinleg::notify
