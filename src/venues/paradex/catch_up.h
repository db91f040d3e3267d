#pragma once
// What the private stream may have left unsaid, by REST: after each reconnect, and after a frame
// that could not be read.

#include <memory>

#include "venues/paradex/order_entry.h"
#include "venues/paradex/rest.h"

namespace twinleg::venues::paradex {

// Tells, in this order: our open orders as they stand; what became of those that are not among them
// (the venue cancels a socket's orders when it drops, and there is nobody left to tell); the fills
// since then, with the funding they realised. What cannot be asked for is left to the engine, which
// asks by itself.
//
// Threads: the loop's.
class CatchUp {
public:
    CatchUp(Station& station, Rest& rest, OrderEntry& orders)
        : station_(station), rest_(rest), orders_(orders) {}

    // `since`: from when on something may be missing; unknown: there was nothing before.
    void run(Time since);

private:
    struct Run;
    void ask_open_orders(const std::shared_ptr<Run>& run);
    void ask_ended(const std::shared_ptr<Run>& run);
    void ask_fills(const std::shared_ptr<Run>& run, const std::string& cursor);
    void end(const std::shared_ptr<Run>& run);

    Station& station_;
    Rest& rest_;
    OrderEntry& orders_;
    Answers answers_;
    bool running_{false};
    bool again_{false};
    Time again_since_;
};

}  // namespace twinleg::venues::paradex
