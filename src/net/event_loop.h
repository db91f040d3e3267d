#pragma once
// The loop that every socket and timer of a thread hangs on.

#include <cstddef>
#include <functional>
#include <memory>

#include "core/time.h"

namespace twinleg::net {

// Threads: one thread calls run() and poll(), and everything made with this loop belongs to that
// thread. Only post() and stop() may be called from others.
//
// Lifetime: the loop outlives what was made with it. Handlers that were posted and not yet run are
// destroyed with it, unrun. Its destruction waits for a name that is being looked up.
class EventLoop {
public:
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // Wall clock, UTC. Never goes back within this loop: if the system clock is set back, it stands
    // still until the clock has caught up. Not for another thread.
    Time now() const;

    // Handles what is ready; if nothing is, waits at most `most` for the first. Returns how many
    // handlers ran. One call handles a bounded number, so that a peer who never pauses cannot keep
    // the caller from its own work.
    std::size_t run(Duration most);

    // Handles what is ready and waits for nothing.
    std::size_t poll();

    // Runs `work` on the loop's thread, in the order posted. Any thread.
    void post(std::move_only_function<void()> work);

    // Ends the run() that is going on, or else the next one, after the handler at hand. Any thread.
    void stop();

    struct Impl;
    Impl& impl() { return *impl_; }  // for net's own files

private:
    std::unique_ptr<Impl> impl_;
};

// Calls back once, on the loop, after a while by the monotonic clock (setting the wall clock moves
// no timer). Arming it again cancels what was armed before; so does destruction. A cancelled
// callback never runs, not even if its time had already come.
class Timer {
public:
    explicit Timer(EventLoop& loop);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    void after(Duration wait, std::move_only_function<void()> work);
    void cancel();
    bool armed() const;

    struct Impl;  // for net's own files

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace twinleg::net
