#pragma once
// What every run of a desk has in common, whatever world it trades in: its data directory, what a
// person sees and the files on the way, the report and the exit code at the end.

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/desk_database.h"
#include "app/floor.h"
#include "app/hangup_watch.h"
#include "app/notifications.h"
#include "app/operator_desk.h"
#include "app/panel_desk.h"
#include "app/report.h"
#include "app/run_settings.h"
#include "app/story.h"
#include "runtime/data.h"
#include "runtime/latency.h"
#include "runtime/log_observer.h"
#include "runtime/loop.h"

namespace twinleg::app {

// The value, or CannotStart (kBadUsage) with the error's sentence.
template <typename T>
T sure(Result<T> value) {
    if (!value) throw CannotStart(kBadUsage, value.error().message);
    return std::move(*value);
}

// Lines of the start block, in the order they are told.
using Facts = std::vector<std::pair<std::string, std::string>>;

// "edgex  BTCUSDC  tick 0.1  lot 0.001  fees 1.5 / 3.8 bps", and `remark` behind it.
std::pair<std::string, std::string> instrument_fact(const Instrument& instrument,
                                                    std::string_view remark);
// Size, thresholds, files and how it stops.
Facts settings_facts(const RunSettings& settings);

// Throws CannotStart if an order of --size, where there is such a thing, is worth less than a venue
// takes.
void check_notional(std::optional<Quantity> size, const engine::Config& config, Price price);

// The settings of the executor and the strategy that a person chose.
void apply_settings(const RunSettings& settings, engine::Config& config);

// The journal of a run whose venues ended with it can be read, but not gone on with. Answers with
// where it was put; empty if there was none. Throws CannotStart.
std::filesystem::path put_aside(const std::filesystem::path& data);

// Throws CannotStart for what a person must mend first.
// `least_epoch`: of this start, where other desks trade the same accounts.
runtime::Opened open_desk(const RunSettings& settings, const engine::Config& config,
                          std::uint32_t least_epoch = 1);

// One desk from its start block to its report.
//
// Threads: the loop's.
class DeskRun {
public:
    // All must outlive it.
    DeskRun(const Seat& seat, runtime::Opened& opened, runtime::Latencies& latencies);

    Story& story() { return story_; }
    Lines& lines() { return lines_; }

    // Somebody wants it to stop. Hears SIGHUP, too: to be looked at between events.
    bool asked_to_stop() { return hangups_.stop() || seat_.floor.signals().asked(); }

    // Turns the loop until the engine has ended or the source has no more. A second signal on the
    // way does not cut a flatten short, and is told so.
    void turn(runtime::Source& source, runtime::Sink& sink);

    // All that engine, journal and latencies know. Mode, duration and what the venues say are the
    // caller's.
    Report report() const;

    // The closing table and the files; the report is the floor's to write.
    void finish(const Report& report);

private:
    const Seat& seat_;
    const RunSettings& settings_;
    runtime::Opened& opened_;
    Lines& lines_;
    OperatorDesk& operators_;
    HangupWatch hangups_;
    Story story_;
    runtime::Latencies& latencies_;
    runtime::DeskLogs logs_;
    std::unique_ptr<database::Writer> database_;  // null without
    std::unique_ptr<notify::Watch> watch_;        // null: nobody is told
    DeskBoard board_;
    std::uint64_t events_{0};
    std::uint64_t commands_{0};
    std::string stalled_;  // why the journal stopped taking records
    Report::Recovered recovered_;
};

}  // namespace twinleg::app
