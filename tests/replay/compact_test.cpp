#include "replay/compact.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace twinleg::replay {
namespace {

const std::filesystem::path kData{TWINLEG_SOURCE_DIR "/../shared/data"};

std::string scratch(std::string_view name) {
    const auto path = std::filesystem::path{testing::TempDir()} / "twinleg_compact_test";
    std::filesystem::create_directories(path);
    return path / name;
}

Level level(std::string_view price, std::string_view quantity) {
    return {*parse_price(price), *parse_quantity(quantity)};
}

// Everything of an event as text, so that two can be compared.
std::string text(const Event& event) {
    std::string out = std::to_string(event.time.ns) + (event.more ? " more " : " ");
    const auto levels = [&](std::span<const Level> list) {
        for (const Level& l : list)
            out += " " + to_text(l.price) + "x" + to_text(l.quantity);
        out += " |";
    };
    if (const auto* d = std::get_if<BookDelta>(&event.what)) {
        out += "delta " + std::to_string(d->first) + " " + std::to_string(d->last) + " " +
               std::to_string(d->previous) + " " + std::to_string(d->venue_time.ns);
        levels(d->bids);
        levels(d->asks);
    } else if (const auto* s = std::get_if<BookSnapshot>(&event.what)) {
        out += "snapshot " + std::to_string(s->sequence) + " " + std::to_string(s->venue_time.ns);
        levels(s->bids);
        levels(s->asks);
    } else if (const auto* q = std::get_if<Quote>(&event.what)) {
        out += "quote " + std::to_string(q->sequence) + " " + std::to_string(q->venue_time.ns);
        levels({&q->bid, 1});
        levels({&q->ask, 1});
    } else if (const auto* t = std::get_if<PublicTrade>(&event.what)) {
        out += "trade " + std::to_string(t->id) + " " + std::to_string(t->venue_time.ns) + " " +
               to_text(t->price) + "x" + to_text(t->quantity) + std::string{name(t->taker_side)};
    } else if (const auto* f = std::get_if<FundingRate>(&event.what)) {
        out += "funding " + to_text(f->rate) + " " + std::to_string(f->interval.ns) + " " +
               std::to_string(f->next.ns);
    } else if (const auto* l = std::get_if<LatencyMeasured>(&event.what)) {
        out += "latency " + std::to_string(l->delay.ns);
    }
    return out;
}

std::vector<std::string> read_all(Reader& reader) {
    std::vector<std::string> out;
    Event event;
    while (reader.next(event))
        out.push_back(text(event));
    return out;
}

Facts facts() {
    Facts out;
    out.form = "hand made";
    out.venue = "somewhere";
    out.symbol = "BTCUSD";
    out.base = "BTC";
    out.quote = "USD";
    out.tick = *parse_price("0.1");
    out.lot = *parse_quantity("0.001");
    out.rules.tick = out.tick;
    out.rules.sequence = book::SequenceRule::previous_id;
    out.notes = {"made by hand"};
    return out;
}

// Some of every kind, with numbers at the edges.
struct Sample {
    std::vector<Level> bids{level("100.1", "2.5"), level("0.0000000001", "0.00000001"),
                            level("900000000", "92000000000")};
    std::vector<Level> asks{level("100.2", "0")};
    std::vector<Event> events;

    Sample() {
        const auto add = [&](std::int64_t ns, auto what) {
            Event event;
            event.time = {ns};
            event.what = what;
            events.push_back(event);
        };
        add(1'700'000'000'123'456'789, BookSnapshot{{}, 77, {}, bids, asks});
        add(1'700'000'000'123'456'789,
            BookDelta{{}, UINT64_MAX, 5, 77, Time{1'700'000'000'000'000'000}, asks, bids});
        add(1'700'000'000'200'000'000, Quote{{}, 9, Time{5}, bids[0], asks[0]});
        add(1'700'000'000'200'000'000,
            PublicTrade{{}, 12, {}, bids[0].price, bids[0].quantity, Side::sell});
        events.back().more = true;
        add(1'700'000'000'200'000'001, BookDelta{});
        add(1'700'000'001'000'000'000,
            FundingRate{{}, Ratio::from_raw(-46'670), seconds(28800), Time{3}});
        add(1'700'000'001'000'000'000, LatencyMeasured{{}, Stage::hedge, nanoseconds(-4)});
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> out;
        for (const Event& event : events)
            out.push_back(text(event));
        return out;
    }
    void write(const std::string& path) const {
        auto writer = CompactWriter::create(path, facts());
        ASSERT_TRUE(writer) << writer.error().message;
        for (const Event& event : events)
            ASSERT_TRUE((*writer)->add(event));
        InputStats stats;
        stats.frames = 70;
        stats.events = 15;
        stats.skipped = 3;
        stats.first_ns = 1;
        stats.last_ns = 2;
        stats.warnings.add("clock", "a = b", 4);
        ASSERT_TRUE((*writer)->finish(stats));
    }
};

TEST(Compact, GivesBackWhatWasWritten) {
    const std::string path = scratch("sample");
    const Sample sample;
    sample.write(path);

    ASSERT_TRUE(is_compact(path));
    EXPECT_EQ(probe(path)->to_text(), facts().to_text());
    auto reader = std::move(*open_reader(path, InstrumentId{3}, facts()));
    EXPECT_EQ(read_all(*reader), sample.texts());
    EXPECT_FALSE(reader->stats().error);
    EXPECT_EQ(reader->stats().frames, 70U);
    EXPECT_EQ(reader->stats().skipped, 3U);
    EXPECT_EQ(reader->stats().warnings.times("clock"), 4U);
}

TEST(Compact, ReadsFromAnyBlockOn) {
    const std::string path = scratch("blocks");
    auto writer = std::move(*CompactWriter::create(path, facts()));
    Event event;
    for (int i = 1; i <= 100'000; ++i) {
        event.time = Time{} + seconds(i);
        event.what = PublicTrade{
            {},       static_cast<std::uint64_t>(i), {}, *parse_price("5"), *parse_quantity("1"),
            Side::buy};
        ASSERT_TRUE(writer->add(event));
    }
    ASSERT_TRUE(writer->finish({}));

    auto reader = read_compact(path, {}, Time{} + seconds(80'000));
    ASSERT_TRUE(reader) << reader.error().message;
    ASSERT_TRUE((*reader)->next(event));

    EXPECT_LE(event.time, Time{} + seconds(80'000));
    EXPECT_GT(event.time, Time{} + seconds(40'000));
    std::uint64_t count = 1;
    while ((*reader)->next(event))
        ++count;
    EXPECT_EQ(event.time, Time{} + seconds(100'000));
    EXPECT_FALSE((*reader)->stats().error);
}

TEST(Compact, SaysWhereItIsDamagedAndKeepsWhatIsBefore) {
    const std::string path = scratch("damaged");
    Sample{}.write(path);
    std::string whole;
    {
        std::ifstream in{path, std::ios::binary};
        whole.assign(std::istreambuf_iterator<char>{in}, {});
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const bool cut : {true, false}) {
            std::string bytes = cut ? whole.substr(0, at) : whole;
            if (!cut) bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
            std::ofstream{path, std::ios::binary} << bytes;
            const auto reader = read_compact(path, {});
            if (!reader) continue;  // its head is damaged
            read_all(**reader);
            // The trailer behind the index is for seeking only.
            if (at + 16 < whole.size()) {
                ASSERT_TRUE((*reader)->stats().error) << at << " " << cut;
                EXPECT_EQ((*reader)->stats().error->code, Errc::corrupt);
            }
        }
    }
}

TEST(Compact, LeavesTheOldFileAloneWhenTheDiskIsFull) {
    const std::string path = scratch("full");
    std::ofstream{path} << "what stood there";
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old_limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old_limit), 0);
    const rlimit small{600, old_limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);

    Result<void> done;
    {
        auto writer = std::move(*CompactWriter::create(path, facts()));
        Event event;
        std::uint64_t noise = 1;
        for (int i = 0; i < 20'000 && done; ++i) {
            noise = noise * 6364136223846793005ULL + 1442695040888963407ULL;
            event.time = {static_cast<std::int64_t>(noise >> 20)};
            event.what = PublicTrade{{}, noise, {}, Price::from_raw(5), Quantity::from_raw(5), {}};
            done = writer->add(event);
        }
        if (done) done = writer->finish({});
    }
    ::setrlimit(RLIMIT_FSIZE, &old_limit);
    std::signal(SIGXFSZ, old_handler);

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::io);
    EXPECT_NE(done.error().message.find("full.part"), std::string::npos) << done.error().message;
    EXPECT_FALSE(std::filesystem::exists(path + ".part"));
    std::string left;
    std::getline(std::ifstream{path}, left);
    EXPECT_EQ(left, "what stood there");
}

TEST(Compact, NamesTheDirectoryItMayNotWriteIn) {
    const auto writer = CompactWriter::create("/proc/no_such_place/out", facts());

    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, Errc::io);
    EXPECT_NE(writer.error().message.find("/proc/no_such_place/out"), std::string::npos);
}

TEST(Compact, HoldsTheRealBitcoinFilesInTwelveBytesAnEvent) {
    const auto folder = kData / "binance_raw_l2";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recordings beside this clone";
    for (const auto* name : {"usdm-btcusdt_20240808", "cm-btcusd_perp_20240808",
                             "spot-btcusdt_20240808", "hyperliquid-btc_20250126"}) {
        SCOPED_TRACE(name);
        const std::string from = folder / (std::string{name} + ".jsonl.gz");
        const std::string to = scratch(name);
        const auto known = probe(from);
        auto reader = std::move(*open_reader(from, {}, *known));
        auto writer = std::move(*CompactWriter::create(to, *known));
        std::vector<std::string> expected;
        Event event;
        while (reader->next(event)) {
            expected.push_back(text(event));
            ASSERT_TRUE(writer->add(event));
        }
        ASSERT_TRUE(writer->finish(reader->stats()));

        auto compact = std::move(*open_reader(to, {}, *probe(to)));
        EXPECT_EQ(read_all(*compact), expected);
        EXPECT_EQ(compact->stats().events, reader->stats().events);
        EXPECT_EQ(compact->stats().frames, reader->stats().frames);
        const double bytes = static_cast<double>(std::filesystem::file_size(to));
        const double per_event = bytes / static_cast<double>(reader->stats().events);
        RecordProperty(std::string{name} + "_bytes_an_event", std::to_string(per_event));
        std::printf("%s: %.2f bytes an event\n", name, per_event);
        EXPECT_LE(per_event, 12.0);
        std::filesystem::remove(to);
    }
}

}  // namespace
}  // namespace twinleg::replay
