// A real process is killed with SIGKILL at a record of its journal and started again, while the
// venues live on in a process of their own. It must end flat, the venues' books agreeing with its
// own, with nothing sent twice; and the journal of both lives must replay to the same bytes.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

#include "store/codec.h"
#include "store/describe.h"
#include "store/journal_reader.h"
#include "tests/crash/engine_process.h"
#include "tests/crash/venue_host.h"
#include "tests/support/temp_dir.h"

namespace twinleg::crash {
namespace {

using support::read_file;
using support::TempDir;
using support::write_file;

pid_t fork_to(const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    return child;
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

// The venues in a process of their own, and one engine after the other on the same data.
class Stage {
public:
    Stage(const sim::Scenario& scenario, std::filesystem::path directory, HostPlan plan)
        : scenario_(scenario), directory_(std::move(directory)) {
        auto listening = std::make_shared<store::File>(listen_at(directory_ / "socket"));
        host_ = fork_to([&, listening] {
            serve(scenario_, plan, std::move(*listening), verdict());
            return 0;
        });
    }
    ~Stage() {
        if (host_ <= 0) return;
        ::kill(host_, SIGKILL);
        wait_for(host_);
    }

    // How it ended, as waitpid() tells.
    int engine(const Death& death) {
        return wait_for(
            fork_to([&] { return run_engine(scenario_, directory_ / "socket", data(), death); }));
    }

    // "good OPEN EXPOSED ORDERS", or what is wrong.
    std::string verdict_of_the_venues() {
        wait_for(host_);
        host_ = -1;
        return read_file(verdict());
    }

    std::filesystem::path data() const { return directory_ / "data"; }

private:
    std::filesystem::path verdict() const { return directory_ / "verdict"; }

    const sim::Scenario& scenario_;
    std::filesystem::path directory_;
    pid_t host_{-1};
};

bool killed(int status) {
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}
bool ended(int status) {
    return WIFEXITED(status) && WEXITSTATUS(status) == kEnded;
}
std::string how(int status) {
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    return "exit " + std::to_string(WEXITSTATUS(status));
}

// Of the z-score strategy a day is a few seconds: nearly always a signal, and never a long one.
void hurry(std::map<std::string, std::string>& parameters) {
    for (const auto& [name, value] : std::map<std::string, std::string>{{"trading", "auto"},
                                                                        {"lookback_secs", "2"},
                                                                        {"enter_z", "0.8"},
                                                                        {"exit_z", "0.4"},
                                                                        {"stop_z", "3"},
                                                                        {"min_hold_secs", "0.2"},
                                                                        {"min_reentry_secs", "0.2"},
                                                                        {"min_liquidity_usd", "0"},
                                                                        {"max_slippage_bps", "30"},
                                                                        {"cost_check", "off"}})
        parameters[name] = value;
}

sim::Scenario scenario(std::uint64_t number, sim::Profile profile,
                       const std::string& strategy = "random-pairs") {
    auto made =
        sim::scenario_of(number, {.strategy = strategy, .profile = profile, .lasts = seconds(15)});
    auto& parameters = made.engine.parameters;
    if (strategy == "zscore") hurry(parameters);
    if (strategy == "maker-taker" || strategy == "market-spread") {
        parameters["long_threshold"] = parameters["short_threshold"] = "1";
        parameters["fill_timeout_ms"] = "500";
    }
    if (strategy == "hedge-cycle") {
        // Rounds of a few seconds; what is free is asked with the positions.
        parameters["hold_ms"] = "1500";
        parameters["cycle_wait_ms"] = "300";
        parameters["settle_ms"] = "0";
        made.engine.exec.positions_period = seconds(1);
    }
    return made;
}

struct Place {
    Death death;
    bool torn{false};  // half of the last record is missing, as if killed while writing it
    std::string kind;  // of the last record
};

std::string text_of(const Place& place) {
    std::ostringstream out;
    if (place.death.after_sends > 0) out << "after " << place.death.after_sends << " sends";
    if (place.death.after_records > 0)
        out << "after record " << place.death.after_records << (place.torn ? ", torn" : "");
    out << " (" << place.kind << ")";
    return out.str();
}

// What a process did that nobody killed: the kind of each of its records, and how many it sent.
struct Reference {
    std::vector<std::string> kinds;
    std::uint64_t sends{0};
};

Reference reference_of(const std::filesystem::path& data) {
    Reference reference;
    store::Scratch scratch;
    auto reader = store::JournalReader::open(data);
    while (const auto record = *reader->next()) {
        if (record->type == store::RecordType::event) {
            const auto event = store::decode_event(record->payload, scratch);
            reference.kinds.push_back(std::string("> ") + store::kind_name(*event));
        } else if (record->type == store::RecordType::command) {
            const auto command = store::CommandDecoder::decode(record->payload);
            reference.kinds.push_back(std::string("< ") + store::kind_name(*command));
            reference.sends += sim::SimVenue::request_of(*command) ? 1U : 0U;
        }
    }
    return reference;
}

// `count` of these, first and last among them, evenly.
template <typename T>
std::vector<T> evenly(const std::vector<T>& from, std::size_t count) {
    if (from.size() <= count) return from;
    std::vector<T> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(from[i * (from.size() - 1) / std::max<std::size_t>(1, count - 1)]);
    return out;
}

// Every kind of record at several of its places; half of the rest while a pair trade is open, the
// other half anywhere; and behind some of the commands sent.
std::vector<Place> places_in(const Reference& reference, std::size_t wanted) {
    constexpr std::size_t kOfEach = 5;
    std::map<std::string, std::vector<std::uint64_t>> by_kind;
    std::vector<std::uint64_t> all;
    std::vector<std::uint64_t> open;
    bool pair_open = false;
    for (std::size_t i = 0; i < reference.kinds.size(); ++i) {
        const std::string& kind = reference.kinds[i];
        by_kind[kind].push_back(i + 1);
        all.push_back(i + 1);
        if (kind == "< pair_opened") pair_open = true;
        if (pair_open) open.push_back(i + 1);
        if (kind == "< pair_closed") pair_open = false;
    }
    std::set<std::uint64_t> records;
    for (const auto& [kind, at] : by_kind)
        for (const std::uint64_t record : evenly(at, kOfEach))
            records.insert(record);
    const std::size_t rest = wanted * 4 / 5 - std::min(records.size(), wanted * 4 / 5);
    for (const std::uint64_t record : evenly(open, rest / 2))
        records.insert(record);
    for (const std::uint64_t record : evenly(all, rest / 2))
        records.insert(record);

    std::vector<Place> places;
    for (std::size_t i = 0; const std::uint64_t record : records)
        places.push_back({{.after_records = record}, ++i % 4 == 0, reference.kinds[record - 1]});
    std::vector<std::uint64_t> sends(reference.sends);
    std::iota(sends.begin(), sends.end(), 1);
    for (const std::uint64_t send : evenly(sends, wanted / 5))
        places.push_back({{.after_sends = send}, false, "send"});
    return places;
}

// TWINLEG_CRASH_PLACES=1000000: at every record and behind every command, for a longer look.
std::size_t places_wanted() {
    const char* wanted = std::getenv("TWINLEG_CRASH_PLACES");
    return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 100;
}

// Cuts the last record in half: its process was killed while writing it.
void tear_last_record(const std::filesystem::path& data) {
    auto reader = store::JournalReader::open(data);
    std::optional<store::Record> last;
    while (const auto record = *reader->next())
        last = record;
    const auto path = data / "journal" / store::segment_name(last->segment);
    std::string bytes = read_file(path);
    const std::size_t half = last->position + store::framed_size(last->payload.size()) / 2;
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(half), bytes.end(), '\0');
    write_file(path, bytes);
}

// "good …", or what went wrong there.
std::string die_at(const sim::Scenario& scenario, std::uint64_t number, const Place& place) {
    TempDir dir;
    Stage stage(scenario, dir.path(), {.number = number});
    if (const int first = stage.engine(place.death); !killed(first))
        return "the first engine was not killed: " + how(first);
    if (place.torn) tear_last_record(stage.data());
    if (const int second = stage.engine({}); !ended(second))
        return "the second engine did not end: " + how(second);
    std::string verdict = stage.verdict_of_the_venues();
    const auto verified = runtime::verify_journal(stage.data(), factory_of(scenario));
    if (!verified) return "verify: " + verified.error().message;
    if (const auto& difference = verified->difference)
        return "verify: record " + std::to_string(difference->sequence) + " was " +
               difference->recorded + " and is " + difference->made;
    return verdict;
}

// Each place in a process of its own, two at a time.
std::vector<std::string> die_at_all(const sim::Scenario& scenario,
                                    const std::vector<Place>& places) {
    TempDir dir;
    const auto result = [&](std::size_t i) { return dir / std::to_string(i); };
    std::set<pid_t> running;
    const auto wait_for_one = [&] {
        const pid_t one = ::wait(nullptr);
        if (one > 0) running.erase(one);
    };
    for (std::size_t i = 0; i < places.size(); ++i) {
        while (running.size() >= 2)
            wait_for_one();
        running.insert(fork_to([&, i] {
            write_file(result(i), die_at(scenario, i + 1, places[i]));
            return 0;
        }));
    }
    while (!running.empty())
        wait_for_one();
    std::vector<std::string> verdicts;
    for (std::size_t i = 0; i < places.size(); ++i)
        verdicts.push_back(read_file(result(i)));
    return verdicts;
}

struct CrashWorld {
    std::uint64_t number;
    sim::Profile profile;
    const char* strategy{"random-pairs"};
};

class Crash : public ::testing::TestWithParam<CrashWorld> {};

TEST_P(Crash, EndsFlatWhereverItIsKilledAndSendsNothingTwice) {
    const sim::Scenario world =
        scenario(GetParam().number, GetParam().profile, GetParam().strategy);
    Reference reference;
    {
        TempDir dir;
        Stage stage(world, dir.path(), {});
        const int status = stage.engine({});
        ASSERT_TRUE(ended(status)) << how(status);
        ASSERT_TRUE(stage.verdict_of_the_venues().starts_with("good"));
        reference = reference_of(stage.data());
    }
    const auto places = places_in(reference, places_wanted());
    ASSERT_GE(places.size(), 90u);

    const auto verdicts = die_at_all(world, places);

    std::size_t open = 0;
    std::size_t exposed = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        ASSERT_TRUE(verdicts[i].starts_with("good"))
            << "place " << i + 1 << ", " << text_of(places[i]) << ": " << verdicts[i];
        std::istringstream in(verdicts[i].substr(5));
        std::size_t with_open = 0;
        std::size_t with_exposure = 0;
        in >> with_open >> with_exposure;
        open += with_open;
        exposed += with_exposure;
    }
    std::set<std::string> kinds(reference.kinds.begin(), reference.kinds.end());
    RecordProperty("places", static_cast<int>(places.size()));
    RecordProperty("kinds", static_cast<int>(kinds.size()));
    RecordProperty("with_open_legs", static_cast<int>(open));
    std::printf(
        "%zu places at %zu kinds of record (of %zu records); %zu with orders or legs open, "
        "%zu of them exposed\n",
        places.size(), kinds.size(), reference.kinds.size(), open, exposed);
    // The kinds of a dead man's switch come while nothing is open, too.
    EXPECT_GT(open, places.size() / 6) << "this world does not test much";
}

INSTANTIATE_TEST_SUITE_P(
    Worlds, Crash,
    ::testing::Values(CrashWorld{5, sim::Profile::none}, CrashWorld{2, sim::Profile::latencies},
                      CrashWorld{3, sim::Profile::faults}, CrashWorld{9, sim::Profile::faults},
                      CrashWorld{7, sim::Profile::none}, CrashWorld{7, sim::Profile::latencies},
                      CrashWorld{5, sim::Profile::none, "maker-taker"},
                      CrashWorld{3, sim::Profile::faults, "maker-taker"},
                      CrashWorld{5, sim::Profile::none, "market-spread"},
                      CrashWorld{3, sim::Profile::faults, "market-spread"},
                      CrashWorld{5, sim::Profile::none, "zscore"},
                      CrashWorld{3, sim::Profile::faults, "zscore"},
                      CrashWorld{5, sim::Profile::none, "hedge-cycle"},
                      CrashWorld{3, sim::Profile::faults, "hedge-cycle"}),
    [](const auto& world) {
        std::string strategy = world.param.strategy;
        std::ranges::replace(strategy, '-', '_');
        return std::string(sim::name(world.param.profile)) + std::to_string(world.param.number) +
               (strategy == "random_pairs" ? "" : "_" + strategy);
    });

TEST(CrashLoop, EndsFlatAfterDyingManyTimesInARow) {
    const sim::Scenario world = scenario(7, sim::Profile::latencies);
    TempDir dir;
    Stage stage(world, dir.path(),
                {.first_stop = seconds(30), .later_stop = seconds(30), .number = 5});

    std::size_t deaths = 0;
    for (std::uint64_t life = 0; life < 40; ++life) {
        // Some die in the first steps of a start, some when they trade again, some while stopping.
        const std::uint64_t records = 1 + life * life * 37 % 800;
        const int status = stage.engine({.after_records = records});
        ASSERT_TRUE(killed(status)) << "life " << life << ": " << how(status);
        ++deaths;
    }
    const int last = stage.engine({});

    EXPECT_TRUE(ended(last)) << how(last);
    EXPECT_TRUE(stage.verdict_of_the_venues().starts_with("good"));
    const auto verified = runtime::verify_journal(stage.data(), factory_of(world));
    ASSERT_TRUE(verified);
    EXPECT_FALSE(verified->difference);
    EXPECT_EQ(verified->starts, deaths + 1);
}

}  // namespace
}  // namespace twinleg::crash
