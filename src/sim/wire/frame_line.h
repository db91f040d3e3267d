#pragma once
// The way of a socket's frames through the venue's faults, in order.

#include <deque>
#include <memory>
#include <string>

#include "net/event_loop.h"
#include "net/server.h"
#include "sim/wire/clock.h"
#include "sim/wire/fault_box.h"

namespace twinleg::sim::wire {

// Without faults a frame goes out at once. A delayed or frozen one holds back all behind it, as a
// connection does; a reordered one waits for the next, or 100 ms.
class FrameLine {
public:
    FrameLine(net::EventLoop& loop, const Clock& clock, FaultBox& faults,
              std::shared_ptr<net::ServerSocket> socket);

    void send(std::string frame, bool binary = false);

private:
    struct Frame {
        std::string bytes;
        bool binary{false};
        bool cut{false};
        Time due;  // by the loop's clock
    };
    void push(Frame frame);
    void drain();

    net::EventLoop& loop_;
    const Clock& clock_;
    FaultBox& faults_;
    std::shared_ptr<net::ServerSocket> socket_;
    std::deque<Frame> waiting_;
    std::unique_ptr<Frame> overtaken_;
    net::Timer timer_;
    net::Timer patience_;
};

}  // namespace twinleg::sim::wire
