#include "app/bench_tick_to_trade.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <ostream>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include "app/bench_relay.h"
#include "app/catalog.h"
#include "app/live_venues.h"
#include "app/session.h"
#include "app/sim_url.h"
#include "app/wire_catalog.h"
#include "core/check.h"
#include "engine/engine.h"
#include "runtime/latency.h"
#include "sim/wire/wire_world.h"
#include "venues/live_world.h"

namespace twinleg::app {

namespace {

// How far apart the frames are. After a long silence the caches hold something else, which is told
// apart.
struct Pace {
    std::string_view suffix;
    Duration round;
    unsigned fewer;  // rounds than asked for
};
constexpr Pace kPaces[] = {{"", milliseconds(1), 1},
                           {" after 20 ms of silence", milliseconds(20), 10}};
constexpr unsigned kWarmUp = 30;
constexpr unsigned kLongestWait = 1000;  // rounds; then the desk has declined this one

// Lighter, or EdgeX beside Lighter itself.
const BenchVenue& other_of(const BenchVenue& moving) {
    const auto all = bench_venues();
    return *std::ranges::find(all, moving.venue == "lighter" ? "edgex" : "lighter",
                              &BenchVenue::venue);
}

// Orders in one go that neither venue's connector holds back; the next go begins when the minute of
// this one is over.
unsigned orders_in_a_go(const BenchVenue& first, const BenchVenue& second) {
    unsigned most = 1'000'000;
    for (const auto limit : {first.orders_at_once, second.orders_at_once})
        if (limit > 0) most = std::min(most, limit);
    return most;
}
constexpr Duration kGo = seconds(62);
constexpr unsigned kMostGoes = 5;  // minutes a case; a figure tells how many orders they held

// Both venues behind their relays, and the script that moves the book of the first.
class Stand {
public:
    Stand(const BenchVenue& moving, Duration round, unsigned repetitions)
        : venues_{&moving, &other_of(moving)},
          round_(round),
          in_a_go_(orders_in_a_go(*venues_[0], *venues_[1])),
          repetitions_(std::min(repetitions, kMostGoes * (in_a_go_ - kWarmUp))) {
        sim::wire::WireWorldConfig config;
        config.flow = false;
        config.rate_limits = false;
        std::vector<std::string_view> names;
        for (const auto* each : venues_) {
            names.push_back(each->venue);
            config.venues.push_back({.venue = find_wire_venue(each->venue)});
        }
        for (auto& [name, value] : sim::wire::complete_accounts(config.accounts, names))
            if (moving.without.empty() || !name.starts_with(moving.without))
                environment_[name] = value;
        world_ = std::make_unique<sim::wire::WireWorld>(loop_, std::move(config));
        EndpointsByVenue real;
        for (const auto& line : world_->ready_lines())
            CHECK(read_ready_line(line, real));
        for (std::size_t i = 0; i < venues_.size(); ++i) {
            seed(world_->venue(venues_[i]->venue)->exchange(), venues_[i]->symbol);
            relays_[i] = std::make_unique<BenchRelay>(
                loop_, real.at(std::string{venues_[i]->venue}), venues_[i]->dialect(), [this, i] {
                    if (i == 0) on_order();
                });
        }
    }

    EndpointsByVenue endpoints() const {
        EndpointsByVenue out;
        for (std::size_t i = 0; i < venues_.size(); ++i)
            out.emplace(venues_[i]->venue, relays_[i]->endpoints());
        return out;
    }
    Environment environment() const { return Environment(environment_); }

    // The thread's own work, until `stop`.
    void run(const std::atomic<bool>& stop) {
        next_ = loop_.now() + seconds(2);
        while (!stop) {
            loop_.poll();
            if (!done_ && loop_.now() >= next_) turn();
        }
    }

    bool done() const { return done_; }
    std::vector<std::int64_t>& figures() { return figures_; }

private:
    static void seed(sim::wire::Exchange& exchange, std::string_view symbol) {
        const auto* instrument = exchange.find(symbol);
        CHECK(instrument != nullptr);
        const auto size = Quantity::from_units(5);
        exchange.counterparty(instrument->id, Side::buy, Price::from_units(59'990), size,
                              sim::wire::Force::gtc, false);
        exchange.counterparty(instrument->id, Side::sell, Price::from_units(60'010), size,
                              sim::wire::Force::gtc, false);
    }

    void turn() {
        next_ = next_ + round_;
        if (next_ < loop_.now()) next_ = loop_.now() + round_;
        if (!relays_[0]->ready() || !relays_[1]->ready()) return;
        // An order that is late must not be taken for the answer to the next frame.
        if (awaited_) {
            if (++overdue_ < kLongestWait) return;
            relays_[0]->tell_book(false);
            awaited_ = false;
        }
        overdue_ = 0;
        if (taken_ >= repetitions_) {
            done_ = true;
            return;
        }
        if (sent_ == in_a_go_ && loop_.now() - go_began_ < kGo) return relays_[0]->tell_book(false);
        if (sent_ == in_a_go_ || !go_began_.known()) {
            go_began_ = loop_.now();
            sent_ = 0;
        }
        ++sent_;
        awaited_ = true;
        relays_[0]->tell_book(true);
    }

    void on_order() {
        if (!awaited_) return;
        awaited_ = false;
        // The first ones of a go come after a minute of rest.
        if (sent_ <= kWarmUp) return relays_[0]->tell_book(false);
        ++taken_;
        figures_.push_back(relays_[0]->order_read() - relays_[0]->wrote());
        relays_[0]->tell_book(false);  // before the order's end: nothing is left to trade
    }

    const std::array<const BenchVenue*, 2> venues_;
    const Duration round_;
    const unsigned in_a_go_;
    const unsigned repetitions_;
    net::EventLoop loop_;
    std::map<std::string, std::string> environment_;
    std::unique_ptr<sim::wire::WireWorld> world_;
    std::unique_ptr<BenchRelay> relays_[2];
    Time next_;
    bool awaited_{false};
    unsigned sent_{0};  // in this go
    Time go_began_;
    unsigned overdue_{0};  // rounds that the order has been waited for
    std::atomic<bool> done_{false};
    unsigned taken_{0};
    std::vector<std::int64_t> figures_;
};

// Engine and venues do not take each other's core, as they would not in life.
void stay_on(unsigned core) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    // Where it is not allowed the figures are only a little worse.
    (void)::sched_setaffinity(0, sizeof cores, &cores);
}

// The venue whose book moves has the first leg, whose order is sent first.
RunSettings bench_settings(const std::filesystem::path& data, const BenchVenue& moving) {
    auto settings = default_run("market-spread");
    settings.mode = "sim";
    settings.first = moving.venue;
    settings.second = other_of(moving).venue;
    settings.data = data;
    settings.strategy.size = parse_quantity("0.001").value();
    settings.strategy.max_position = Quantity::from_units(1);
    return settings;
}

void trade(const RunSettings& settings, const venues::Credentials& credentials,
           const EndpointsByVenue& endpoints, const Stand& stand, runtime::Latencies& latencies,
           std::ostream& err) {
    LiveVenues venues({settings.first, settings.second}, settings, credentials, endpoints,
                      {.latencies = &latencies});
    auto config = config_of(venues.describe());
    apply_settings(settings, config);
    config.risk.orders_per_minute = 1'000'000;
    config.risk.pairs_per_minute = 1'000'000;
    config.risk.duplicate_window = {};  // each round's orders are the same
    for (auto& venue : config.venues)
        venue.orders_per_minute = 0;
    auto opened = open_desk(settings, config);
    bool told = false;
    venues::LiveWorld world(venues.loop(), venues.inbox(), venues.connectors(),
                            {.interrupted = [&] { return stand.done(); }, .look_every = {}});
    world.place_instrument({0}, {0});
    world.place_instrument({1}, {1});
    world.started(opened.epoch);
    venues.open();
    runtime::Loop loop(*opened.engine, world, world, opened.journal.get(), &latencies);
    while (loop.turn()) {
        if (told || opened.engine->mode() != Mode::halted) continue;
        told = true;
        err << "the desk has halted; figures end there\n";
    }
    venues.close();
}

// Where the engine's share went; `sign` and `send` are of both orders of a step.
void print(std::ostream& out, std::string_view name, const runtime::Latencies& latencies) {
    using enum runtime::LatencyStage;
    for (const auto stage : {decode, journal, risk, sign, send, tick_to_trade})
        out << fmt::format(
                   R"({{"bench":"tick-to-trade stage","case":"{}","stage":"{}","median_ns":{:.0f},"p99_ns":{:.0f}}})",
                   name, runtime::name(stage), latencies.percentile_ns(stage, 0.5),
                   latencies.percentile_ns(stage, 0.99))
            << std::endl;
}

void print(std::ostream& out, std::string_view name, std::vector<std::int64_t>& all) {
    if (all.empty()) return;
    std::ranges::sort(all);
    out << fmt::format(
               R"({{"bench":"tick-to-trade","case":"{}","median_ns":{},"p99_ns":{},"min_ns":{},"repetitions":{}}})",
               name, all[all.size() / 2], all[all.size() * 99 / 100], all.front(), all.size())
        << std::endl;
}

void measure(std::ostream& out, const BenchVenue& moving, const Pace& pace, unsigned repetitions) {
    const auto name = fmt::format("{}{}", moving.name, pace.suffix);
    const auto data = std::filesystem::temp_directory_path() /
                      fmt::format("twinleg_tick_to_trade_{}", ::getpid());
    Stand* stand = nullptr;
    std::atomic<bool> ready{false};
    std::atomic<bool> stop{false};
    std::thread venues_thread([&] {
        stay_on(1);
        Stand own(moving, pace.round, repetitions / pace.fewer);
        stand = &own;
        ready = true;
        ready.notify_one();
        own.run(stop);
        ready.wait(true);  // until the figures were read
    });
    ready.wait(false);
    runtime::Latencies latencies;
    cpu_set_t before;
    CPU_ZERO(&before);
    (void)::sched_getaffinity(0, sizeof before, &before);
    {
        const auto environment = stand->environment();
        const auto credentials = credentials_of(environment);
        stay_on(0);
        trade(bench_settings(data, moving), credentials, stand->endpoints(), *stand, latencies,
              out);
    }
    (void)::sched_setaffinity(0, sizeof before, &before);
    stop = true;
    print(out, name, stand->figures());
    print(out, name, latencies);
    ready = false;
    ready.notify_one();
    venues_thread.join();
    std::filesystem::remove_all(data);
}

}  // namespace

void bench_tick_to_trade(std::ostream& out, unsigned repetitions, std::string_view venue) {
    for (const auto& each : bench_venues())
        for (const auto& pace : kPaces)
            if (venue.empty() || venue == each.venue) measure(out, each, pace, repetitions);
}

}  // namespace twinleg::app
