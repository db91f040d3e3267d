#pragma once
// What an EventLoop is inside. Knows Boost: for net's own .cpp files only.

#include "net/asio.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <map>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "net/tls.h"

namespace twinleg::net {

struct EventLoop::Impl {
    boost::asio::io_context context{1};  // one thread runs it; post() still locks
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
        context.get_executor()};
    TlsContexts tls;  // made once for each set of roots: reading the system's takes milliseconds
    // Of each host, by its last lookup that succeeded: names that cannot be looked up any more must
    // not keep us from a venue that is there.
    std::map<std::string, std::vector<boost::asio::ip::address>> known_addresses;
    Time latest{};
};

}  // namespace twinleg::net
