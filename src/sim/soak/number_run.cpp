#include "sim/soak/number_run.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/check.h"
#include "engine/engine.h"
#include "runtime/recovery.h"
#include "sim/soak/trace.h"

namespace twinleg::sim {
namespace {

// Passes commands on until the process dies in the middle of them.
class MortalSink final : public runtime::Sink {
public:
    MortalSink(World& world, const MemoryJournal& journal) : world_(world), journal_(journal) {}
    // Something went out that the journal does not know and a restart would have to.
    bool unrecorded() const { return unrecorded_; }
    // `commands` more are executed, then none.
    void dies_after(std::uint32_t commands) { left_ = commands; }
    bool dead() const { return dead_; }
    void live() {
        left_ = UINT32_MAX;
        dead_ = false;
    }
    void execute(const Command& command, Time now) override {
        if (!SimVenue::request_of(command)) return;
        if (left_ == 0) {
            dead_ = true;
            return;
        }
        if (left_ != UINT32_MAX) --left_;
        const bool intent = std::holds_alternative<PlaceOrder>(command) ||
                            std::holds_alternative<BurnNonce>(command);
        if (intent && journal_.refused()) unrecorded_ = true;
        world_.execute(command, now);
    }

private:
    World& world_;
    const MemoryJournal& journal_;
    std::uint32_t left_{UINT32_MAX};
    bool dead_{false};
    bool unrecorded_{false};
};

class NumberRun {
public:
    NumberRun(const Scenario& scenario, const StrategyMaker& make)
        : scenario_(scenario),
          make_(make),
          prng_(Prng::stream(scenario.number, 20)),
          disk_prng_(Prng::stream(scenario.number, 21)),
          world_(scenario.world),
          checker_(world_, scenario.bounds),
          sink_(world_, journal_) {}

    NumberResult run();

private:
    void start();
    void trade_until(Time when);
    void stop();
    void crash();
    void fill_the_disk(Time now);
    void somebody_operates();
    void replay(bool whole);
    bool broken() const { return checker_.violation().has_value(); }

    const Scenario& scenario_;
    const StrategyMaker& make_;
    Prng prng_;
    Prng disk_prng_;
    World world_;
    Checker checker_;
    MemoryJournal journal_;
    MortalSink sink_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<runtime::Loop> loop_;
    std::uint32_t epoch_{0};
    Time next_crash_{kNever};
    Time disk_full_{kNever};
    Time started_;
    Time next_operator_{kNever};
    bool dying_{false};
    std::uint64_t halts_{0};
};

// Throws std::invalid_argument for what cannot trade: a number that is badly drawn.
std::unique_ptr<engine::Engine> engine_of(const Scenario& scenario, const StrategyMaker& make) {
    if (scenario.engine.strategy == "random-pairs") {
        return std::make_unique<engine::Engine>(scenario.engine,
                                                std::make_unique<RandomPairs>(scenario.random));
    }
    auto strategy = make(scenario.engine);
    if (!strategy) throw std::invalid_argument(strategy.error().message);
    return std::make_unique<engine::Engine>(scenario.engine, std::move(*strategy));
}

void NumberRun::start() {
    engine_ = engine_of(scenario_, make_);
    // As a real process would: the epoch is whatever its journal says, and one more.
    epoch_ = 0;
    checker_.process_starts(world_.now());
    replay(false);
    checker_.process_goes_on(engine_->mode());
    loop_ = std::make_unique<runtime::Loop>(*engine_, world_, sink_, &journal_);
    loop_->observe(checker_);
    sink_.live();
    journal_.make_room();
    dying_ = false;
    world_.engine_starts(++epoch_);
    if (scenario_.crash_gap.ns > 0) {
        // Sometimes it dies again as soon as it does something.
        const Duration most = prng_.chance(250) ? seconds(5) : scenario_.crash_gap * 2;
        next_crash_ = world_.now() + prng_.between(milliseconds(200), most);
        started_ = world_.now();
    }
    disk_full_ = scenario_.full_disk
                     ? world_.now() + disk_prng_.between(milliseconds(100), minutes(2))
                     : kNever;
}

// Somewhere in the middle of an instant. Somebody sees it soon, makes room, and starts it again.
void NumberRun::fill_the_disk(Time now) {
    world_.faults().add(Fault::full_disk);
    journal_.fills_up_after(static_cast<std::uint32_t>(disk_prng_.between(0, 6)));
    disk_full_ = kNever;
    next_crash_ = std::min(next_crash_, now + disk_prng_.between(milliseconds(200), seconds(3)));
}

// Feeds what is recorded to the new engine. It must make the same commands again.
void NumberRun::replay(bool whole) {
    store::Scratch scratch;
    Commands made;
    std::size_t next = 0;
    std::vector<std::byte> bytes;
    const auto& records = journal_.records();
    for (const MemoryJournal::Record& record : records) {
        if (record.event) {
            const auto event = store::decode_event(journal_.bytes(record), scratch);
            CHECK(event.has_value());
            const auto* started = std::get_if<Started>(&event->what);
            // Only a process that died there may have left less than it made.
            if (next < made.size() && started == nullptr && !broken()) {
                checker_.broke("same_bytes_again", "a replay made a command more than before: " +
                                                       store::describe(made[next]));
            }
            if (started != nullptr) epoch_ = started->epoch;
            made.clear();
            next = 0;
            engine_->step(*event, made);
            if (!whole) checker_.recall(*event);
            continue;
        }
        bytes.clear();
        if (next < made.size()) store::encode(made[next], bytes);
        ++next;
        if (!std::ranges::equal(bytes, journal_.bytes(record))) {
            const auto before = store::CommandDecoder::decode(journal_.bytes(record));
            checker_.broke("same_bytes_again",
                           "a replay made another command than before: " +
                               (before ? store::describe(*before) : std::string{}) + " became " +
                               (next <= made.size() ? store::describe(made[next - 1])
                                                    : std::string{"nothing"}));
        }
    }
}

void NumberRun::crash() {
    world_.faults().add(Fault::crash);
    loop_.reset();
    engine_.reset();
    world_.engine_dies();
    if (scenario_.power_loss && prng_.chance(500)) {
        // What the last milliseconds wrote was not on the disk yet; or more, if the disk stalled.
        world_.faults().add(Fault::power_loss);
        const Duration most = prng_.chance(300) ? seconds(2) : milliseconds(30);
        const Time lost = world_.now() - prng_.between({}, most);
        const auto& records = journal_.records();
        std::size_t from = records.size();
        while (from > 0 && records[from - 1].time >= lost)
            --from;
        // Of a process that only just began nothing but what was synced may be there.
        if (world_.now() - started_ < seconds(5) && prng_.chance(500)) from = 0;
        journal_.cut(from);
    }
    const Time back = world_.now() + prng_.between(milliseconds(50), scenario_.down_most);
    while (world_.now() < back) {
        world_.pass_until(std::min(back, world_.now() + milliseconds(50)));
        checker_.look(world_.now());
    }
    start();
}

void NumberRun::somebody_operates() {
    if (scenario_.engine.strategy == "zscore" && prng_.chance(400)) {
        world_.ask(SettingAsked{.name = *Text<48>::from("parameter.trading"),
                                .value = *Text<48>::from(prng_.chance(400) ? "remind" : "auto")},
                   world_.now());
        next_operator_ = world_.now() + prng_.between(seconds(2), seconds(60));
        return;
    }
    constexpr std::array kWishes{Operator::kill,   Operator::flatten, Operator::pause,
                                 Operator::resume, Operator::reset,   Operator::reset};
    world_.ask(
        kWishes[static_cast<std::size_t>(prng_.below(static_cast<std::int64_t>(kWishes.size())))],
        world_.now());
    next_operator_ = world_.now() + prng_.between(seconds(2), seconds(60));
}

void NumberRun::trade_until(Time when) {
    Mode before = Mode::starting;
    Time reset_at = kNever;
    while (world_.now() < when && !broken()) {
        world_.ends_at(when);
        if (!loop_->turn()) break;
        const Time now = world_.now();
        if (sink_.unrecorded())
            checker_.broke("intent_is_recorded", "sent, and not in the journal");
        if (now >= disk_full_) fill_the_disk(now);
        if (now >= next_crash_ && !dying_) {
            sink_.dies_after(static_cast<std::uint32_t>(prng_.between(0, 3)));
            dying_ = true;
        }
        if (dying_ && (sink_.dead() || now > next_crash_ + seconds(2))) {
            crash();
            before = Mode::starting;
            continue;
        }
        if (scenario_.kills && now >= next_operator_) somebody_operates();
        // A person looks at a halted desk after a while, and sets it going again.
        if (checker_.mode() == Mode::halted && before != Mode::halted) {
            ++halts_;
            reset_at = now + prng_.between(seconds(5), seconds(40));
        }
        before = checker_.mode();
        if (now >= reset_at) {
            world_.ask(Operator::reset, now);
            reset_at = before == Mode::halted ? now + seconds(40) : kNever;
        }
    }
}

// A stop in the middle of the faults, which end a while later.
void NumberRun::stop() {
    if (journal_.refused()) crash();
    next_crash_ = disk_full_ = kNever;
    journal_.make_room();
    if (dying_) sink_.live();  // a death that did not come to pass
    const Time asked = world_.now();
    world_.ends_at(kNever);
    world_.ask(Operator::stop, asked);
    // What a person does after the last look at the books is no debt of ours.
    world_.alone();
    bool calm = false;
    const Time give_up = asked + scenario_.engine.exec.stop_limit + seconds(60);
    while (!broken() && loop_->turn()) {
        if (!calm && world_.now() > asked + seconds(20)) {
            world_.calm();
            calm = true;
        }
        if (world_.now() > give_up) {
            checker_.broke("ends_in_time", "still " + std::string{name(engine_->mode())} +
                                               " so long after it was asked to stop");
        }
    }
    if (broken()) return;
    if (!engine_->ended()) checker_.broke("ends_in_time", "the loop ended and the engine did not");
    world_.engine_dies();
    world_.pass_until(world_.now() + seconds(20));
    if (!broken()) checker_.at_end(*engine_);
}

NumberResult NumberRun::run() {
    const Time begun = world_.now();
    try {
        start();
    } catch (const std::invalid_argument& cannot) {
        checker_.broke("starts", cannot.what());
    }
    if (scenario_.kills) next_operator_ = begun + prng_.between(seconds(5), seconds(60));
    if (!broken()) trade_until(begun + scenario_.lasts);
    if (!broken()) stop();
    if (!broken() && scenario_.verify) {
        engine_ = engine_of(scenario_, make_);
        replay(true);
    }

    NumberResult result;
    result.number = scenario_.number;
    result.violation = checker_.violation();
    if (result.violation) {
        result.trace =
            trace_of(journal_, result.violation->time, runtime::names_of(scenario_.engine));
    }
    result.virtual_time = world_.now() - begun;
    result.pair_trades = checker_.pair_trades();
    result.orders = checker_.orders();
    result.events = journal_.records().size();
    result.worsenings = checker_.worsenings();
    result.halts = halts_;
    result.faults = world_.faults();
    result.unhedged = checker_.unhedged();
    result.journal = std::move(journal_);
    return result;
}

}  // namespace

NumberResult run_number(const Scenario& scenario, const StrategyMaker& make) {
    return NumberRun{scenario, make}.run();
}

}  // namespace twinleg::sim
