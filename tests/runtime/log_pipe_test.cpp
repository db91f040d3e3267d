#include "runtime/log_pipe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "tests/support/temp_dir.h"

namespace twinleg::runtime {
namespace {

using support::read_file;
using support::TempDir;

constexpr Time kNoon{1'723'118'400'000'000'000};  // 2024-08-08T12:00:00Z

std::unique_ptr<store::DailyLogs> logs_in(const std::filesystem::path& directory) {
    return std::make_unique<store::DailyLogs>(
        directory, store::log_names("maker-taker", "BTC", "edgex", "lighter"), "maker-taker",
        "edgex", "lighter");
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

TEST(LogPipe, HasWrittenEverythingOnceItIsClosed) {
    TempDir dir;
    LogPipe pipe(logs_in(dir.path()));
    pipe.write(store::BboRow{.time = kNoon});
    pipe.write(store::TradeRow{.time = kNoon});

    ASSERT_TRUE(pipe.close());

    EXPECT_EQ(lines(read_file(dir / "bbo_20240808.csv")), 2u);
    EXPECT_EQ(lines(read_file(dir / "trades_20240808.csv")), 2u);
    EXPECT_EQ(pipe.thinned(), 0u);
}

TEST(LogPipe, ThinsMarketDataAndNeverTrades) {
    TempDir dir;
    LogPipe pipe(logs_in(dir.path()), {.rows = 16});
    constexpr std::size_t kRows = 20'000;
    for (std::size_t i = 0; i < kRows; ++i) {
        pipe.write(store::BboRow{.time = kNoon});
        pipe.write(store::TradeRow{.time = kNoon});
    }

    ASSERT_TRUE(pipe.close());

    EXPECT_EQ(lines(read_file(dir / "trades_20240808.csv")), kRows + 1);
    EXPECT_EQ(lines(read_file(dir / "bbo_20240808.csv")) + pipe.thinned(), kRows + 1);
}

TEST(LogPipe, SaysWhyTheFilesCannotBeWritten) {
    LogPipe pipe(logs_in("/proc/twinleg"));
    pipe.write(store::TradeRow{.time = kNoon});

    const auto closed = pipe.close();

    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, Errc::io);
    EXPECT_NE(closed.error().message.find("/proc/twinleg"), std::string::npos);
}

}  // namespace
}  // namespace twinleg::runtime
