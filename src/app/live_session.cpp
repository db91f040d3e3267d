#include "app/live_session.h"

#include <fstream>
#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "app/account_locks.h"
#include "app/catalog.h"
#include "app/hangups.h"
#include "app/live_venues.h"
#include "app/own_venues.h"
#include "app/session.h"
#include "app/sim_url.h"
#include "app/version.h"
#include "app/watchdog.h"
#include "engine/engine.h"
#include "sim/templates.h"
#include "venues/live_world.h"

namespace twinleg::app {

namespace {

// What the venue's own interface calls the instrument: Lighter has numbers, and says so.
std::string contract_of(const venues::Description& description) {
    constexpr std::string_view kBefore = "market ";
    const std::string after = " is " + description.instrument.symbol;
    for (const std::string_view fact : description.facts) {
        if (fact.starts_with(kBefore) && fact.ends_with(after))
            return std::string{
                fact.substr(kBefore.size(), fact.size() - kBefore.size() - after.size())};
    }
    return description.instrument.symbol;
}

// A supervisor that starts the desk again does so within this time.
constexpr Duration kRestartGrace = seconds(10);
constexpr Duration kClockSetBack = seconds(2);

std::string_view mode_title(const RunSettings& settings) {
    if (settings.mode == "live") return "LIVE, real money";
    if (settings.mode == "testnet") return "test networks";
    return settings.sim ? "running simulators" : "simulated venues on loopback";
}

// The accounts' equity, in quote units, when this journal was new: what the venues say was earned
// is measured from there, over all restarts.
class FirstEquity {
public:
    // `known`: the journal is an older one, whose first equity is in `data`.
    // Throws CannotStart if it cannot be kept there.
    FirstEquity(const std::filesystem::path& data, bool known,
                const std::vector<venues::Description>& descriptions) {
        const auto path = data / "equity";
        if (known) read(path);
        bool added = !known;
        for (const auto& each : descriptions)
            added |= at_.emplace(each.traits.name, each.equity).second;
        if (added) keep(path);
    }

    Notional change(const std::vector<venues::Description>& descriptions) const {
        Notional sum;
        for (const auto& each : descriptions)
            sum += each.equity - at_.at(each.traits.name);
        return sum;
    }

private:
    void read(const std::filesystem::path& path) {
        std::ifstream file(path);
        std::string venue;
        std::string amount;
        while (file >> venue >> amount) {
            if (const auto value = parse_notional(amount)) at_[venue] = *value;
        }
    }

    // Whole or not at all: a process may be killed at any instruction.
    void keep(const std::filesystem::path& path) const {
        auto beside = path;
        beside += ".new";
        std::ofstream file(beside, std::ios::trunc);
        for (const auto& [venue, amount] : at_)
            file << venue << ' ' << to_text(amount) << '\n';
        file.close();
        std::error_code failed;
        if (file) std::filesystem::rename(beside, path, failed);
        if (!file || failed)
            throw CannotStart(kBadUsage, fmt::format("cannot write {}", path.string()),
                              "Name another directory with --data.");
    }

    std::map<std::string, Notional> at_;  // by venue
};

// What a watchdog does: each venue by itself, for the other may be away. What goes through a page
// goes through this process alone; the page itself cancels its orders when this process is gone.
void cancel_for_the_dead(const RunSettings& settings, const venues::Credentials& credentials,
                         const EndpointsByVenue& endpoints) {
    for (const auto& name : {settings.first, settings.second}) {
        if (name == "edgex" && settings.edgex_transport == "browser") continue;
        try {
            LiveVenues venue({name}, settings, credentials, endpoints, {});
            venue.describe();
            venue.open();
            cancel_everything(venue, std::cerr);
            venue.close();
        } catch (const std::exception& problem) {
            std::cerr << "cannot cancel: " << problem.what() << std::endl;
        }
    }
}

// The engine's time goes on from its journal's last record. A clock that was set back by more than
// a moment would let it stand still, and every deadline with it. Throws CannotStart.
void go_on_after(Time last, LiveVenues& venues) {
    const Duration behind = last - venues.loop().now();
    if (last.known() && behind > kClockSetBack)
        throw CannotStart(
            kBadUsage,
            fmt::format("this computer's clock is {} s behind the last record of the journal",
                        behind.ns / 1'000'000'000),
            "Set the clock (chrony or ntpd), or wait until it has caught up.");
    venues.inbox().passed(last);
}

// SIGHUP while the desk runs.
class HangupWatch {
public:
    HangupWatch(const Reread& reread, LiveVenues& venues, const engine::Engine& engine,
                LineWriter& writer)
        : reread_(reread), venues_(venues), engine_(engine), writer_(writer) {}

    // Looked at between events. True: the terminal is gone, and with it whoever watched.
    bool stop() {
        if (signals_.count() == heard_) return gone_;
        heard_ = signals_.count();
        gone_ = gone_ || signals_.terminal_gone();
        if (!gone_) reload();
        return gone_;
    }

private:
    void reload() {
        if (!reread_) return writer_.write("settings: this run has no file to read again");
        try {
            const auto changes = reread_(engine_.config());
            if (changes.empty()) writer_.write("settings: read again, nothing has changed");
            for (const auto& change : changes)
                ask(change);
        } catch (const CannotStart& problem) {
            writer_.write(fmt::format("settings: all stay as they are: {}", problem.what()));
        }
    }

    // The engine says itself what came of it, and the journal holds both.
    void ask(const Change& change) {
        const auto name = Text<48>::from(change.name);
        const auto value = Text<48>::from(change.after);
        auto why = change.refused;
        if (why.empty() && (!name || !value)) why = "it is too long to be asked for on the way";
        if (!why.empty())
            return writer_.write(fmt::format("settings: {} stays {}, not {}: {}", change.name,
                                             change.before.empty() ? "not set" : change.before,
                                             change.after.empty() ? "not set" : change.after, why));
        venues_.inbox().push(
            {.time = venues_.loop().now(),
             .what = SettingAsked{.name = *name, .value = *value, .by = *Asker::from("SIGHUP")}});
    }

    const Reread& reread_;
    LiveVenues& venues_;
    const engine::Engine& engine_;
    LineWriter& writer_;
    const Hangups signals_;
    int heard_{0};
    bool gone_{false};
};

void tell_start(Story& story, const RunSettings& settings,
                const std::vector<venues::Description>& descriptions, const runtime::Opened& opened,
                const std::string& number, const std::string& before) {
    Facts facts;
    for (const auto& each : descriptions) {
        facts.push_back(instrument_fact(each.instrument,
                                        settings.mode == "sim" ? "simulated" : std::string_view{}));
        facts.emplace_back("", fmt::format("account {}, equity {} {}", each.account,
                                           to_text(each.equity), each.instrument.settlement()));
        for (const auto& fact : each.facts)
            facts.emplace_back("", fact);
        for (const auto& warning : each.warnings)
            facts.emplace_back("", "warning: " + warning);
    }
    for (auto& fact : settings_facts(settings))
        facts.push_back(std::move(fact));
    if (!number.empty()) facts.emplace_back("number", number);
    if (!before.empty()) facts.emplace_back("before", before);
    if (opened.recovered)
        facts.emplace_back("recovered",
                           fmt::format("{} events of earlier runs; {} orders were in flight",
                                       opened.history.events, opened.history.in_flight));
    for (const auto& remark : opened.remarks)
        facts.emplace_back("", remark);
    story.begin(fmt::format("Twinleg {} · {} {} · {}, times in UTC", kVersion,
                            settings.strategy.strategy, settings.ticker, mode_title(settings)),
                facts);
}

}  // namespace

bool over_sockets(const RunSettings& settings) {
    if (settings.mode != "sim" || settings.sim) return true;
    return settings.speed == 1 && OwnVenues::can_simulate(settings.first) &&
           OwnVenues::can_simulate(settings.second);
}

int run_live_session(const RunSettings& settings, const Environment& environment, std::ostream& out,
                     std::ostream& err, const Reread& reread) {
    const StopSignals signals;
    std::optional<OwnVenues> own;
    EndpointsByVenue endpoints;
    std::string before;
    std::string number;
    if (settings.mode == "sim" && settings.sim) {
        endpoints = endpoints_of(*settings.sim);
    } else if (settings.mode == "sim") {
        (void)sure(sim::flow_of(settings.ticker));  // a coin that has simulated markets
        own.emplace(settings);
        endpoints = own->endpoints();
        number = fmt::format("{} (--number {} gives the same markets again)", own->number(),
                             own->number());
        if (const auto aside = put_aside(settings.data); !aside.empty())
            before = "the last run's venues ended with it; its journal is " + aside.string();
    }
    const auto credentials = credentials_of(own ? own->environment() : environment);
    std::optional<Watchdog> watchdog;
    // Venues of our own end with us.
    if (!settings.no_watchdog && !own)
        watchdog.emplace(settings.data, kRestartGrace,
                         [&] { cancel_for_the_dead(settings, credentials, endpoints); });

    runtime::Latencies latencies;
    LiveVenues venues({settings.first, settings.second}, settings, credentials, endpoints,
                      {.latencies = &latencies,
                       .say = [&err](std::string_view line) { err << line << std::endl; }});
    const auto descriptions = venues.describe([&] { return signals.asked(); });
    auto config = config_of(descriptions);
    apply_settings(settings, config);
    if (config.strategy == "hedge-cycle") {  // its log names them
        config.parameters["first_contract"] = contract_of(descriptions[0]);
        config.parameters["second_contract"] = contract_of(descriptions[1]);
    }
    if (own)
        check_notional(settings.strategy.size, config, sure(sim::flow_of(settings.ticker)).start);
    std::optional<AccountLocks> accounts;
    if (!own) accounts.emplace(account_locks_folder(), descriptions, endpoints);
    wait_for_watchdog(
        settings.data, [&err](std::string_view line) { err << line << std::endl; },
        [&] { return signals.asked(); });
    auto opened = open_desk(settings, config);
    go_on_after(opened.history.last, venues);
    const FirstEquity equity(settings.data, opened.recovered, descriptions);

    DeskRun run(settings, opened, signals, latencies, err);
    tell_start(run.story(), settings, descriptions, opened, number, before);
    HangupWatch hangups(reread, venues, *opened.engine, run.writer());
    const Time began = venues.loop().now();
    venues::LiveWorld world(venues.loop(), venues.inbox(), venues.connectors(),
                            {.stop_at = settings.only_close ? began
                                        : settings.duration ? began + *settings.duration
                                                            : kNever,
                             .interrupted = [&] { return hangups.stop() || signals.asked(); },
                             .look_every = settings.busy_poll ? Duration{} : milliseconds(5)});
    world.place_instrument({0}, {0});
    world.place_instrument({1}, {1});
    world.started(opened.epoch);
    venues.open();
    run.turn(world, world);

    auto report = run.report();
    report.duration = venues.loop().now() - began;
    try {
        report.venue_equity_change = equity.change(venues.describe());
    } catch (const CannotStart& problem) {
        run.writer().write(
            fmt::format("what the venues hold now is not known: {}; the report says "
                        "no change of equity",
                        problem.what()));
    }
    venues.close();
    if (watchdog && opened.engine->ended()) watchdog->stand_down();
    return run.finish(report, out);
}

}  // namespace twinleg::app
