#pragma once
// What the panel knows of one desk: filled on the engine's thread, read on the panel's.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "database/target.h"
#include "engine/config.h"
#include "notify/commands.h"
#include "panel/figures.h"
#include "panel/latest.h"
#include "panel/told.h"
#include "runtime/cycles.h"
#include "runtime/latency.h"
#include "runtime/loop.h"

namespace twinleg::panel {

// A setting of the desk's start, as `twinleg config print` tells it; secrets are masked already.
struct ShownSetting {
    std::string name, value, source;
};

// One limit or parameter that may be asked to change.
struct Parameter {
    std::string name;  // "risk.daily_loss", "parameter.enter_z"
    std::string value;
    std::string standard;  // "default" in JSON; empty: there is none
    std::string type;      // decimal, integer, duration, boolean, choice
    std::string unit;      // "coins", "bps", "s", "ms", "quote", …; may be empty
    std::string minimum, maximum;
    std::vector<std::string> choices;
    std::string summary;
    bool changeable{true};
};

struct DeskAbout {
    std::string name;   // unique in the process
    std::string world;  // sim, paper, testnet, live
    database::Target store;
    std::vector<ShownSetting> settings;
    // Describes limits and parameters, with the values of `config`. Pure; called by the panel.
    std::function<std::vector<Parameter>(const engine::Config&)> parameters;
    // Null: nothing may be asked of this desk.
    notify::Controls* controls{nullptr};
    const runtime::Latencies* latencies{nullptr};
    // Quotes and figures are copied at most so often, by the processor's clock.
    Duration figures_every{milliseconds(50)};
    Duration books_every{milliseconds(100)};  // while somebody looks at them
    std::size_t waiting{4096};                // told and not yet taken
};

// Costs a step that brings market data a comparison and a few stores. Figures are copied 20 times a
// second; at once when an order, a fill, a mode or a wish says something.
//
// Threads: on_step(), look() and close() are the engine's; what the panel's thread may call stands
// below.
class Board final : public runtime::Observer {
public:
    Board(DeskAbout about, const engine::Config& config);

    void on_step(const Event& event, std::span<const Command> commands,
                 const engine::Engine& engine) override;
    // Between two steps: the engine's thread is alive, and what was copied last may be old. To be
    // called now and then where no events come.
    void look(const engine::Engine& engine);
    // The desk is over: its last figures stay, controls and latencies are let go of.
    void close(const engine::Engine& engine);

    // --- The panel's thread.

    const DeskAbout& about() const { return about_; }
    // The newest figures; false if front() was the newest.
    bool take() { return figures_.take(); }
    const DeskFigures& figures() const { return figures_.front(); }
    void take_told(std::vector<Told>& out) { telling_.take(out); }
    std::uint64_t left_out() const { return telling_.left_out(); }

    // Books are copied until this has not been called for a second.
    void want_books();
    bool take_books() { return books_.take(); }
    const std::vector<BookFigures>& books() const { return books_.front(); }

    // The configuration as the engine has it now.
    std::shared_ptr<const engine::Config> config() const;

    // How long ago the engine's thread was here.
    Duration turn_age() const;
    bool closed() const { return closed_.load(std::memory_order_acquire); }

    // Calls with the latencies while the desk is open.
    void with_latencies(const std::function<void(const runtime::Latencies&)>& work) const;
    // False if nothing can be asked of this desk (any more).
    bool with_controls(const std::function<void(notify::Controls&)>& work) const;

private:
    void note_event(const Event& event, const engine::Engine& engine);
    void note_command(const Command& command);
    void tell(auto what) { telling_.put({now_, std::move(what)}); }
    void fill_figures(const engine::Engine& engine);
    void fill_books(const engine::Engine& engine);
    void fill_positions(const engine::Engine& engine, DeskFigures& out);
    void take_config(const engine::Engine& engine);

    const DeskAbout about_;
    runtime::CycleScale scale_;

    // The engine's.
    Time now_;
    double ns_per_cycle_{0};  // as last measured; zero: not yet
    std::uint64_t events_{0};
    std::uint64_t filled_{0};  // cycles, when figures were copied last
    std::uint64_t booked_{0};  // cycles, when books were
    bool notable_{true};
    bool stale_{false};  // something happened since the figures were copied
    bool latched_{false};
    bool paused_{false};
    bool stalled_{false};
    std::string why_;
    Time since_;
    Mode mode_{Mode::starting};
    std::vector<QuoteFigures> seen_;  // what no book knows: last, mark, index, funding
    struct Account {
        AccountFigures told;
        Notional worth;  // of the desk there, when it was told
    };
    std::vector<Account> accounts_;
    std::optional<Evaluated> spread_;
    Time spread_time_;
    Signal signal_{Signal::none};
    std::optional<Outlook> outlook_;
    Refusal last_refused_;
    struct RefusedAt {
        std::string check;
        Time told;
    };
    std::vector<RefusedAt> refused_;
    std::uint64_t fills_{0};
    Time unhedged_since_;
    Causes at_day_start_;
    Time day_ends_;

    // Shared.
    Latest<DeskFigures> figures_;
    Latest<std::vector<BookFigures>> books_;
    Telling telling_;
    std::atomic<std::uint64_t> turned_{0};        // cycles
    std::atomic<std::uint64_t> books_wanted_{0};  // cycles; zero: nobody did
    std::atomic<bool> closed_{false};
    mutable std::mutex mutex_;  // of what stands below
    std::shared_ptr<const engine::Config> config_;
    notify::Controls* controls_;
    const runtime::Latencies* latencies_;
};

}  // namespace twinleg::panel
