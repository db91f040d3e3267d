#pragma once
// The two sides of a replay before it begins: recordings probed, instruments specified, and what
// was assumed on the way.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/replay_session.h"
#include "app/report.h"
#include "replay/feed.h"
#include "replay/instrument_spec.h"
#include "replay/recorded_venue.h"

namespace twinleg::app {

struct ReplaySide {
    std::vector<std::string> files;
    replay::Facts facts;
    Instrument instrument;
    std::vector<std::pair<std::string, std::string>> assumptions;

    replay::Feed feed() const { return {files, instrument.id, facts}; }
};

// Both sides, or the one there is. Errors: what cannot be read (exit code 7).
// Throws CannotStart (kBadUsage) for a SPEC that cannot be.
Result<std::vector<ReplaySide>> open_sides(const ReplaySettings& settings);

// The venue that the side's recording stands for.
replay::RecordedVenueConfig venue_of(const ReplaySide& side, const ReplaySettings& settings);

// Frames, events, times and gaps, as the report tells them.
Report::Input input_of(const replay::InputStats& stats, double seconds);
// What was assumed of the sides and of fills.
void add_assumptions(Report::Input& input, const std::vector<ReplaySide>& sides,
                     const ReplaySettings& settings);

// Prints warnings and what could not be read.
void tell_input(const replay::InputStats& stats, const std::vector<ReplaySide>& sides,
                std::ostream& err);

// Writes the books where they are wanted. Throws CannotStart where it cannot.
void write_books(const ReplaySettings& settings, const std::vector<std::string>& books);

}  // namespace twinleg::app
