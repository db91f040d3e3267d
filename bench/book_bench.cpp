// The order book and the readers on recorded frames: the real BTC ones where they are beside this
// clone, else our own small recording.

#include <benchmark/benchmark.h>

#include <filesystem>
#include <vector>

#include "book/order_book.h"
#include "replay/compact.h"
#include "replay/feed.h"

namespace twinleg {
namespace {

std::string recording() {
    const std::string real{"../shared/data/binance_raw_l2/usdm-btcusdt_20240808.jsonl.gz"};
    return std::filesystem::exists(real) ? real : "tests/replay/data/futures.jsonl.gz";
}

std::string compact() {
    static const std::string path = [] {
        const auto to = std::filesystem::temp_directory_path() / "twinleg_book_bench.tlr";
        const auto facts = replay::probe(recording());
        replay::Feed feed{{recording()}, {}, *facts};
        auto writer = std::move(*replay::CompactWriter::create(to, *facts));
        Event event;
        while (feed.next(event))
            (void)writer->add(event);
        (void)writer->finish(feed.stats());
        return to.string();
    }();
    return path;
}

void count(benchmark::State& state, const replay::InputStats& stats) {
    state.counters["events/s"] = benchmark::Counter(static_cast<double>(stats.events),
                                                    benchmark::Counter::kIsIterationInvariantRate);
    state.counters["frames/s"] = benchmark::Counter(static_cast<double>(stats.frames),
                                                    benchmark::Counter::kIsIterationInvariantRate);
}

void read(benchmark::State& state, const std::string& file, bool with_book) {
    const auto facts = replay::probe(file);
    replay::InputStats stats;
    for (auto _ : state) {
        replay::Feed feed{{file}, {}, *facts};
        book::OrderBook book{facts->rules};
        Event event;
        while (feed.next(event)) {
            if (!with_book) continue;
            if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
                (void)book.apply(*delta, event.time);
            } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
                (void)book.apply(*snapshot, event.time);
            }
            benchmark::DoNotOptimize(book.bbo());
        }
        stats = feed.stats();
    }
    count(state, stats);
}

void RawFrames(benchmark::State& state) {
    read(state, recording(), false);
}
void CompactForm(benchmark::State& state) {
    read(state, compact(), false);
}
void CompactFormIntoBook(benchmark::State& state) {
    read(state, compact(), true);
}

// Whole increments from memory, with the best prices after each; time a level in the counter.
void BookIncrements(benchmark::State& state) {
    struct Held {
        BookDelta head;
        std::vector<Level> bids, asks;
    };
    const auto facts = replay::probe(recording());
    replay::Feed feed{{recording()}, {}, *facts};
    std::vector<Held> increments;
    std::vector<Level> bids;
    std::vector<Level> asks;
    book::OrderBook first{facts->rules};
    std::size_t levels = 0;
    Event event;
    while (feed.next(event)) {
        if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            (void)first.apply(*snapshot, event.time);
            bids = first.levels(Side::buy);
            asks = first.levels(Side::sell);
        } else if (const auto* delta = std::get_if<BookDelta>(&event.what);
                   delta != nullptr && first.complete()) {
            increments.push_back({*delta,
                                  {delta->bids.begin(), delta->bids.end()},
                                  {delta->asks.begin(), delta->asks.end()}});
            levels += delta->bids.size() + delta->asks.size();
        }
    }
    auto rules = facts->rules;
    rules.sequence = book::SequenceRule::none;
    rules.first_spans_snapshot = false;
    book::OrderBook book{rules};
    for (auto _ : state) {
        (void)book.apply(BookSnapshot{{}, 0, {}, bids, asks}, Time{1});
        for (const Held& held : increments) {
            BookDelta delta = held.head;
            delta.bids = held.bids;
            delta.asks = held.asks;
            (void)book.apply(delta, Time{1});
            benchmark::DoNotOptimize(book.bbo());
        }
    }
    state.counters["s/level"] = benchmark::Counter(
        static_cast<double>(levels),
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK(BookIncrements)->Unit(benchmark::kMillisecond);
BENCHMARK(RawFrames)->Unit(benchmark::kMillisecond);
BENCHMARK(CompactForm)->Unit(benchmark::kMillisecond);
BENCHMARK(CompactFormIntoBook)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace twinleg

BENCHMARK_MAIN();
