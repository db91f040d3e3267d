#pragma once
// Simulated venues that run beside a trading engine in one process, reached over real sockets.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/money.h"
#include "net/event_loop.h"
#include "sim/wire/wire_world.h"

namespace twinleg::sim::wire {

// Owns a thread, and on it a loop with a WireWorld. Whatever is asked here waits for that thread.
//
// Threads: any one at a time.
class SimulatedVenues {
public:
    // Missing accounts are made. Everything listens when this returns. Throws what WireWorld does.
    explicit SimulatedVenues(WireWorldConfig config);
    // Stops the thread; connections are cut.
    ~SimulatedVenues();
    SimulatedVenues(const SimulatedVenues&) = delete;
    SimulatedVenues& operator=(const SimulatedVenues&) = delete;

    // As `twinleg sim` prints them.
    const std::vector<std::string>& ready_lines() const { return ready_lines_; }
    const std::string& control_url() const { return control_url_; }  // empty without one
    // What an engine needs to trade as the first account of each venue: names and values.
    const EnvLines& environment() const { return environment_; }

    // Of the venue's first account, at the mark; nothing where there is no such venue.
    std::optional<Notional> equity(std::string_view venue) const;
    // Signed, of the venue's first account.
    std::optional<Quantity> position(std::string_view venue, std::string_view symbol) const;

private:
    // Runs `work` on the thread and waits for it.
    void ask(std::move_only_function<void(WireWorld&)> work) const;

    EnvLines environment_;
    std::vector<std::string> ready_lines_;
    std::string control_url_;
    std::unique_ptr<net::EventLoop> loop_;
    WireWorld* world_{nullptr};  // lives on the thread
    bool stopping_{false};       // the thread's own
    std::thread thread_;
};

}  // namespace twinleg::sim::wire
