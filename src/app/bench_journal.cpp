#include "app/bench_journal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"
#include "runtime/journal.h"
#include "runtime/latency.h"
#include "store/codec.h"

namespace twinleg::app {
namespace {

// An increment of six levels, as a busy venue sends them.
struct Tick {
    std::vector<Level> bids{3, {Price::from_units(61'800), Quantity::from_units(2)}};
    std::vector<Level> asks{3, {Price::from_units(61'801), Quantity::from_units(2)}};

    Event event(std::uint64_t number) const {
        return {Time{static_cast<std::int64_t>(number) + 1}, false,
                BookDelta{.instrument = {0},
                          .first = number,
                          .last = number,
                          .previous = number - 1,
                          .bids = bids,
                          .asks = asks}};
    }
};

class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view name)
        : path_(std::filesystem::temp_directory_path() /
                fmt::format("twinleg-bench-{}-{}.twj", name, ::getpid())) {}
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

template <typename Work>
void measure(std::ostream& out, std::string_view name, unsigned repetitions, Work work) {
    const runtime::CycleScale scale;
    std::vector<std::uint64_t> cycles;
    cycles.reserve(repetitions);
    for (unsigned i = 0; i < repetitions / 10 + 10; ++i)
        work(i + 1);
    // What looking at the counter costs, to be taken off.
    std::uint64_t empty = UINT64_MAX;
    for (int i = 0; i < 1000; ++i) {
        const auto from = runtime::cycles();
        empty = std::min(empty, runtime::cycles() - from);
    }
    for (unsigned i = 0; i < repetitions; ++i) {
        const auto from = runtime::cycles();
        work(i + 1);
        const auto taken = runtime::cycles() - from;
        cycles.push_back(taken > empty ? taken - empty : 0);
    }
    std::ranges::sort(cycles);
    const auto ns = [&](std::size_t index) {
        return static_cast<std::int64_t>(static_cast<double>(cycles[index]) * scale.ns_per_cycle());
    };
    out << fmt::format(
               R"({{"bench":"journal","case":"{}","median_ns":{},"p99_ns":{},"min_ns":{},"repetitions":{}}})",
               name, ns(cycles.size() / 2), ns(cycles.size() * 99 / 100), ns(0), cycles.size())
        << '\n';
}

std::unique_ptr<store::JournalWriter> writer_at(const std::filesystem::path& path) {
    auto writer = store::JournalWriter::create(path);
    CHECK(writer.has_value());
    return std::move(*writer);
}

void bench_append(std::ostream& out, unsigned repetitions) {
    const Tick tick;
    {
        const TemporaryFile file("append");
        const auto writer = writer_at(file.path());
        measure(out, "append book delta of 6 levels", repetitions,
                [&](unsigned i) { CHECK(writer->append(tick.event(i)).has_value()); });
        const Command cancel = CancelOrder{{0}, ClientOrderId::make(1, 7), {}, kNoNonce};
        measure(out, "append cancel", repetitions,
                [&](unsigned) { CHECK(writer->append(cancel).has_value()); });
    }
    const TemporaryFile file("synced");
    runtime::JournalRecorder journal(writer_at(file.path()), milliseconds(5));
    measure(out, "append book delta, synced every 5 ms", repetitions,
            [&](unsigned i) { CHECK(journal.append(tick.event(i)).has_value()); });
}

void bench_sync(std::ostream& out, unsigned repetitions) {
    const Tick tick;
    const TemporaryFile file("sync");
    const auto writer = writer_at(file.path());
    measure(out, "append and sync to disk", std::max(50U, repetitions / 1000), [&](unsigned i) {
        CHECK(writer->append(tick.event(i)).has_value());
        CHECK(writer->sync().has_value());
    });
}

void bench_read(std::ostream& out, unsigned repetitions) {
    const Tick tick;
    const TemporaryFile file("read");
    {
        const auto writer = writer_at(file.path());
        for (unsigned i = 1; i <= repetitions; ++i)
            CHECK(writer->append(tick.event(i)).has_value());
    }
    using Clock = std::chrono::steady_clock;
    const auto begun = Clock::now();
    auto reader = store::JournalReader::open(file.path());
    CHECK(reader.has_value());
    store::Scratch scratch;
    std::uint64_t events = 0;
    for (;;) {
        const auto record = reader->next();
        CHECK(record.has_value());
        if (!*record) break;
        CHECK(store::decode_event((*record)->payload, scratch).has_value());
        ++events;
    }
    const std::chrono::duration<double> taken = Clock::now() - begun;
    out << fmt::format(R"({{"bench":"journal","case":"read and decode","per_second":{}}})",
                       static_cast<std::int64_t>(static_cast<double>(events) / taken.count()))
        << '\n';
}

}  // namespace

void bench_journal(std::ostream& out, unsigned repetitions) {
    CHECK(repetitions > 0);
    bench_append(out, repetitions);
    bench_sync(out, repetitions);
    bench_read(out, repetitions);
}

}  // namespace twinleg::app
