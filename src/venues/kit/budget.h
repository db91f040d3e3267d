#pragma once
// A venue's rate limit, in which questions wait for their turn.

#include <cstdint>
#include <deque>
#include <functional>

#include "net/event_loop.h"
#include "net/token_bucket.h"

namespace twinleg::venues::kit {

// What is urgent, and orders, are done now or not at all. A question without a token waits for one
// behind those that came before it, at most kMostWait: without turns, one kind of question could
// take every token as it comes, and another would never get one.
//
// Threads: the loop's.
class Budget {
public:
    static constexpr Duration kMostWait = seconds(2);
    static constexpr std::size_t kMostWaiting = 64;
    static constexpr std::uint32_t kReserved = 33;  // percent, for what is urgent

    Budget(net::EventLoop& loop, std::uint32_t per_minute, std::uint32_t at_once);

    void set(std::uint32_t per_minute, std::uint32_t at_once);

    bool take(std::uint32_t cost, bool urgent) { return bucket_.take(loop_.now(), cost, urgent); }
    // Calls `go`, at once or in its turn. False: it never will.
    bool in_turn(std::uint32_t cost, std::move_only_function<void()> go);
    // The venue said no: nothing more before `until`.
    void punish(Time until) { bucket_.punish(loop_.now(), until); }
    // Forgets who waits, uncalled.
    void clear();

private:
    struct Waiting {
        std::uint32_t cost;
        std::move_only_function<void()> go;
    };
    void next();

    net::EventLoop& loop_;
    net::TokenBucket bucket_;
    net::Timer turn_;
    std::deque<Waiting> waiting_;  // oldest first
};

}  // namespace twinleg::venues::kit
