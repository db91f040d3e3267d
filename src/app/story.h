#pragma once
// What a person sees of a run: a start block, one line a pair trade, a status line now and then,
// why something was refused, and at the end what was earned where.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/lines.h"
#include "app/report.h"
#include "core/command.h"
#include "core/event.h"
#include "runtime/loop.h"

namespace twinleg::app {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct StoryStyle {
    LogLevel level{LogLevel::info};  // this and what is graver
    bool colours{false};
    bool json{false};  // one JSON object a line instead of text
    Duration status_every{seconds(5)};
};

// Threads: on_step is the engine's; lines leave by the writer's thread.
class Story : public runtime::Observer {
public:
    // `config` and `lines` must outlive it.
    Story(const engine::Config& config, StoryStyle style, Lines& lines);

    // The start block; `facts` are (name, what) in the order they are told.
    void begin(std::string_view title,
               const std::vector<std::pair<std::string, std::string>>& facts);

    void on_step(const Event& event, std::span<const Command> commands,
                 const engine::Engine& engine) override;

    // The closing table of PnL by cause and venue, and how it ended.
    void finish(const Report& report);

private:
    // Refusals of one check come by the hundred; they are told first at once, then summed up.
    struct Refusals {
        Time told;
        std::uint64_t since{0};
    };

    void say(Time time, LogLevel level, std::string_view kind, std::string text);

    void tell(Time now, const Event& event);
    void tell(Time now, const Command& command);
    void tell_market(Time now, const MarketState& state);
    void tell_mode(Time now, const ModeChanged& change);
    void tell_pair(Time now, const PairClosed& pair);
    void tell_refused(Time now, const Refused& refused);
    void tell_status(Time now, const engine::Engine& engine);

    const engine::Config& config_;
    StoryStyle style_;
    Lines& lines_;
    std::map<std::string, Refusals, std::less<>> refusals_;
    std::map<std::uint16_t, MarketMode> market_modes_;  // by instrument; normal where absent
    Time next_status_;
    bool was_active_{false};
    bool closing_{false};  // every position, slice by slice
};

// One finished pair trade, e.g.
//   "pair 3  long   0.001 BTC  edgex 42150.5  lighter 42165.2  spread +14.7 (3.49 bps)  pnl
//   +0.0123  unhedged 125 ms"
std::string pair_text(const PairClosed& pair, const engine::Config& config);

// What was counted, beside what the venues say.
std::string equity_line(Notional counted, Notional by_the_venues);

// The table of PnL by venue and cause, one line each.
std::vector<std::string> pnl_table(const Report& report);

// With its sign always: "+2.35".
std::string signed_text(Notional amount, int places);

// How long closing `held` of the first instrument will take, for it goes in slices of a pair trade
// and each costs two orders of the minute's; empty where one slice is all.
std::string closing_text(Quantity held, const engine::Config& config);

// "14:32:15", UTC.
std::string clock_text(Time time);

}  // namespace twinleg::app
