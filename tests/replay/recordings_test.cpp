// Every recording of ../shared/data, read whole. Skipped where it is not there.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "replay/input.h"
#include "replay/lines.h"

namespace twinleg::replay {
namespace {

const std::filesystem::path kData{TWINLEG_SOURCE_DIR "/../shared/data"};

std::vector<std::filesystem::path> recordings() {
    std::vector<std::filesystem::path> out;
    if (!std::filesystem::exists(kData)) return out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{kData}) {
        const std::string name = entry.path().filename();
        if (name.ends_with(".gz") || name.ends_with(".csv") || name.ends_with(".log")) {
            out.push_back(entry.path());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::uint64_t lines_of(const std::string& path) {
    LineReader lines{std::move(*open_bytes(path))};
    while (lines.next()) {
    }
    EXPECT_FALSE(lines.error());
    return lines.number();
}

TEST(Recordings, AreReadToTheirLastLineWithoutAGap) {
    const auto files = recordings();
    if (files.empty()) GTEST_SKIP() << "no recordings beside this clone";

    for (const auto& path : files) {
        SCOPED_TRACE(path.string());
        const auto facts = probe(path);
        ASSERT_TRUE(facts) << facts.error().message;
        auto reader = open_reader(path, {}, *facts);
        ASSERT_TRUE(reader) << reader.error().message;
        Event event;
        std::uint64_t times = 0;
        std::int64_t last = 0;
        book::OrderBook book{facts->rules};
        while ((*reader)->next(event)) {
            ++times;
            ASSERT_GE(event.time.ns, last);
            last = event.time.ns;
            Result<void> done;
            if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
                done = book.apply(*delta, event.time);
            } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
                done = book.apply(*snapshot, event.time);
            } else if (const auto* quote = std::get_if<Quote>(&event.what)) {
                done = book.apply(*quote, event.time);
            }
            ASSERT_TRUE(done) << done.error().message;
        }

        const InputStats& stats = (*reader)->stats();
        EXPECT_FALSE(stats.error) << stats.error->message;
        EXPECT_EQ(stats.frames, lines_of(path));
        EXPECT_EQ(stats.gaps, 0U);
        EXPECT_GT(times, 0U);
        EXPECT_GT(stats.first_ns, 0);
        EXPECT_GE(stats.last_ns, stats.first_ns);
    }
}

TEST(Recordings, LighterRowsInLocalTimeArePutRight) {
    const auto path = kData / "lighter/prices_BTC.csv.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP();
    const auto facts = probe(path);
    auto reader = std::move(*open_reader(path, {}, *facts));
    Event event;
    ASSERT_TRUE(reader->next(event));

    // 22:56:16.839832 in UTC+2.
    EXPECT_EQ(event.time.ns, 1757969776839832000);
    while (reader->next(event)) {
    }
    EXPECT_EQ(event.time.ns, 1757973486409933000);  // 21:58:06.409933 UTC
    EXPECT_EQ(reader->stats().warnings.times("zone"), 3331U);
    EXPECT_EQ(reader->stats().warnings.times("clock"), 0U);
}

}  // namespace
}  // namespace twinleg::replay
