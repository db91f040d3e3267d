#pragma once
// What an EventLoop is inside. Knows Boost: for net's own .cpp files only.

#include "net/asio.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "net/tls.h"

namespace twinleg::net {

// Timers by when they are due; those of one instant in the order they were armed. They are kept
// here, and not in the context, because there each new earliest one programs a timer of the kernel:
// 20 us on a virtual machine, and orders arm timers on their way out. A node outlives its time in
// the map, so that arming again allocates nothing.
using TimersByTime = std::multimap<std::chrono::steady_clock::time_point, Timer::Impl*>;

struct EventLoop::Impl {
    TimersByTime timers;  // outlives the context: handlers that never ran may own timers
    boost::asio::io_context context{1};  // one thread runs it; post() still locks
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
        context.get_executor()};
    TlsContexts tls;  // made once for each set of roots: reading the system's takes milliseconds
    // Of each host, by its last lookup that succeeded: names that cannot be looked up any more must
    // not keep us from a venue that is there.
    std::map<std::string, std::vector<boost::asio::ip::address>> known_addresses;
    Time latest{};

    // Runs what is ready, at most so many handlers: before each the timers that are due, so that
    // none waits for more than one. Returns how many ran.
    std::size_t run_ready(std::size_t most);
    std::size_t run_due(std::size_t most);
    // What is left of `most` until the next one is due.
    std::chrono::nanoseconds until_next(Duration most) const;
};

}  // namespace twinleg::net
