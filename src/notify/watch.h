#pragma once
// Sees what the engine does, and puts what a person should know into the mailbox.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "notify/mailbox.h"
#include "runtime/loop.h"
#include "store/civil.h"

namespace twinleg::notify {

// Every fill is told: those of a pair trade in the message of the pair, once it is closed; any
// other by itself. A status comes each `status_every`, a summary at the end of each day of `zone`,
// both by the engine's clock.
//
// Threads: the loop's.
class Watch final : public runtime::Observer {
public:
    struct Options {
        std::string world;                 // sim, paper, testnet, live
        std::optional<VenueId> front_end;  // whose orders go through a page in the browser
        Duration status_every{minutes(30)};
        Duration figures_every{seconds(1)};
        store::Zone zone{store::Zone::utc()};
    };

    // Both must outlive it.
    Watch(Mailbox& mailbox, const engine::Config& config, Options options);

    void on_step(const Event& event, std::span<const Command> commands,
                 const engine::Engine& engine) override;

private:
    void on_event(const Event& event, const engine::Engine& engine);
    void on_report(const OrderReport& report);
    void on_stream(const StreamStatus& status);
    void on_command(const Command& command, const engine::Engine& engine);
    void on_mode(const ModeChanged& change, const engine::Engine& engine);
    void on_closed(const PairClosed& closed);
    void on_notice(const Notice& notice, const engine::Engine& engine);
    void on_evaluated(const Evaluated& seen);
    void on_fills(const Event& event, bool of_a_pair, const engine::Engine& engine);
    void on_time(const engine::Engine& engine);
    void error(std::string kind, std::string details);
    void begin_day(const Figures& figures);
    std::uint32_t errors_in_window();
    template <typename What>
    void tell(What what);

    Mailbox& mailbox_;
    const engine::Config& config_;
    const Options options_;
    Time now_;
    Time start_told_by_;  // at the latest; known while the start is not told yet
    Time next_status_;
    Time next_figures_;
    Time day_ends_;
    Figures at_day_start_;
    bool paused_{false};
    std::optional<bool> front_end_up_;
    bool pair_open_{false};
    PairTradeId pair_;
    bool pair_is_long_{true};
    Signal signal_{Signal::none};
    std::uint64_t fills_{0};
    std::vector<Quantity> positions_;  // after the last fill; at InstrumentId
    std::deque<Time> errors_;          // those the breaker counts, in its window
};

// What the report says of the desk, at `now`.
Figures figures_of(const engine::Engine& engine, Time now, bool paused);

}  // namespace twinleg::notify
