#pragma once
// Two recordings as one world: where the engine's events come from, and where its orders go.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "replay/basis.h"
#include "replay/feed.h"
#include "replay/recorded_venue.h"
#include "runtime/loop.h"

namespace twinleg::replay {

// The two sides are merged by receive time. Before the first event the engine is told that it
// started and that its streams are up; after the last one it is asked to stop, and the clock runs
// on over the last books, which are told again so that they do not age, until it has ended.
//
// The same files and settings give the same events, byte for byte. At one instant the recording
// comes first, then answers, then the engine's own timer.
//
// Threads: none of its own.
class ReplayWorld final : public runtime::Source, public runtime::Sink {
public:
    // Instruments have the ids 0 and 1, venues too.
    ReplayWorld(Feed first, RecordedVenueConfig first_venue, Feed second,
                RecordedVenueConfig second_venue);

    bool next(Time wake_at, Event& event) override;
    void execute(const Command& command, Time now) override;

    // As if Ctrl+C were pressed now.
    void stop() { stop_asked_ = true; }
    // The clock runs on no longer than this after the last event.
    void run_on_at_most(Duration most) { run_on_ = most; }

    Time now() const { return now_; }
    bool recording_ended() const { return ending_; }
    const RecordedVenue& venue(int side) const { return sides_[index(side)].venue; }
    RecordedVenue& venue(int side) { return sides_[index(side)].venue; }
    const Feed& feed(int side) const { return sides_[index(side)].feed; }
    InputStats stats() const;
    const Basis& basis() const { return basis_; }
    // Receive time of the first event; unknown before it.
    Time began() const { return began_; }
    // The same, before anything was told; kNever of empty recordings.
    Time first();

private:
    struct Sided {
        Feed feed;
        RecordedVenue venue;
        Event pending;
        bool has_pending{false};
        bool used{true};  // pending was handed out: its spans were needed until now
    };
    static std::size_t index(int side) { return side == 0 ? 0 : 1; }

    void fill(Sided& side);
    bool begin(Event& event);
    bool begin_ending(Event& event);

    std::array<Sided, 2> sides_;
    void look_at_basis(const Event& event, std::size_t side);

    Basis basis_;
    std::array<std::optional<book::Bbo>, 2> bbos_;  // as last quoted, else of the book
    std::array<bool, 2> quoted_{};
    Time now_;
    Time began_;
    int told_beginning_{0};
    bool stop_asked_{false};
    bool ending_{false};
    Time last_recorded_;
    Time next_heartbeat_{kNever};
    std::size_t beating_{2};  // whose book is told next; 2: nobody's
    Duration run_on_{minutes(10)};
};

}  // namespace twinleg::replay
