// One side alone: its events into its book, and what came of it.

#include <ostream>

#include "app/replay_progress.h"
#include "app/replay_session.h"
#include "app/replay_sides.h"
#include "app/stop_signals.h"
#include "replay/book_text.h"

namespace twinleg::app {

namespace {

// A book that counts what the report tells of books.
class FollowedBook {
public:
    explicit FollowedBook(const book::Rules& rules) : book_(rules) {}

    void see(const Event& event) {
        Result<void> done;
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            done = book_.apply(*delta, event.time);
        } else if (const auto* quote = std::get_if<Quote>(&event.what)) {
            done = book_.apply(*quote, event.time);
        } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            done = book_.apply(*snapshot, event.time);
        }
        if (!done && done.error().code == Errc::sequence_gap) ++gaps_;
        const Time now = event.time;
        if (updated_.known()) stale_ = std::max(stale_, (now - updated_).ns / 1'000'000);
        if (book_.complete()) updated_ = book_.last_update();
    }
    const book::OrderBook& book() const { return book_; }
    std::uint64_t gaps() const { return gaps_; }
    std::int64_t stale_ms() const { return stale_; }

private:
    book::OrderBook book_;
    Time updated_;
    std::uint64_t gaps_{0};
    std::int64_t stale_{0};
};

}  // namespace

int run_replay_feed(const ReplaySettings& settings, std::ostream& out, std::ostream& err) {
    const StopSignals signals;
    auto sides = open_sides(settings);
    if (!sides) {
        err << "twinleg replay: " << sides.error().message << '\n';
        return kUnreadable;
    }
    const ReplaySide& side = sides->front();
    replay::Feed feed = side.feed();
    FollowedBook followed{side.facts.rules};
    ReplayProgress progress{err, "replaying"};
    Event event;
    while (!signals.asked() && feed.next(event)) {
        followed.see(event);
        progress.step([&] { return std::pair{feed.progress(), feed.stats().events}; });
    }
    progress.end();
    const auto stats = feed.stats();

    Report report;
    report.strategy = settings.strategy.strategy;
    report.mode = "replay";
    report.duration = {stats.last_ns - stats.first_ns};
    report.venues = {side.instrument.venue_name};
    report.instruments = {side.instrument.spec()};
    report.positions = {{side.instrument.spec(), Quantity{}}};
    report.pnl.by_venue[side.instrument.venue_name] = {};
    report.counters.book_gaps = followed.gaps();
    report.counters.stale_ms_max = followed.stale_ms();
    report.input = input_of(stats, progress.seconds());
    add_assumptions(*report.input, *sides, settings);
    report.input->assumptions.emplace_back("orders", "one side alone is a feed without orders");
    write_report(to_json(report), settings.json, settings.report, out);
    write_books(settings, {replay::to_json(followed.book())});
    tell_input(stats, *sides, err);
    if (!settings.json) {
        out << side.instrument.spec() << ": " << stats.frames << " frames, " << stats.events
            << " events, " << stats.gaps << " gaps; a feed of one side, without orders\n";
    }
    return stats.error ? kUnreadable : kDone;
}

}  // namespace twinleg::app
