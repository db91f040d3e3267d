#pragma once
// The properties that may never be traded away, held after every step of a simulation. It looks at
// the venues' own accounts, and at every command on its way out; what the engine believes of itself
// is compared, never trusted.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/loop.h"
#include "sim/check/truth.h"

namespace twinleg::sim {

struct Violation {
    std::string property;  // "hedged_in_time", as in the line that is printed
    Time time;
    std::string what;  // a sentence with the figures
};

struct Bounds {
    Base pair;              // coins of the largest pair trade
    Duration back_to_dust;  // longest time from leaving dust to the return
    std::uint32_t orders_per_minute{150};
    std::uint32_t worsening_per_minute{5};
    std::uint32_t failed_attempts{0};  // of the budget between two resets; zero: not held
    Base position;                     // the largest at one venue; zero: not held
    bool sound{false};                 // a world in which nothing fails
    Duration stale_after;              // the age at which a book is not there any more
};

// One for each number; it outlives the engine's processes.
class Checker final : public runtime::Observer {
public:
    Checker(const World& world, Bounds bounds);

    // A new process: the fills that its journal holds are told by `recall`.
    void process_starts(Time now);
    void recall(const Event& event) { learn(event); }
    // The journal is read: its engine stands where the last one did.
    void process_goes_on(Mode mode) { mode_ = mode; }
    // The engine is dead: the venues are still looked at.
    void look(Time now);

    void on_step(const Event& event, std::span<const Command> commands,
                 const engine::Engine& engine) override;

    // After the engine has ended, and the world has gone on without it for a while.
    void at_end(const engine::Engine& engine);

    // The first that broke; later ones follow from it.
    const std::optional<Violation>& violation() const { return violation_; }
    void broke(std::string property, std::string what);

    // Times from leaving dust to the return, in order.
    const std::vector<Duration>& unhedged() const { return unhedged_; }
    std::uint64_t pair_trades() const { return pair_trades_; }
    std::uint64_t orders() const { return order_ids_.size(); }
    std::uint64_t worsenings() const { return worsenings_; }
    Mode mode() const { return mode_; }

private:
    // An order of ours is on its way to its venue.
    void check_order(const Order& order, const engine::Engine& engine);
    void check_pace();
    // What the venues say happened since the last look.
    void check_exposure();
    void check_fill(const TrueFill& fill);
    void check_quiet(const engine::Engine& engine);
    void check_budget();
    void learn(const Event& event);
    void learn(const Fill& fill);
    bool all_payments_told() const;
    void check_same_money(const engine::Engine& engine);
    void follow_book(const Event& event);
    std::uint8_t venue_of(InstrumentId instrument) const;
    bool all_fills_told() const;
    void check_same_books(const engine::Engine& engine);
    void check_dead_men();

    // What the engine was told of a book, as far as it can be right.
    struct Feed {
        bool chained{false};
        std::uint64_t sequence{0};
        Time heard;
    };

    const World& world_;
    Bounds bounds_;
    Truth truth_;
    std::map<std::uint16_t, Feed> feeds_;
    Time now_;
    Base believed_;  // the engine's exposure after its last step
    std::optional<Violation> violation_;

    Mode mode_{Mode::starting};
    std::set<std::uint64_t> order_ids_;
    std::map<std::pair<std::uint8_t, Nonce>, ClientOrderId> nonces_;
    std::deque<Time> sent_;
    std::deque<Time> worse_;
    std::vector<std::set<std::string>> told_;      // fill ids, of each venue
    std::vector<std::set<std::string>> payments_;  // of funding, of each venue
    struct Attempt {
        std::uint8_t venue{0};
        ClientOrderId id;
        Time sent;
    };
    std::deque<Attempt> attempts_;  // neutralisers that are on the budget and not judged yet
    std::optional<Time> left_dust_;
    std::vector<Duration> unhedged_;
    Time foreign_at_;
    Base foreign_seen_;
    Base allowance_;
    Base minimum_;
    Time minimum_at_;
    Time quiet_since_;
    Time quiet_checked_;
    std::uint64_t pair_trades_{0};
    std::uint64_t worsenings_{0};
    std::uint32_t failed_attempts_{0};
};

}  // namespace twinleg::sim
