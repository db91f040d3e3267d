#include "app/floor.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <ostream>

#include <fmt/format.h>
#include <unistd.h>

#include "app/data_files.h"
#include "app/live_venues.h"
#include "app/panel_desk.h"
#include "app/sim_url.h"
#include "app/story.h"
#include "core/json_writer.h"

namespace twinleg::app {

namespace {

// A supervisor that starts the desk again does so within this time.
constexpr Duration kRestartGrace = seconds(10);
constexpr std::chrono::milliseconds kLookForSignals{100};

// What the plan calls a desk's account at a venue.
std::string called(const Instance& desk, bool first) {
    const auto& venue = first ? desk.settings.first : desk.settings.second;
    const auto& account = first ? desk.first_account : desk.second_account;
    return venue + '/' + account;
}

struct Sharing {
    std::uint8_t of{1};
    std::uint8_t number{0};  // of this desk among them
};

Sharing sharing_of(std::span<const Instance> desks, std::size_t desk, const std::string& account) {
    Sharing out{.of = 0};
    for (std::size_t i = 0; i < desks.size(); ++i) {
        if (called(desks[i], true) != account && called(desks[i], false) != account) continue;
        if (i < desk) ++out.number;
        ++out.of;
    }
    return out;
}

bool own_venues_wanted(const RunSettings& settings) {
    return settings.mode == "sim" && !settings.sim && over_sockets(settings);
}

// Orders of a process that is gone. What goes through a page goes through that process alone; the
// page itself cancels its orders then.
void cancel_for_the_dead(const RunSettings& settings, const Environment& environment) {
    const auto credentials = credentials_of(environment);
    EndpointsByVenue endpoints;
    if (settings.mode == "sim") endpoints = endpoints_of(*settings.sim);
    // Each venue by itself, for the other may be away.
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

std::vector<std::string> words_of(std::string_view list) {
    std::vector<std::string> out;
    while (!list.empty()) {
        const auto word = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), word.size() + 1));
        out.emplace_back(word);
    }
    return out;
}

// One key of several for each desk: two that sign with one would spend each other's nonces.
void deal_lighter_keys(Environment& environment, const Sharing& sharing) {
    constexpr const char* kIndexes = "LIGHTER_API_KEY_INDEX";
    constexpr const char* kKeys = "API_KEY_PRIVATE_KEY";
    const auto indexes = environment.find(kIndexes);
    const auto keys = environment.find(kKeys);
    if (!indexes || !keys) return;  // the connector says what is missing
    const auto all_indexes = words_of(indexes->value);
    const auto all_keys = words_of(keys->value);
    if (all_indexes.size() < sharing.of || all_keys.size() < sharing.of)
        throw CannotStart(
            kBadUsage,
            fmt::format("{} pairs trade one Lighter account, and {} has {} API key{}", sharing.of,
                        kIndexes, all_indexes.size(), all_indexes.size() == 1 ? "" : "s"),
            fmt::format("Each pair signs with a key of its own: register as many, and list them in "
                        "{} and {} with commas between; or give the pairs accounts of their own.",
                        kIndexes, kKeys));
    environment.choose(kIndexes, all_indexes[sharing.number], indexes->place);
    environment.choose(kKeys, all_keys[sharing.number], keys->place);
}

// A line for machines, like a story's.
std::string error_object(std::string_view kind, std::string_view text) {
    JsonWriter line;
    line.object().field("level", "error").field("kind", kind).field("text", text).end_object();
    return std::string{line.text()};
}

int gravest(int a, int b) {
    constexpr std::array kOrder{kDone,   kBadUsage, kUnreadable, kRefused,
                                kHalted, kExposed,  kBroken};
    const auto rank = [&](int code) { return std::ranges::find(kOrder, code) - kOrder.begin(); };
    return rank(a) < rank(b) ? b : a;
}

}  // namespace

Floor::Floor(std::span<Instance> desks, std::ostream& err)
    : instances_(desks),
      desks_(desks.size()),
      terminal_(&err == &std::cerr && ::isatty(STDERR_FILENO) != 0) {
    if (own_venues_wanted(desks.front().settings)) {
        own_.emplace(desks);
    } else {
        for (std::size_t i = 0; i < desks.size(); ++i) {
            const auto& settings = desks[i].settings;
            if (settings.mode == "paper" || !over_sockets(settings) || settings.no_watchdog)
                continue;
            desks_[i].watchdog = std::make_unique<Watchdog>(
                settings.data, kRestartGrace,
                [this, &settings, i] { cancel_for_the_dead(settings, environment(i)); });
        }
    }
    panel_ = open_panel(desks, err);
    writer_ = std::make_unique<LineWriter>(err);
    std::vector<notify::Notifier::Desk> told;
    for (std::size_t i = 0; i < desks.size(); ++i)
        told.push_back(
            {.name = alone() ? "" : desks[i].name, .controls = desks_[i].operators.get()});
    notifications_.emplace(desks.front().settings, std::move(told), *writer_);
    if (const auto limit = total_daily_loss(desks)) {
        std::vector<OperatorDesk*> operators;
        for (const auto& desk : desks_)
            operators.push_back(desk.operators.get());
        total_loss_.emplace(*limit, std::move(operators),
                            [this, json = desks.front().settings.json](std::string line) {
                                writer_->write(json ? error_object("loss", line) : line);
                            });
        if (!desks.front().settings.json)
            writer_->write(fmt::format("all pairs together may lose {} a day (--total-daily-loss)",
                                       to_text(*limit)));
    }
    if (alone()) return;
    std::size_t width = 0;
    for (const auto& desk : desks)
        width = std::max(width, desk.name.size());
    for (std::size_t i = 0; i < desks.size(); ++i)
        desks_[i].lines = std::make_unique<NamedLines>(*writer_, desks[i].name, width);
}

// A desk that never began has sent nothing, and what rests in its account may be another process's:
// its watchdog has nothing to cancel.
Floor::~Floor() {
    for (auto& desk : desks_)
        if (desk.watchdog && !desk.begun) desk.watchdog->stand_down();
}

Lines& Floor::lines(std::size_t desk) {
    if (desks_[desk].lines) return *desks_[desk].lines;
    return *writer_;
}

Environment Floor::environment(std::size_t desk) const {
    const auto& instance = instances_[desk];
    auto environment = own_ ? own_->environment() : instance.environment;
    for (const bool first : {true, false}) {
        const auto& venue = first ? instance.settings.first : instance.settings.second;
        const auto sharing = sharing_of(instances_, desk, called(instance, first));
        if (venue == "lighter" && sharing.of > 1) deal_lighter_keys(environment, sharing);
    }
    return environment;
}

std::map<std::string, std::uint8_t, std::less<>> Floor::sharers(std::size_t desk) const {
    const auto& instance = instances_[desk];
    return {{instance.settings.first, sharing_of(instances_, desk, called(instance, true)).of},
            {instance.settings.second, sharing_of(instances_, desk, called(instance, false)).of}};
}

Floor::Account& Floor::account_of(const venues::Description& description) {
    return accounts_.at(description.traits.name + ' ' + account_number(description));
}

void Floor::describe(std::size_t desk, std::span<const venues::Description> venues,
                     const EndpointsByVenue& endpoints, bool recovered) {
    const std::scoped_lock hold(mutex_);
    for (std::size_t leg = 0; leg < venues.size(); ++leg) {
        const auto& each = venues[leg];
        const auto& instance = instances_[desk];
        const auto name = called(instance, leg == 0);
        const auto number = account_number(each);
        const auto& data = instance.settings.data;
        auto [place, fresh] = accounts_.try_emplace(
            each.traits.name + ' ' + number,
            Account{.called = name,
                    .lock = {},
                    .first = alone() ? FirstEquity(data, recovered)
                                     : FirstEquity(data.parent_path(), !own_),
                    .key = alone() ? each.traits.name : each.traits.name + '/' + number,
                    .equity = each.equity});
        auto& account = place->second;
        if (account.called != name)
            throw CannotStart(kBadUsage,
                              fmt::format("{}: account {} goes by two names, {} and {}",
                                          each.traits.name, number, account.called, name),
                              "Name it once in the configuration, and both pairs by that name.");
        account.sharers = sharing_of(instances_, desk, name).of;
        // What an older journal has earned is not in an equity that is read only now.
        if (!recovered) account.first.begin(account.key, each.equity);
        if (!fresh) continue;
        if (!own_) account.lock.emplace(account_locks_folder(), std::vector{each}, endpoints);
    }
}

std::uint32_t Floor::next_epoch() {
    if (alone()) return 1;
    const std::scoped_lock hold(mutex_);
    return app::next_epoch(instances_.front().settings.data.parent_path());
}

void Floor::wait_for_all(std::size_t desk) {
    std::unique_lock hold(mutex_);
    desks_[desk].ready = true;
    ready_.notify_all();
    const auto all = [&] {
        return std::ranges::all_of(desks_, [](const Desk& d) { return d.ready || d.gone; });
    };
    while (!all()) {
        ready_.wait_for(hold, kLookForSignals);
        if (signals_.asked())
            throw CannotStart(kHalted, "stopped before trading began", "Nothing was sent.");
    }
    // One that is gone without having been ready could not start.
    if (std::ranges::any_of(desks_, [](const Desk& d) { return !d.ready; }))
        throw OtherCannotStart();
    desks_[desk].begun = true;
}

void Floor::gone(std::size_t desk, int exit_code) {
    const std::scoped_lock hold(mutex_);
    desks_[desk].gone = true;
    desks_[desk].exit_code = gravest(desks_[desk].exit_code, exit_code);
    ready_.notify_all();
}

std::optional<Notional> Floor::ended(std::size_t, std::span<const venues::Description> venues) {
    const std::scoped_lock hold(mutex_);
    std::optional<Notional> sum = Notional{};
    for (const auto& each : venues) {
        auto& account = account_of(each);
        account.equity = each.equity;
        const auto change = account.first.change(account.key, each.equity);
        if (account.sharers > 1 || !change)
            sum.reset();
        else if (sum)
            *sum += *change;
    }
    return sum;
}

void Floor::stand_down(std::size_t desk) {
    if (desks_[desk].watchdog) desks_[desk].watchdog->stand_down();
}

void Floor::report(std::size_t desk, Report report, int exit_code) {
    const std::scoped_lock hold(mutex_);
    desks_[desk].report = std::move(report);
    desks_[desk].exit_code = exit_code;
}

int Floor::write_reports(std::ostream& out) {
    // A service that is slow must not keep what is on disk waiting: that is all there by now.
    notifications_->close();
    const auto& settings = instances_.front().settings;
    if (alone()) {
        if (const auto& report = desks_.front().report)
            write_report(to_json(*report), settings.json, settings.report, out);
        return desks_.front().exit_code;
    }
    std::vector<NamedReport> reports;
    std::optional<Notional> change = Notional{};
    Notional counted;
    int exit_code = kDone;
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        exit_code = gravest(exit_code, desks_[i].exit_code);
        if (!desks_[i].report) continue;
        const auto& report = *desks_[i].report;
        reports.push_back({instances_[i].name, &report});
        counted += report.pnl.total();
        if (accounts_.empty()) *change += report.venue_equity_change;
    }
    for (const auto& [name, account] : accounts_) {
        const auto of_it = account.first.change(account.key, account.equity);
        change = change && of_it ? std::optional(*change + *of_it) : std::nullopt;
    }
    if (reports.empty()) return exit_code;
    if (!settings.json) {
        writer_->write(fmt::format("all pairs: {}", signed_text(counted, 4)));
        if (change) writer_->write(equity_line(counted, *change));
        writer_->flush();
    }
    write_report(to_json(reports, change), settings.json, settings.report, out);
    return exit_code;
}

void set_apart(std::span<Instance> desks) {
    if (desks.size() < 2) return;
    for (auto& desk : desks) {
        auto& settings = desk.settings;
        const auto logs = logs_folder(settings);
        if (!settings.database) settings.database = "sqlite:" + (settings.data / "arb.db").string();
        settings.data /= desk.name;
        settings.logs = logs / desk.name;
    }
}

}  // namespace twinleg::app
