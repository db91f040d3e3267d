#include "app/bench_tick_to_trade.h"

#include <algorithm>
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
#include "sim/wire/wire_world.h"
#include "venues/live_world.h"

namespace twinleg::app {

namespace {

constexpr Duration kRound = milliseconds(20);   // fifty orders a second
constexpr Duration kOpenFor = milliseconds(8);  // of it the spread is there
constexpr unsigned kWarmUp = 100;

// Both venues behind their relays, and the script that moves the book of one.
class Stand {
public:
    // `moving`: 0 edgex, 1 lighter.
    Stand(unsigned repetitions, std::size_t moving) : repetitions_(repetitions), moving_(moving) {
        sim::wire::WireWorldConfig config;
        config.flow = false;
        config.rate_limits = false;
        for (const auto* name : {"edgex", "lighter"})
            config.venues.push_back({.venue = find_wire_venue(name)});
        const std::string_view names[] = {"edgex", "lighter"};
        for (auto& [name, value] : sim::wire::complete_accounts(config.accounts, names))
            environment_[name] = value;
        world_ = std::make_unique<sim::wire::WireWorld>(loop_, std::move(config));
        for (const auto* name : {"edgex", "lighter"})
            seed(world_->venue(name)->exchange(), name);
        EndpointsByVenue real;
        for (const auto& line : world_->ready_lines())
            CHECK(read_ready_line(line, real));
        relays_[0] = std::make_unique<BenchRelay>(loop_, real.at("edgex"), edgex_dialect(),
                                                  [this] { on_order(0); });
        relays_[1] = std::make_unique<BenchRelay>(loop_, real.at("lighter"), lighter_dialect(),
                                                  [this] { on_order(1); });
    }

    EndpointsByVenue endpoints() const {
        return {{"edgex", relays_[0]->endpoints()}, {"lighter", relays_[1]->endpoints()}};
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
    static void seed(sim::wire::Exchange& exchange, std::string_view name) {
        const auto* instrument = exchange.find(name == "edgex" ? "BTCUSDC" : "BTC");
        CHECK(instrument != nullptr);
        const auto size = Quantity::from_units(5);
        exchange.counterparty(instrument->id, Side::buy, Price::from_units(59'990), size,
                              sim::wire::Force::gtc, false);
        exchange.counterparty(instrument->id, Side::sell, Price::from_units(60'010), size,
                              sim::wire::Force::gtc, false);
    }

    void turn() {
        next_ = next_ + kRound;
        if (next_ < loop_.now()) next_ = loop_.now() + kRound;
        if (!relays_[0]->ready() || !relays_[1]->ready()) return;
        if (open_) {
            relays_[moving_]->tell_book(false);
            open_ = false;
            next_ = next_ - kOpenFor;
            return;
        }
        if (taken_ >= repetitions_ + kWarmUp) {
            done_ = true;
            return;
        }
        open_ = true;
        awaited_ = true;
        next_ = next_ - (kRound - kOpenFor);
        relays_[moving_]->tell_book(true);
    }

    void on_order(std::size_t venue) {
        if (venue != moving_ || !awaited_) return;
        awaited_ = false;
        if (++taken_ <= kWarmUp) return;
        figures_.push_back(relays_[venue]->order_read() - relays_[venue]->wrote());
    }

    const unsigned repetitions_;
    const std::size_t moving_;
    net::EventLoop loop_;
    std::map<std::string, std::string> environment_;
    std::unique_ptr<sim::wire::WireWorld> world_;
    std::unique_ptr<BenchRelay> relays_[2];
    Time next_;
    bool open_{false};
    bool awaited_{false};
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
RunSettings bench_settings(const std::filesystem::path& data, std::size_t moving) {
    auto settings = default_run("market-spread");
    settings.mode = "sim";
    settings.first = moving == 0 ? "edgex" : "lighter";
    settings.second = moving == 0 ? "lighter" : "edgex";
    settings.data = data;
    settings.strategy.size = parse_quantity("0.001").value();
    settings.strategy.max_position = Quantity::from_units(1);
    return settings;
}

void trade(const RunSettings& settings, const venues::Credentials& credentials,
           const EndpointsByVenue& endpoints, const Stand& stand, std::ostream& err) {
    runtime::Latencies latencies;
    LiveVenues venues({settings.first, settings.second}, settings, credentials, endpoints,
                      {.latencies = &latencies});
    auto config = config_of(venues.describe());
    apply_settings(settings, config);
    config.risk.orders_per_minute = 1'000'000;
    config.risk.pairs_per_minute = 1'000'000;
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

void print(std::ostream& out, std::string_view name, std::vector<std::int64_t>& all) {
    if (all.empty()) return;
    std::ranges::sort(all);
    out << fmt::format(
               R"({{"bench":"tick-to-trade","case":"{}","median_ns":{},"p99_ns":{},"min_ns":{},"repetitions":{}}})",
               name, all[all.size() / 2], all[all.size() * 99 / 100], all.front(), all.size())
        << std::endl;
}

void measure(std::ostream& out, std::string_view name, std::size_t moving, unsigned repetitions) {
    const auto data = std::filesystem::temp_directory_path() /
                      fmt::format("twinleg_tick_to_trade_{}", ::getpid());
    Stand* stand = nullptr;
    std::atomic<bool> ready{false};
    std::atomic<bool> stop{false};
    std::thread venues_thread([&] {
        stay_on(1);
        Stand own(repetitions, moving);
        stand = &own;
        ready = true;
        ready.notify_one();
        own.run(stop);
        ready.wait(true);  // until the figures were read
    });
    ready.wait(false);
    cpu_set_t before;
    CPU_ZERO(&before);
    (void)::sched_getaffinity(0, sizeof before, &before);
    {
        const auto environment = stand->environment();
        const auto credentials = credentials_of(environment);
        stay_on(0);
        trade(bench_settings(data, moving), credentials, stand->endpoints(), *stand, out);
    }
    (void)::sched_setaffinity(0, sizeof before, &before);
    stop = true;
    print(out, name, stand->figures());
    ready = false;
    ready.notify_one();
    venues_thread.join();
    std::filesystem::remove_all(data);
}

}  // namespace

void bench_tick_to_trade(std::ostream& out, unsigned repetitions) {
    measure(out, "edgex v2", 0, repetitions);
    measure(out, "lighter", 1, repetitions);
}

}  // namespace twinleg::app
