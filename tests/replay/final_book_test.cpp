// The books at the end of a recording, against those of final_book.py.

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

#include "replay/book_text.h"
#include "replay/feed.h"

namespace twinleg::replay {
namespace {

const std::string kHere{TWINLEG_SOURCE_DIR "/tests/replay/"};
const std::string kReal{TWINLEG_SOURCE_DIR "/../shared/data/binance_raw_l2/"};

std::string ours(const std::vector<std::string>& files) {
    const auto facts = probe(files.front());
    EXPECT_TRUE(facts);
    Feed feed{files, {}, *facts};
    book::OrderBook book{facts->rules};
    Event event;
    while (feed.next(event)) {
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            EXPECT_TRUE(book.apply(*delta, event.time));
        } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            EXPECT_TRUE(book.apply(*snapshot, event.time));
        }
    }
    EXPECT_EQ(feed.stats().gaps, 0U);
    EXPECT_TRUE(book.complete());
    return to_json(book);
}

std::string theirs(const std::vector<std::string>& files) {
    std::string command = "python3 " + kHere + "final_book.py";
    for (const std::string& file : files)
        command += " " + file;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::string out;
    char buffer[65536];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe))
        out.append(buffer, got);
    EXPECT_EQ(::pclose(pipe), 0);
    while (out.ends_with('\n'))
        out.pop_back();
    return out;
}

void expect_same_books(const std::vector<std::string>& files) {
    SCOPED_TRACE(files.front());
    // Not EXPECT_EQ: the texts are long.
    EXPECT_TRUE(ours(files) == theirs(files));
}

TEST(FinalBook, OfOurOwnRecordingsIsThatOfAFewLinesOfPython) {
    expect_same_books({kHere + "data/futures.jsonl.gz"});
    expect_same_books({kHere + "data/coin.jsonl.gz"});
}

TEST(FinalBook, OfTheRealRecordingsIsThatOfAFewLinesOfPython) {
    if (!std::filesystem::exists(kReal)) GTEST_SKIP() << "no recordings beside this clone";
    const auto file = [](const std::string& name) { return kReal + name + ".jsonl.gz"; };
    expect_same_books({file("usdm-btcusdt_20240808")});
    expect_same_books({file("cm-btcusd_perp_20240808"), file("cm-btcusd_perp_20240809")});
    expect_same_books({file("spot-btcusdt_20240808"), file("spot-btcusdt_20240809")});
    expect_same_books({file("spot-ethusdt_20240808"), file("spot-ethusdt_20240809")});
}

}  // namespace
}  // namespace twinleg::replay
