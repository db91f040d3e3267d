// Recordings that are damaged, or that tell nonsense: what is readable is read, and the rest is
// told with file, line and field.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "replay/feed.h"

namespace twinleg::replay {
namespace {

const std::string kHere{TWINLEG_SOURCE_DIR "/tests/replay/data/"};

struct Seen {
    InputStats stats;
    std::uint64_t gaps_of_the_book{0};
    std::uint64_t crossed{0};
    bool complete{false};
    std::string error() const { return stats.error ? stats.error->message : ""; }
    bool tells(std::string_view part) const { return error().find(part) != std::string::npos; }
};

const std::string kHyperliquid{
    R"(100000000000 {"channel":"l2Book","data":{"coin":"BTC","time":99000,)"
    R"("levels":[[{"px":"100","sz":"1"}],[{"px":"101","sz":"2"}]]}})"
    "\n"};

class BadInput : public testing::Test {
protected:
    std::string write(const std::string& bytes, const std::string& name = "input") {
        const auto folder = std::filesystem::path{testing::TempDir()} / "twinleg_bad_input";
        std::filesystem::create_directories(folder);
        const auto path = folder / name;
        std::ofstream{path, std::ios::binary} << bytes;
        return path;
    }
    Seen read(const std::string& bytes, const std::string& name = "input") {
        const std::string path = write(bytes, name);
        Seen out;
        const auto facts = probe(path);
        if (!facts) {
            out.stats.error = facts.error();
            return out;
        }
        Feed feed{{path}, {}, *facts};
        book::OrderBook book{facts->rules};
        Event event;
        std::int64_t last = 0;
        while (feed.next(event)) {
            EXPECT_GE(event.time.ns, last);
            last = event.time.ns;
            Result<void> done;
            if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
                done = book.apply(*delta, event.time);
            } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
                done = book.apply(*snapshot, event.time);
            }
            if (!done && done.error().code == Errc::sequence_gap) ++out.gaps_of_the_book;
            if (!done && done.error().code == Errc::crossed) ++out.crossed;
        }
        out.stats = feed.stats();
        out.complete = book.complete();
        return out;
    }

    // Lines of a futures recording, numbered as they stand here.
    static std::string snapshot(int at = 100) {
        return std::to_string(at) +
               "000000000 {\"lastUpdateId\":10,\"E\":1,\"T\":1,"
               "\"bids\":[[\"100.0\",\"1\"]],\"asks\":[[\"100.1\",\"1\"]]}\n";
    }
    static std::string delta(int at, int first, int last, int previous,
                             const std::string& bids = "[\"99.9\",\"2\"]") {
        return std::to_string(at) +
               "000000000 {\"stream\":\"x@depth@0ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":2,"
               "\"T\":2,\"s\":\"X\",\"U\":" +
               std::to_string(first) + ",\"u\":" + std::to_string(last) +
               ",\"pu\":" + std::to_string(previous) + ",\"b\":[" + bids + "],\"a\":[]}}\n";
    }
};

TEST_F(BadInput, AWholeRecordingHasNothingToComplainAbout) {
    const Seen seen = read(snapshot() + delta(101, 9, 12, 8) + delta(102, 13, 14, 12));

    EXPECT_EQ(seen.error(), "");
    EXPECT_EQ(seen.stats.frames, 3U);
    EXPECT_EQ(seen.stats.events, 4U);
    EXPECT_EQ(seen.stats.gaps, 0U);
    EXPECT_EQ(seen.stats.first_ns, 100'000'000'000);
    EXPECT_EQ(seen.stats.last_ns, 102'000'000'000);
    EXPECT_TRUE(seen.complete);
}

TEST_F(BadInput, AGzipFileThatIsCutOffIsReadUpToTheCut) {
    std::string whole;
    {
        std::ifstream in{kHere + "futures.jsonl.gz", std::ios::binary};
        whole.assign(std::istreambuf_iterator<char>{in}, {});
    }
    const Seen seen = read(whole.substr(0, whole.size() / 2), "cut.jsonl.gz");

    EXPECT_TRUE(seen.tells("cut.jsonl.gz: line ")) << seen.error();
    EXPECT_TRUE(seen.tells("cut off")) << seen.error();
    EXPECT_EQ(seen.stats.error->code, Errc::corrupt);
    EXPECT_GT(seen.stats.frames, 500U);
    EXPECT_TRUE(seen.complete);

    std::string damaged = whole;
    damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x55);
    const Seen other = read(damaged, "damaged.jsonl.gz");
    EXPECT_NE(other.error(), "");
    EXPECT_GT(other.stats.frames, 500U);
}

TEST_F(BadInput, ALineOfGarbageIsNamedAndTheRestIsRead) {
    const Seen seen =
        read(snapshot() + "certainly not a frame\n" + delta(101, 9, 12, 8) + "102000000000 {\"a\n");

    EXPECT_TRUE(seen.tells("input: line 2: ")) << seen.error();
    EXPECT_EQ(seen.stats.frames, 4U);
    EXPECT_EQ(seen.stats.skipped, 2U);
    EXPECT_TRUE(seen.complete);
}

TEST_F(BadInput, GarbageAtTheStartIsNoRecording) {
    EXPECT_TRUE(read("certainly not a frame\n").tells("input: line 1: "));
    EXPECT_TRUE(read("").tells("is empty"));
    EXPECT_TRUE(read(std::string(100, '\0')).tells("no form we know"));
}

TEST_F(BadInput, ANumberOutOfRangeIsNamedWithItsField) {
    const Seen large = read(snapshot() + delta(101, 9, 12, 8, "[\"99999999999999\",\"1\"]"));
    EXPECT_TRUE(large.tells("line 2: b: \"99999999999999\" is too large")) << large.error();
    EXPECT_EQ(large.stats.error->code, Errc::out_of_range);

    const Seen fine = read(snapshot() + delta(101, 9, 12, 8, "[\"99.9\",\"0.000000001\"]"));
    EXPECT_TRUE(fine.tells("line 2: b: \"0.000000001\" has more than 8 digits")) << fine.error();

    const Seen word = read(snapshot() + delta(101, 9, 12, 8, "[\"99.9\",\"much\"]"));
    EXPECT_TRUE(word.tells("line 2: b: \"much\" is not a decimal number")) << word.error();

    const Seen sequence = read(snapshot() + delta(101, -9, 12, 8));
    EXPECT_TRUE(sequence.tells("line 2: U: ")) << sequence.error();
}

TEST_F(BadInput, ATimePastAllTimesIsNamed) {
    const Seen binance = read(snapshot() + "101000000000 {\"stream\":\"x\",\"data\":{\"E\":" +
                              "18446744073709551615,\"p\":\"1\",\"q\":\"1\"}}\n");
    EXPECT_TRUE(binance.tells("line 2: E: ")) << binance.error();
    EXPECT_EQ(binance.stats.error->code, Errc::out_of_range);

    const Seen other =
        read(kHyperliquid + R"(101000000000 {"channel":"l2Book","data":{"coin":"BTC",)"
                            R"("levels":[[],[]],"time":9223372036854775807}})"
                            "\n");
    EXPECT_TRUE(other.tells("line 2: time: ")) << other.error();
}

// simdjson looks a name up from the beginning again, and must find there what it found before.
TEST_F(BadInput, AFrameThatIsNotPutTogetherAsJsonIsNotSearched) {
    const Seen seen = read(
        kHyperliquid + R"(101000000000 {"channel":"l2Book","data":{"levels":[[],[]]}x,"coin":1})"
                       "\n");
    EXPECT_TRUE(seen.tells("line 2: frame: is no JSON")) << seen.error();
}

TEST_F(BadInput, AnEnvelopeInAnEnvelopeIsPassedOver) {
    std::string deep = "101000000000 {\"stream\":\"x\"";
    for (int i = 0; i < 200'000; ++i)
        deep += ",\"data\":{\"a\":1";
    deep.append(200'001, '}');

    const Seen seen = read(snapshot() + deep + "\n");

    EXPECT_EQ(seen.stats.frames, 2U);
    EXPECT_TRUE(seen.complete);
}

TEST_F(BadInput, AMissingFieldIsNamed) {
    const Seen seen = read(snapshot() +
                           "101000000000 {\"stream\":\"x@depth\",\"data\":{\"s\":\"X\",\"U\":9,"
                           "\"pu\":8,\"b\":[],\"a\":[]}}\n");
    EXPECT_TRUE(seen.tells("line 2: u: missing")) << seen.error();
}

TEST_F(BadInput, ACrossedSnapshotIsLeftOut) {
    const Seen seen = read(delta(99, 9, 10, 8) +
                           "100000000000 {\"lastUpdateId\":10,\"bids\":[[\"100.2\",\"1\"]],"
                           "\"asks\":[[\"100.1\",\"1\"]]}\n" +
                           delta(101, 11, 12, 10));

    EXPECT_TRUE(seen.tells("line 2: bids, asks: the snapshot is crossed: bid 100.2, ask 100.1"))
        << seen.error();
    EXPECT_EQ(seen.stats.error->code, Errc::crossed);
    EXPECT_FALSE(seen.complete);

    const Seen row = read(
        "timestamp,bid_price,bid_size,ask_price,ask_size,market_id\n"
        "2025-09-15T22:56:16.839832,100.2,0.1,100.2,0.2,1\n");
    EXPECT_TRUE(row.tells("line 2: bid, ask: the snapshot is crossed")) << row.error();
}

TEST_F(BadInput, AnIncrementThatCrossesTheBookMakesItNotReady) {
    const Seen seen = read(snapshot() + delta(101, 9, 12, 8, "[\"100.1\",\"2\"]"));
    EXPECT_EQ(seen.crossed, 1U);
    EXPECT_FALSE(seen.complete);
}

TEST_F(BadInput, ADuplicateIncrementChangesNothing) {
    const Seen seen =
        read(snapshot() + delta(101, 9, 12, 8) + delta(102, 9, 12, 8) + delta(103, 13, 14, 12));
    EXPECT_EQ(seen.error(), "");
    EXPECT_EQ(seen.stats.gaps, 0U);
    EXPECT_EQ(seen.stats.warnings.times("duplicate"), 1U);
    EXPECT_TRUE(seen.complete);
}

TEST_F(BadInput, AMissingIncrementIsAGapWithItsLine) {
    const Seen seen = read(snapshot() + delta(101, 9, 12, 8) + delta(103, 15, 16, 14));
    EXPECT_EQ(seen.stats.gaps, 1U);
    EXPECT_EQ(seen.gaps_of_the_book, 1U);
    EXPECT_FALSE(seen.complete);
    ASSERT_EQ(seen.stats.warnings.times("gap"), 1U);
    EXPECT_NE(seen.stats.warnings.lines()[0].find("line 3"), std::string::npos)
        << seen.stats.warnings.lines()[0];
}

TEST_F(BadInput, AClockThatGoesBackIsHeldStillAndTold) {
    const Seen seen = read(snapshot(105) + delta(103, 9, 12, 8) + delta(106, 13, 14, 12));
    EXPECT_EQ(seen.error(), "");
    EXPECT_EQ(seen.stats.warnings.times("clock"), 1U);
    EXPECT_EQ(seen.stats.last_ns, 106'000'000'000);
    EXPECT_TRUE(seen.complete);
}

TEST_F(BadInput, ARowWithTooManyOrTooFewFieldsIsNamed) {
    const std::string head = "id,unix_timestamp_ms,side,price,quantity\n";
    const std::string good = "1,1758739021519,sell,113644.600000,0.012000\n";
    EXPECT_EQ(read(head + good).error(), "");
    EXPECT_TRUE(
        read(head + good + "2,1758739021519,sell,113644.6\n").tells("line 3: has 4 fields"));
    EXPECT_TRUE(read(head + "2,yesterday,sell,1,1\n").tells("line 2: timestamp: \"yesterday\""));
    EXPECT_TRUE(read(head + "2,1758739021519,sold,1,1\n").tells("line 2: side: \"sold\""));
    EXPECT_TRUE(read(head + "2,1758739021519,sell,-1,1\n").tells("line 2: price, size:"));
}

TEST_F(BadInput, AFileThatIsNotThereIsNamed) {
    const auto facts = probe("/no/such/recording");
    ASSERT_FALSE(facts);
    EXPECT_EQ(facts.error().code, Errc::io);
    EXPECT_NE(facts.error().message.find("/no/such/recording"), std::string::npos);
}

TEST_F(BadInput, ASecondFileThatIsNotThereDoesNotLoseTheFirst) {
    const std::string path = write(snapshot() + delta(101, 9, 12, 8));
    Feed feed{{path, "/no/such/recording"}, {}, *probe(path)};
    Event event;
    std::uint64_t count = 0;
    while (feed.next(event))
        ++count;
    EXPECT_EQ(count, 2U);
    EXPECT_EQ(feed.stats().frames, 2U);
    ASSERT_TRUE(feed.stats().error);
    EXPECT_NE(feed.stats().error->message.find("/no/such/recording"), std::string::npos);
}

}  // namespace
}  // namespace twinleg::replay
