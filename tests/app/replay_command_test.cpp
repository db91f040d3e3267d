// `replay` and `convert` as a person starts them.

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include <simdjson.h>

#include "core/money.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

const std::string kFutures{TWINLEG_SOURCE_DIR "/tests/replay/data/futures.jsonl.gz"};
const std::string kCoin{TWINLEG_SOURCE_DIR "/tests/replay/data/coin.jsonl.gz"};

Arguments replay(Arguments more) {
    Arguments words{"replay", "--strategy", "market-spread", "--size", "0.01"};
    for (auto& word : more)
        words.push_back(std::move(word));
    return words;
}

Arguments both(const std::string& first, const std::string& second, Arguments more) {
    more.insert(more.begin(), {"--first", first, "--second", second});
    return replay(std::move(more));
}

void expect_refused(const Arguments& words, std::string_view part) {
    const Said said = say(words);
    EXPECT_EQ(said.code, kBadUsage) << said.err;
    EXPECT_NE(said.err.find(part), std::string::npos) << said.err;
    EXPECT_EQ(said.out, "");
}

// The text of a member of the report, at a JSON pointer, as compact JSON.
std::string member(const std::string& json, const std::string& pointer) {
    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.parse(json);
    return simdjson::minify(root.at_pointer(pointer));
}

// --- Command lines that cannot be meant.

TEST(Replay, RefusesACommandLineItCannotMeanAndNamesTheFlag) {
    expect_refused({"replay"}, "--first");
    expect_refused({"replay", "--first", kFutures, "--second", kCoin}, "--strategy");
    expect_refused({"replay", "--strategy", "hope", "--first", kFutures}, "hope");
    expect_refused(both(kFutures, kCoin, {"--lattency-ms", "4"}), "--latency-ms");
    expect_refused(both(kFutures, kCoin, {"--latency-ms", "-4"}), "latency-ms");
    expect_refused(both(kFutures, kCoin, {"--size", "-1"}), "size");
    expect_refused(both(kFutures, kCoin, {"--evaluate", "sometimes"}), "--evaluate");
    expect_refused(both(kFutures, kCoin, {"--evaluate", "0"}), "--evaluate");
    expect_refused(both(kFutures, kCoin, {"--on-exit", "run"}), "on-exit");
    expect_refused(both(kFutures, kCoin, {"--threshold-offset", "5"}), "threshold-offset");
}

TEST(Replay, RefusesAnOutputItCannotWriteBeforeItReplays) {
    const Scratch scratch;
    expect_refused(both(kFutures, kCoin, {"--spreads", scratch.at("no/such/place.csv")}),
                   "--spreads");
    expect_refused(both(kFutures, kCoin, {"--journal", scratch.at("no/such/place.j")}),
                   "--journal");
}

TEST(Replay, RefusesASpecThatMakesNoInstrumentAndNamesTheKey) {
    const auto first = [](const std::string& spec) {
        return both(kFutures, kCoin, {"--first-instrument", spec});
    };
    expect_refused(first("tack=0.1"), "tack");
    expect_refused(first("tick=0"), "tick");
    expect_refused(first("tick=fine"), "tick");
    expect_refused(first("lot=-1"), "lot");
    expect_refused(first("kind=round"), "kind");
    expect_refused(both(kFutures, kCoin, {"--second-instrument", "contract=0"}),
                   "contract: 0 must be above zero");
}

TEST(Replay, TradesTheRoundsOfHedgeCycle) {
    // Of 200 one contract of the second leg is half, and the first has three lots.
    for (const std::string margin : {"200", "3000"}) {
        const Scratch scratch;

        const Said said = say({"replay", "--strategy", "hedge-cycle", "--first", kFutures,
                               "--second", kCoin, "--margin", margin, "--hold-time", "5",
                               "--cycle-wait", "1", "--report", scratch.at("r.json")});

        ASSERT_EQ(said.code, kDone) << said.err;
        EXPECT_NE(said.err.find("Hold time expired (5s)"), std::string::npos) << said.err;
        EXPECT_EQ(said.err.find("not filled"), std::string::npos) << said.err;
        const auto report = text_of(scratch.at("r.json"));
        EXPECT_GE(std::stoi(member(report, "/pair_trades/completed")), 12) << margin;
        EXPECT_EQ(member(report, "/pair_trades/failed"), "0");
    }
}

TEST(Replay, RefusesHedgeCyclesFlagsByTheirNames) {
    const auto rounds = [](Arguments more) {
        Arguments words{"replay", "--strategy", "hedge-cycle", "--first",
                        kFutures, "--second",   kCoin};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    expect_refused(rounds({"--margin", "0"}), "--margin");
    expect_refused(rounds({"--size", "0.1"}), "--size");
    expect_refused(rounds({"--preset", "fast"}), "--preset");
}

TEST(Replay, TakesFromASpecWhatItSaysAndTheRestFromTheRecording) {
    const Scratch scratch;

    const Said said = say(both(kFutures, kCoin,
                               {"--first-instrument", "symbol=COIN,lot=0.002,taker_bps=0",
                                "--report", scratch.at("r.json")}));

    ASSERT_EQ(said.code, kDone) << said.err;
    const auto report = text_of(scratch.at("r.json"));
    EXPECT_EQ(member(report, "/instruments/0"), R"("binance-usdm:COIN")");
    EXPECT_EQ(member(report, "/assumptions/first.tick"), R"("0.1")");
    EXPECT_THROW(member(report, "/assumptions/first.lot"), simdjson::simdjson_error)
        << "what was said is no assumption";
    EXPECT_EQ(member(report, "/assumptions/second.contract"), R"("100")");
    EXPECT_EQ(member(report, "/pnl/total"), member(report, "/venue_equity_change"));
}

// --- Damaged recordings.

TEST(Replay, EndsATruncatedRecordingWithItsLineAndCountsWhatWasReadable) {
    const Scratch scratch;
    const auto whole = text_of(kFutures);
    write_text(scratch.at("half.jsonl.gz"), whole.substr(0, whole.size() / 2));

    for (const bool alone : {true, false}) {
        auto words = alone ? replay({"--first", scratch.at("half.jsonl.gz")})
                           : both(scratch.at("half.jsonl.gz"), kCoin, {});
        words.insert(words.end(), {"--report", scratch.at("r.json")});
        const Said said = say(words);

        EXPECT_EQ(said.code, kUnreadable) << said.err;
        EXPECT_NE(said.err.find("half.jsonl.gz"), std::string::npos) << said.err;
        EXPECT_NE(said.err.find("line "), std::string::npos) << said.err;
        const auto report = text_of(scratch.at("r.json"));
        EXPECT_GT(std::stoull(member(report, "/input/frames")), 100U);
        EXPECT_EQ(member(report, "/exposure_base"), R"("0")");
    }
}

TEST(Replay, EndsAFileThatIsNoRecordingAndNamesIt) {
    const Scratch scratch;
    write_text(scratch.at("letter.txt"), "Dear all,\nno market was recorded.\n");

    for (const auto& words : {replay({"--first", scratch.at("letter.txt")}),
                              both(kFutures, scratch.at("letter.txt"), {}),
                              replay({"--first", scratch.at("nothing.gz")})}) {
        const Said said = say(words);
        EXPECT_EQ(said.code, kUnreadable);
        EXPECT_NE(said.err.find(scratch.at("")), std::string::npos) << said.err;
    }
}

// --- The same again.

TEST(Replay, WritesTheSameJournalTwiceAndVerifySaysIdentical) {
    const Scratch scratch;
    for (const char* name : {"a", "b"}) {
        const Said said = say(both(kFutures, kCoin, {"--journal", scratch.at(name)}));
        ASSERT_EQ(said.code, kDone) << said.err;
    }

    EXPECT_EQ(text_of(scratch.at("a")), text_of(scratch.at("b")));
    EXPECT_FALSE(text_of(scratch.at("a")).empty());
    const Said verified = say({"journal", "verify", scratch.at("a")});
    EXPECT_EQ(verified.code, kDone);
    EXPECT_NE(verified.out.find("identical"), std::string::npos) << verified.out;
}

// --- The compact form.

// Without what may differ: how many lines were read, how fast, and where things stand.
std::map<std::string, std::string> comparable(const std::string& path) {
    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.load(path);
    std::map<std::string, std::string> out;
    for (const auto field : simdjson::dom::object(root))
        out[std::string{field.key}] = simdjson::minify(field.value);
    out.erase("events_per_second");
    out.erase("input");
    for (const char* name : {"events", "gaps", "first_ns", "last_ns"})
        out[std::string{"input."} + name] =
            simdjson::minify(root.at_pointer(std::string{"/input/"} + name));
    out.erase("assumptions");
    for (const auto field : simdjson::dom::object(root["assumptions"])) {
        if (!field.key.ends_with(".form"))
            out["assumptions." + std::string{field.key}] = simdjson::minify(field.value);
    }
    return out;
}

TEST(Convert, ReplaysToTheSameReportButForItsFramesAndSpeed) {
    const Scratch scratch;
    for (const auto& [from, to] : {std::pair{kFutures, "futures.tlr"}, {kCoin, "coin.tlr"}}) {
        const Said said = say({"convert", from, "-o", scratch.at(to), "--json"});
        ASSERT_EQ(said.code, kDone) << said.err;
        EXPECT_LE(std::stod(member(said.out, "/bytes_per_event")), 12);
    }

    for (const char* strategy : {"market-spread", "maker-taker"}) {
        const Arguments original{"replay",
                                 "--strategy",
                                 strategy,
                                 "--size",
                                 "0.01",
                                 "--first",
                                 kFutures,
                                 "--second",
                                 kCoin,
                                 "--report",
                                 scratch.at("original.json")};
        Arguments converted = original;
        converted[6] = scratch.at("futures.tlr");
        converted[8] = scratch.at("coin.tlr");
        converted.back() = scratch.at("converted.json");
        ASSERT_EQ(say(original).code, kDone);
        ASSERT_EQ(say(converted).code, kDone);

        EXPECT_EQ(comparable(scratch.at("original.json")), comparable(scratch.at("converted.json")))
            << strategy;
    }
}

TEST(Convert, RefusesACommandLineItCannotMean) {
    const Scratch scratch;
    expect_refused({"convert", kFutures}, "-o");
    expect_refused({"convert", "-o", scratch.at("x")}, "FILE");
    expect_refused({"convert", kFutures, "-o", scratch.at("no/such/place")}, "-o");
    expect_refused({"convert", kFutures, "--ouput", "x"}, "--out");
}

TEST(Convert, KeepsWhatWasReadableOfATruncatedRecordingAndSaysWhereItEnds) {
    const Scratch scratch;
    const auto whole = text_of(kCoin);
    write_text(scratch.at("half.gz"), whole.substr(0, whole.size() / 2));

    const Said said = say({"convert", scratch.at("half.gz"), "-o", scratch.at("half.tlr")});

    EXPECT_EQ(said.code, kUnreadable);
    EXPECT_NE(said.err.find("line "), std::string::npos) << said.err;
    const Said again = say({"replay", "--first", scratch.at("half.tlr"), "--json"});
    EXPECT_EQ(again.code, kDone) << again.err;
    EXPECT_GT(std::stoull(member(again.out, "/input/events")), 100U);
}

// --- Rows of spreads.

struct Row {
    std::int64_t time_ns{0};
    std::string price_a, price_b, spread, mean, stddev, z, samples, signal;
};

std::vector<Row> rows_of(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    EXPECT_EQ(line, "time_ns,price_a,price_b,spread,mean,stddev,z,samples,signal");
    std::vector<Row> rows;
    while (std::getline(file, line)) {
        std::vector<std::string> cells;
        for (std::size_t at = 0; at != std::string::npos;) {
            const auto comma = line.find(',', at);
            cells.push_back(line.substr(at, comma - at));
            at = comma == std::string::npos ? comma : comma + 1;
        }
        EXPECT_EQ(cells.size(), 9U) << line;
        rows.push_back({std::stoll(cells[0]), cells[1], cells[2], cells[3], cells[4], cells[5],
                        cells[6], cells[7], cells[8]});
    }
    return rows;
}

// What the rows say of statistics, computed once more from the spreads they tell: each row a
// sample, the last `window` of them together.
void expect_statistics(const std::vector<Row>& rows, std::size_t window) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row& row = rows[i];
        SCOPED_TRACE(i);
        EXPECT_EQ(to_text(*parse_price(row.price_a) - *parse_price(row.price_b)), row.spread);
        const std::size_t first = i + 1 > window ? i + 1 - window : 0;
        std::vector<double> spreads;
        for (std::size_t k = first; k <= i; ++k)
            spreads.push_back(std::stod(rows[k].spread));
        const auto count = static_cast<double>(spreads.size());
        double mean = 0;
        for (const double s : spreads)
            mean += s / count;
        double variance = 0;
        for (const double s : spreads)
            variance += (s - mean) * (s - mean) / count;
        EXPECT_EQ(row.samples, std::to_string(spreads.size()));
        EXPECT_NEAR(std::stod(row.mean), mean, 1e-9);
        ASSERT_EQ(row.stddev.empty(), spreads.size() < 2);
        if (spreads.size() < 2) continue;
        EXPECT_NEAR(std::stod(row.stddev), std::sqrt(variance), 1e-9);
        if (variance < 1e-18) continue;
        ASSERT_FALSE(row.z.empty());
        EXPECT_NEAR(std::stod(row.z), (spreads.back() - mean) / std::sqrt(variance), 1e-6);
    }
}

TEST(Spreads, TellEachChangeOfAMidWithStatisticsThatAddUp) {
    const Scratch scratch;
    const Said said = say(both(kFutures, kCoin, {"--spreads", scratch.at("s.csv")}));
    ASSERT_EQ(said.code, kDone) << said.err;

    const auto rows = rows_of(scratch.at("s.csv"));

    ASSERT_GT(rows.size(), 300U);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        EXPECT_GE(rows[i].time_ns, rows[i - 1].time_ns);
        EXPECT_TRUE(rows[i].price_a != rows[i - 1].price_a ||
                    rows[i].price_b != rows[i - 1].price_b);
    }
    expect_statistics(rows, 100);
}

TEST(Spreads, AreMakerTakersSamplesAndTheirMean) {
    const Scratch scratch;
    const Said said =
        say({"replay", "--strategy", "maker-taker", "--size", "0.01", "--samples", "40", "--first",
             kFutures, "--second", kCoin, "--spreads", scratch.at("s.csv")});
    ASSERT_EQ(said.code, kDone) << said.err;

    const auto rows = rows_of(scratch.at("s.csv"));

    ASSERT_GT(rows.size(), 300U);
    for (std::size_t i = 1; i < rows.size(); ++i)
        EXPECT_GE(rows[i].time_ns - rows[i - 1].time_ns, 100'000'000);
    for (std::size_t i = 0; i < 39; ++i)
        EXPECT_EQ(rows[i].signal, "") << "the warm-up holds it back";
    expect_statistics(rows, 40);
}

TEST(Spreads, AreToldNoMoreOftenThanAskedFor) {
    const Scratch scratch;
    ASSERT_EQ(
        say(both(kFutures, kCoin, {"--spreads", scratch.at("s.csv"), "--evaluate", "2000"})).code,
        kDone);

    const auto rows = rows_of(scratch.at("s.csv"));

    ASSERT_GT(rows.size(), 10U);
    for (std::size_t i = 1; i < rows.size(); ++i)
        EXPECT_GE(rows[i].time_ns - rows[i - 1].time_ns, 2'000'000'000);
    for (const Row& row : rows)
        EXPECT_TRUE(row.signal.empty() || row.signal == "enter_long_a" ||
                    row.signal == "enter_short_a")
            << row.signal;
}

// A signal is about the first leg: the basis of these markets says sell the first, buy the second.
TEST(Spreads, CallSellingTheDearFirstLegGoingShortOfIt) {
    const Scratch scratch;
    ASSERT_EQ(say(both(kFutures, kCoin, {"--spreads", scratch.at("s.csv")})).code, kDone);

    int shorts = 0;
    int longs = 0;
    for (const Row& row : rows_of(scratch.at("s.csv"))) {
        longs += row.signal == "enter_long_a" ? 1 : 0;
        if (row.signal != "enter_short_a") continue;
        ++shorts;
        EXPECT_GT(std::stod(row.spread), 0);
    }
    EXPECT_GT(shorts, longs);
}

}  // namespace
}  // namespace twinleg::app
