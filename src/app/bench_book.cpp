#include "app/bench_book.h"

#include <time.h>

#include <algorithm>
#include <ostream>
#include <vector>

#include <fmt/format.h>

#include "app/bench_market.h"
#include "app/catalog.h"
#include "app/command.h"
#include "app/replay_sides.h"
#include "engine/engine.h"
#include "replay/feed.h"
#include "replay/replay_world.h"

namespace twinleg::app {

namespace {

// Processor time of this thread: on a machine with neighbours the wall's tells more of them.
double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
double seconds_since(double start) {
    return processor_seconds() - start;
}

BenchMarkets markets() {
    auto made = BenchMarkets::make();
    if (!made) throw CannotStart(kBadUsage, made.error().message);
    return std::move(*made);
}

// Figures in nanoseconds, with a tenth: a level takes a few.
void tell_ns(std::ostream& out, std::string_view bench, const std::string& what,
             std::vector<double> ns) {
    std::ranges::sort(ns);
    out << fmt::format(
               R"({{"bench":"{}","case":"{}","median_ns":{:.1f},"p99_ns":{:.1f},"min_ns":{:.1f},"repetitions":{}}})",
               bench, what, ns[ns.size() / 2], ns[(ns.size() * 99 + 99) / 100 - 1], ns.front(),
               ns.size())
        << std::endl;
}

void tell_rate(std::ostream& out, std::string_view bench, const std::string& what,
               std::vector<double> per_second) {
    std::ranges::sort(per_second);
    out << fmt::format(
               R"({{"bench":"{}","case":"{}","per_second":{:.0f},"best_per_second":{:.0f},"repetitions":{}}})",
               bench, what, per_second[per_second.size() / 2], per_second.back(), per_second.size())
        << std::endl;
}

// The increments of a recording in memory, so that the book alone is measured.
struct Increments {
    struct Frame {
        BookDelta head;
        std::vector<Level> bids, asks;
    };
    // One level; in each frame what goes comes before what comes, so that nothing crosses between.
    struct Single {
        Level level;
        bool bid{false};
    };
    std::vector<Level> snapshot_bids, snapshot_asks;
    std::vector<Frame> frames;
    std::vector<Single> singles;
    std::size_t levels{0};
    book::Rules rules;
};

Increments load(const std::string& file) {
    Increments out;
    const auto facts = replay::probe(file);
    CHECK(facts.has_value());
    out.rules = facts->rules;
    // From the snapshot on, so that every increment counts.
    out.rules.first_spans_snapshot = false;
    out.rules.sequence = book::SequenceRule::next_last;
    replay::Feed feed{{file}, {}, *facts};
    book::OrderBook book{facts->rules};
    Event event;
    while (feed.next(event)) {
        if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            CHECK(book.apply(*snapshot, event.time).has_value());
            out.snapshot_bids = book.levels(Side::buy);
            out.snapshot_asks = book.levels(Side::sell);
        } else if (const auto* delta = std::get_if<BookDelta>(&event.what);
                   delta != nullptr && book.complete()) {
            out.frames.push_back({*delta,
                                  {delta->bids.begin(), delta->bids.end()},
                                  {delta->asks.begin(), delta->asks.end()}});
            out.levels += delta->bids.size() + delta->asks.size();
            for (const bool gone : {true, false}) {
                for (const bool bid : {true, false}) {
                    for (const Level& level : bid ? delta->bids : delta->asks) {
                        if (level.quantity.is_zero() == gone) out.singles.push_back({level, bid});
                    }
                }
            }
        }
    }
    return out;
}

double whole_frames(const Increments& from, std::int64_t& sum) {
    book::OrderBook book{from.rules};
    BookSnapshot snapshot;
    snapshot.bids = from.snapshot_bids;
    snapshot.asks = from.snapshot_asks;
    CHECK(book.apply(snapshot, Time{1}).has_value());
    const double start = processor_seconds();
    std::uint64_t sequence = 0;
    for (const auto& frame : from.frames) {
        BookDelta delta;
        delta.last = ++sequence;
        delta.bids = frame.bids;
        delta.asks = frame.asks;
        CHECK(book.apply(delta, Time{1}).has_value());
        if (const auto bbo = book.bbo()) sum += bbo->bid.price.raw() + bbo->ask.quantity.raw();
    }
    return seconds_since(start) * 1e9 / static_cast<double>(from.levels);
}

// Each level an increment of its own, and the best prices read after each: what other books are
// measured by.
double single_levels(const Increments& from, std::int64_t& sum) {
    book::OrderBook book{from.rules};
    BookSnapshot snapshot;
    snapshot.bids = from.snapshot_bids;
    snapshot.asks = from.snapshot_asks;
    CHECK(book.apply(snapshot, Time{1}).has_value());
    const double start = processor_seconds();
    BookDelta delta;
    for (const auto& [level, bid] : from.singles) {
        ++delta.last;
        delta.bids = {&level, bid ? 1U : 0U};
        delta.asks = {&level, bid ? 0U : 1U};
        CHECK(book.apply(delta, Time{1}).has_value());
        if (const auto bbo = book.bbo()) sum += bbo->bid.price.raw() + bbo->ask.quantity.raw();
    }
    return seconds_since(start) * 1e9 / static_cast<double>(from.levels);
}

std::vector<ReplaySide> sides_of(const BenchMarkets& from, const ReplaySettings& settings) {
    auto sides = open_sides(settings);
    if (!sides) throw CannotStart(kBadUsage, from.what() + ": " + sides.error().message);
    return std::move(*sides);
}

// Our side of the market, without an engine: a book for each leg, its best price read after every
// event, and two orders at each venue renewed every 100 ms.
double quoting(const std::vector<ReplaySide>& sides, const ReplaySettings& settings,
               std::int64_t& sum) {
    const double start = processor_seconds();
    replay::ReplayWorld world(sides[0].feed(), venue_of(sides[0], settings), sides[1].feed(),
                              venue_of(sides[1], settings));
    book::OrderBook books[2] = {book::OrderBook{sides[0].facts.rules},
                                book::OrderBook{sides[1].facts.rules}};
    Time next_renewal{0};
    std::uint64_t ids = 0;
    Event event;
    while (!world.recording_ended() && world.next(kNever, event)) {
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            (void)books[delta->instrument.value].apply(*delta, event.time);
        } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            (void)books[snapshot->instrument.value].apply(*snapshot, event.time);
        }
        for (const auto& book : books) {
            if (const auto bbo = book.bbo()) sum += bbo->bid.price.raw();
        }
        if (event.time < next_renewal) continue;
        next_renewal = event.time + milliseconds(100);
        for (const int leg : {0, 1}) {
            const auto bbo = books[leg].bbo();
            if (!bbo) continue;
            world.venue(leg).send(CancelAll{{static_cast<std::uint8_t>(leg)}, {++ids}, kNoNonce},
                                  event.time);
            for (const Side side : {Side::buy, Side::sell}) {
                Order order;
                order.instrument = sides[static_cast<std::size_t>(leg)].instrument.id;
                order.client_order_id = {++ids};
                order.side = side;
                order.time_in_force = TimeInForce::post_only;
                order.price = side == Side::buy ? bbo->bid.price : bbo->ask.price;
                order.quantity = sides[static_cast<std::size_t>(leg)].instrument.lot;
                world.venue(leg).place(order, event.time);
            }
        }
    }
    return static_cast<double>(world.stats().events) / seconds_since(start);
}

double with_engine(const std::vector<ReplaySide>& sides, const ReplaySettings& settings) {
    engine::Config config;
    for (const auto& side : sides) {
        config.instruments.push_back({side.instrument, side.facts.rules});
        config.venues.push_back(venue_of(side, settings).traits);
    }
    apply(settings.strategy, config);
    const double start = processor_seconds();
    auto engine = make_engine(config);
    CHECK(engine.has_value());
    replay::ReplayWorld world(sides[0].feed(), venue_of(sides[0], settings), sides[1].feed(),
                              venue_of(sides[1], settings));
    runtime::Loop loop(**engine, world, world, nullptr);
    while (loop.turn()) {
    }
    return static_cast<double>(world.stats().events) / seconds_since(start);
}

}  // namespace

void bench_book(std::ostream& out, unsigned repetitions) {
    const auto from = markets();
    std::int64_t sum = 0;
    for (const auto& [name, file] :
         {std::pair{"first", from.first()}, std::pair{"second", from.second()}}) {
        const auto increments = load(file);
        std::vector<double> frames;
        std::vector<double> levels;
        for (unsigned i = 0; i < repetitions; ++i) {
            frames.push_back(whole_frames(increments, sum));
            levels.push_back(single_levels(increments, sum));
        }
        const auto of = fmt::format("{}, {}", from.what(), name);
        tell_ns(out, "book", "one level and best prices after it, " + of, std::move(levels));
        tell_ns(out, "book", "a level of whole frames, " + of, std::move(frames));
    }
    if (sum == 1) out << '\n';  // keeps the reads
}

void bench_decode(std::ostream& out, unsigned repetitions) {
    const auto from = markets();
    for (const auto& [name, file] :
         {std::pair{"raw JSON frames", from.raw()}, std::pair{"compact form", from.first()}}) {
        const auto facts = replay::probe(file);
        CHECK(facts.has_value());
        std::vector<double> frames;
        std::vector<double> events;
        for (unsigned i = 0; i < repetitions; ++i) {
            replay::Feed feed{{file}, {}, *facts};
            Event event;
            const double start = processor_seconds();
            while (feed.next(event)) {
            }
            const double seconds = seconds_since(start);
            frames.push_back(static_cast<double>(feed.stats().frames) / seconds);
            events.push_back(static_cast<double>(feed.stats().events) / seconds);
        }
        const auto what = fmt::format("{}, {}", name, from.what());
        tell_rate(out, "decode", what + ", frames", std::move(frames));
        tell_rate(out, "decode", what + ", events", std::move(events));
    }
}

void bench_replay(std::ostream& out, unsigned repetitions) {
    const auto from = markets();
    ReplaySettings settings;
    settings.strategy = default_settings("maker-taker");
    settings.strategy.size = Quantity::from_raw(1'000'000);          // 0.01
    settings.strategy.max_position = Quantity::from_raw(5'000'000);  // 0.05
    settings.first = {from.first()};
    settings.second = {from.second()};
    const auto sides = sides_of(from, settings);
    std::int64_t sum = 0;
    std::vector<double> alone;
    std::vector<double> whole;
    for (unsigned i = 0; i < repetitions; ++i) {
        alone.push_back(quoting(sides, settings, sum));
        whole.push_back(with_engine(sides, settings));
    }
    tell_rate(out, "replay", "two venues, 4 orders every 100 ms, " + from.what(), std::move(alone));
    tell_rate(out, "replay", "two venues, engine and maker-taker, " + from.what(),
              std::move(whole));
    if (sum == 1) out << '\n';
}

}  // namespace twinleg::app
