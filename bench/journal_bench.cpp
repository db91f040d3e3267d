// What the journal adds to the life of a tick.
//
//   cmake --preset release -DTWINLEG_BENCH=ON && cmake --build build/release --target journal_bench
//   build/release/bin/journal_bench --benchmark_repetitions=9
//   --benchmark_report_aggregates_only=true

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "store/codec.h"
#include "store/crc32c.h"
#include "store/journal_writer.h"

namespace {

using namespace twinleg;

Event delta(const std::vector<Level>& levels) {
    return {Time{1}, false, BookDelta{.first = 1, .last = 2, .bids = levels, .asks = levels}};
}

std::vector<Level> levels(const benchmark::State& state) {
    return std::vector<Level>(static_cast<std::size_t>(state.range(0)) / 2,
                              {Price::from_units(61'800), Quantity::from_units(2)});
}

void Encode(benchmark::State& state) {
    const auto side = levels(state);
    const Event event = delta(side);
    std::vector<std::byte> out(store::encoded_size(event));
    for (auto _ : state) {
        benchmark::DoNotOptimize(store::encode(event, std::span(out)));
        benchmark::ClobberMemory();
    }
}
BENCHMARK(Encode)->Arg(2)->Arg(6)->Arg(40);

void Decode(benchmark::State& state) {
    const auto side = levels(state);
    std::vector<std::byte> bytes;
    store::encode(delta(side), bytes);
    store::Scratch scratch;
    for (auto _ : state)
        benchmark::DoNotOptimize(store::decode_event(bytes, scratch));
}
BENCHMARK(Decode)->Arg(2)->Arg(6)->Arg(40);

void Checksum(benchmark::State& state) {
    const std::vector<std::byte> bytes(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(store::crc32c(bytes));
}
BENCHMARK(Checksum)->Arg(64)->Arg(256)->Arg(1024);

void Append(benchmark::State& state) {
    const auto side = levels(state);
    const Event event = delta(side);
    const auto path = std::filesystem::temp_directory_path() / "twinleg-journal-bench.twj";
    std::unique_ptr<store::JournalWriter> writer;
    std::uint64_t left = 0;
    for (auto _ : state) {
        if (left-- == 0) {
            // A new file now and then, or a long run would fill the disk.
            state.PauseTiming();
            writer.reset();
            writer = std::move(store::JournalWriter::create(path).value());
            left = 1'000'000;
            state.ResumeTiming();
        }
        if (!writer->append(event)) std::abort();
    }
    writer.reset();
    std::filesystem::remove(path);
}
BENCHMARK(Append)->Arg(2)->Arg(6)->Arg(40);

}  // namespace

BENCHMARK_MAIN();
