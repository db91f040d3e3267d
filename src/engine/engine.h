#pragma once
// The pure machine in the middle: an event in, commands out. No clock, thread, socket, file or
// random number; the same events make the same commands, byte for byte, on every build.

#include <memory>
#include <span>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "engine/config.h"

namespace twinleg::strategy {
class Strategy;
}
namespace twinleg::portfolio {
class Portfolio;
}
namespace twinleg::book {
class OrderBook;
}

namespace twinleg::engine {

// Owns books, portfolio, strategy, risk gate and executor of one desk (one coin, its venues).
//
// Threads: none of its own; one thread calls it. step() allocates nothing in steady state.
class Engine {
public:
    // Throws std::invalid_argument, naming the setting, if the configuration cannot trade.
    Engine(Config config, std::unique_ptr<strategy::Strategy> strategy);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Applies the event and appends what shall be done about it to `out`, in order. Event times
    // must not go back.
    void step(const Event& event, Commands& out);

    // When step() wants a Timer at the latest; kNever if it waits for events only.
    Time wake_at() const;

    // A process started again, and the venues now say other terms than before (Config::take_terms).
    // `told` is of the same desk.
    void restate(const Config& told);

    const Config& config() const;
    Mode mode() const;
    // It is halted until a person resets it. A halt of the breaker may come to latch without a
    // ModeChanged, by a kill or a loss in the meantime.
    bool latched() const;
    // Everything is final and verified after Operator::stop; nothing more will be sent.
    bool ended() const { return mode() == Mode::ended; }

    const portfolio::Portfolio& portfolio() const;
    const book::OrderBook& book(InstrumentId id) const;

    // Σ coins of all fills and adjustments of the desk; its sign is what the desk is too long of.
    Base exposure() const;
    // Orders that their venues have not said the last word about.
    std::size_t live_orders() const;
    // The largest exposure that no venue would take now.
    Base dust() const;
    // Figures for the report, counted since the first event.
    const Counters& counters() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace twinleg::engine
