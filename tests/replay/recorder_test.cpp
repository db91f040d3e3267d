#include "replay/recorder.h"

#include <gtest/gtest.h>

#include <charconv>
#include <fstream>

#include "replay/feed.h"
#include "tests/support/temp_dir.h"
#include "venues/update.h"

namespace twinleg::replay {
namespace {

constexpr Time kStart{1'700'000'000'000'000'000};

// A venue whose frames are `{"bid":N}`: a quote with a bid of N and an ask of N + 1.
class ToyDecoder final : public venues::FrameDecoder {
public:
    Result<void> decode(std::span<const char> frame, bool binary, Stream,
                        venues::UpdateSink& sink) override {
        const std::string_view text(frame.data(), frame.size());
        const auto colon = text.find(':');
        std::int64_t bid = 0;
        if (colon == std::string_view::npos ||
            std::from_chars(text.data() + colon + 1, text.data() + text.size(), bid).ec !=
                std::errc{})
            return fail(Errc::malformed, "bid: is missing");
        const auto one = Quantity::from_units(1);
        sink.on_update(venues::QuoteUpdate{.sequence = binary ? 2u : 1u,
                                           .bid = {Price::from_units(bid), one},
                                           .ask = {Price::from_units(bid + 1), one}});
        return {};
    }
    Result<void> read_metadata(std::string_view) override { return {}; }
};

Facts toy_facts() {
    Facts facts;
    facts.form = kRecordingForm;
    facts.venue = "toy";
    facts.symbol = "BTC/USD";
    facts.base = "BTC";
    facts.quote = "USD";
    facts.tick = Price::from_units(1);
    facts.lot = Quantity::from_units(1);
    facts.rules.from_quotes = true;
    return facts;
}

std::vector<std::string> files_in(const std::filesystem::path& directory) {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        out.push_back(entry.path().string());
    std::ranges::sort(out);
    return out;
}

struct ReadBack {
    std::vector<Quote> quotes;
    std::vector<Time> times;
    InputStats stats;
};

ReadBack read_back(const std::vector<std::string>& files) {
    auto facts = probe(files.front());
    EXPECT_TRUE(facts) << facts.error().message;
    facts->make_decoder = [] { return std::make_unique<ToyDecoder>(); };
    Feed feed(files, {3}, *facts);
    ReadBack out;
    Event event;
    while (feed.next(event)) {
        out.quotes.push_back(std::get<Quote>(event.what));
        out.times.push_back(event.time);
    }
    out.stats = feed.stats();
    return out;
}

Result<void> add(Recorder& recorder, Time time, std::string_view frame, bool binary = false) {
    return recorder.add(time, {frame.data(), frame.size()}, binary);
}

TEST(Recorder, KeepsFramesAndTheirTimes) {
    support::TempDir directory;
    Recorder recorder(directory.path(), toy_facts());
    ASSERT_TRUE(add(recorder, kStart, "{\"bid\":100}"));
    ASSERT_TRUE(add(recorder, kStart + nanoseconds(7), "{\"bid\"\n:101}"));
    ASSERT_TRUE(add(recorder, kStart + nanoseconds(9), "\x01:102", true));
    ASSERT_TRUE(recorder.close());

    const auto back = read_back(files_in(directory.path()));

    ASSERT_EQ(back.quotes.size(), 3u);
    EXPECT_EQ(back.quotes[0].bid.price, Price::from_units(100));
    EXPECT_EQ(back.quotes[1].bid.price, Price::from_units(101));
    EXPECT_EQ(back.quotes[2].bid.price, Price::from_units(102));
    EXPECT_EQ(back.quotes[2].sequence, 2u);
    EXPECT_EQ(back.quotes[2].instrument, InstrumentId{3});
    EXPECT_EQ(back.times[1], kStart + nanoseconds(7));
    EXPECT_FALSE(back.stats.error);
    EXPECT_EQ(back.stats.frames, 4u);  // and the head
}

TEST(Recorder, SaysWhatItIsOf) {
    support::TempDir directory;
    Recorder recorder(directory.path(), toy_facts());
    ASSERT_TRUE(add(recorder, kStart, "{\"bid\":100}"));
    ASSERT_TRUE(recorder.close());

    const auto files = files_in(directory.path());
    const auto facts = probe(files.at(0));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->venue, "toy");
    EXPECT_EQ(facts->symbol, "BTC/USD");
    EXPECT_EQ(facts->tick, Price::from_units(1));
    EXPECT_TRUE(files[0].ends_with("toy-BTC_USD-20231114T221320.jsonl.zst")) << files[0];
}

TEST(Recorder, BeginsAFileWithEachHourAndEachStart) {
    support::TempDir directory;
    {
        Recorder recorder(directory.path(), toy_facts());
        ASSERT_TRUE(add(recorder, kStart, "{\"bid\":100}"));
        ASSERT_TRUE(add(recorder, kStart + minutes(60), "{\"bid\":101}"));
    }
    {
        Recorder recorder(directory.path(), toy_facts());
        ASSERT_TRUE(add(recorder, kStart + minutes(60), "{\"bid\":102}"));
    }

    const auto files = files_in(directory.path());

    ASSERT_EQ(files.size(), 3u);
    const auto back = read_back(files);
    ASSERT_EQ(back.quotes.size(), 3u);
    EXPECT_EQ(back.quotes[2].bid.price, Price::from_units(102));
    EXPECT_FALSE(back.stats.error);
}

TEST(Recorder, LeavesWhatWasFlushedReadableWhenItsProcessDies) {
    support::TempDir directory;
    Recorder recorder(directory.path(), toy_facts());
    ASSERT_TRUE(add(recorder, kStart, "{\"bid\":100}"));
    ASSERT_TRUE(recorder.flush());
    const auto file = files_in(directory.path()).at(0);
    const auto killed = directory.path() / "killed";
    std::filesystem::create_directory(killed);
    std::filesystem::copy(file, killed / "half.jsonl.zst");

    const auto back = read_back(files_in(killed));

    ASSERT_EQ(back.quotes.size(), 1u);
    ASSERT_TRUE(back.stats.error);
    EXPECT_NE(back.stats.error->message.find("cut off"), std::string::npos)
        << back.stats.error->message;
}

TEST(Recorder, NamesAFrameThatCannotBeReadAndReadsOn) {
    support::TempDir directory;
    Recorder recorder(directory.path(), toy_facts());
    ASSERT_TRUE(add(recorder, kStart, "garbage"));
    ASSERT_TRUE(add(recorder, kStart, "{\"bid\":100}"));
    ASSERT_TRUE(recorder.close());

    const auto back = read_back(files_in(directory.path()));

    EXPECT_EQ(back.quotes.size(), 1u);
    ASSERT_TRUE(back.stats.error);
    EXPECT_NE(back.stats.error->message.find("line 2: bid: is missing"), std::string::npos)
        << back.stats.error->message;
}

TEST(Recorder, SaysWhyItCannotWrite) {
    Recorder recorder("/proc/nowhere", toy_facts());
    const auto done = add(recorder, kStart, "{\"bid\":100}");

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::io);
    EXPECT_NE(done.error().message.find("/proc/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace twinleg::replay
