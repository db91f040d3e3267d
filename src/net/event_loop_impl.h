#pragma once
// What an EventLoop is inside. Knows Boost: for net's own .cpp files only.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "net/event_loop.h"
#include "net/tls.h"

namespace twinleg::net {

struct EventLoop::Impl {
    boost::asio::io_context context{1};  // one thread runs it; post() still locks
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
        context.get_executor()};
    TlsContexts tls;  // made once for each set of roots: reading the system's takes milliseconds
    Time latest{};
};

}  // namespace twinleg::net
