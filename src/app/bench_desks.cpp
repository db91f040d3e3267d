#include "app/bench_desks.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include "app/bench_quiet.h"
#include "runtime/journal.h"

namespace twinleg::app {

namespace {

constexpr unsigned kDesks = 50;
constexpr unsigned kEventsPerSecond = 40'000;  // both venues, all desks
constexpr std::chrono::milliseconds kBatch{5};
constexpr unsigned kInABatch = kEventsPerSecond / kDesks * kBatch.count() / 1000;
static_assert(kInABatch * kDesks * 1000 / kBatch.count() == kEventsPerSecond);

double cpu_seconds() {
    timespec used{};
    (void)::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

std::size_t resident_kb() {
    std::ifstream file("/proc/self/statm");
    std::size_t whole = 0;
    std::size_t resident = 0;
    file >> whole >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

void read_books(const std::filesystem::path& journal, unsigned seconds) {
    auto writer = store::JournalWriter::create(journal);
    CHECK(writer.has_value());
    runtime::JournalRecorder recorder(std::move(*writer), milliseconds(5));
    Quiet desk("market-spread");
    auto next = std::chrono::steady_clock::now();
    const auto end = next + std::chrono::seconds(seconds);
    for (std::uint64_t n = 0; next < end; next += kBatch) {
        std::this_thread::sleep_until(next);
        for (unsigned i = 0; i < kInABatch; ++i)
            desk.tick(n++, &recorder);
        if (n % 400 == 0) desk.breathe();
    }
}

}  // namespace

void bench_desks(std::ostream& out, unsigned seconds) {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("twinleg_bench_desks_{}", ::getpid());
    std::filesystem::create_directories(folder);
    const double before = cpu_seconds();
    const auto began = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < kDesks; ++i)
            threads.emplace_back([&, i] { read_books(folder / fmt::format("{}", i), seconds); });
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    out << fmt::format(
               R"({{"bench":"desks","case":"{} desks, {} events a second","cores":{:.2f},"events":{},"resident_kb":{}}})",
               kDesks, kEventsPerSecond, (cpu_seconds() - before) / took.count(),
               static_cast<std::uint64_t>(kEventsPerSecond) * seconds, resident_kb())
        << std::endl;
    std::filesystem::remove_all(folder);
}

}  // namespace twinleg::app
