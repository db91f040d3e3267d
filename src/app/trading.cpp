#include "app/trading.h"

#include <map>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "app/live_session.h"
#include "app/notifications.h"
#include "app/paper_session.h"
#include "app/sim_session.h"

namespace twinleg::app {

namespace {

void trade(const Seat& seat) {
    const auto& settings = seat.instance.settings;
    if (settings.mode == "paper") return run_paper_session(seat);
    if (over_sockets(settings)) return run_live_session(seat);
    run_sim_session(seat);
}

// As long as nobody has traded, one that cannot start keeps all from it; later, the others go on.
void trade_beside_others(const Seat& seat, std::string& refused) {
    auto& lines = seat.floor.lines(seat.desk);
    int exit_code = kBroken;
    try {
        trade(seat);
        return seat.floor.gone(seat.desk);
    } catch (const OtherCannotStart& other) {
        exit_code = kDone;
        lines.write(other.what());
    } catch (const CannotStart& problem) {
        exit_code = problem.code();
        lines.write(fmt::format("{}{}{}", problem.what(), problem.mend().empty() ? "" : "\n",
                                problem.mend()));
        refused = problem.what();
    } catch (const std::exception& problem) {
        lines.write(problem.what());
    }
    seat.floor.gone(seat.desk, exit_code);
}

void trade_together(Floor& floor, const std::vector<Instance>& desks, const Rereads& rereads,
                    std::ostream& err) {
    std::vector<std::string> refused(desks.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < desks.size(); ++i)
            threads.emplace_back([&, i] {
                trade_beside_others({.floor = floor,
                                     .instance = desks[i],
                                     .desk = i,
                                     .reread = rereads ? rereads(i) : Reread{}},
                                    refused[i]);
            });
    }
    for (std::size_t i = 0; i < desks.size(); ++i)
        if (!refused[i].empty()) tell_not_started(desks[i].settings, refused[i], err);
}

// A venue has one position of a coin for an account: two desks that trade it would take each
// other's fills for their own.
void one_desk_a_position(const std::vector<Instance>& desks) {
    std::map<std::string, std::string> taken;  // by account and coin, the pair's name
    for (const auto& desk : desks) {
        const auto& settings = desk.settings;
        if (settings.mode == "paper" || !over_sockets(settings)) continue;
        for (const auto& [venue, account] : {std::pair(settings.first, desk.first_account),
                                             std::pair(settings.second, desk.second_account)}) {
            const auto [other, fresh] =
                taken.emplace(fmt::format("{}/{}/{}", venue, account, settings.ticker), desk.name);
            if (fresh) continue;
            throw CannotStart(
                kBadUsage,
                fmt::format("{} and {} both trade {} on one account of {}, which has one position "
                            "of it",
                            other->second, desk.name, settings.ticker, venue),
                "Give one of them an account of its own (`accounts:` in the configuration file).");
        }
    }
}

}  // namespace

void check_together(const std::vector<Instance>& desks) {
    if (desks.size() < 2) return;
    for (const auto& desk : desks) {
        const auto& settings = desk.settings;
        if (settings.edgex_transport == "browser")
            throw CannotStart(
                kBadUsage, fmt::format("{}: one page in one browser trades one pair", desk.name),
                fmt::format("Start it by itself: --pair {} with a --data of its own.", desk.name));
        if (settings.mode == desks.front().settings.mode) continue;
        throw CannotStart(kBadUsage,
                          fmt::format("{} is for {}, and {} for {}", desks.front().name,
                                      desks.front().settings.mode, desk.name, settings.mode),
                          "One process trades in one mode: choose pairs with --pair.");
    }
    one_desk_a_position(desks);
}

int trade_all(std::vector<Instance>& desks, const Rereads& rereads, std::ostream& out,
              std::ostream& err) {
    for (auto& desk : desks)
        read_notify(desk.environment, desk.settings);
    if (desks.size() > 1) {
        Floor floor(desks, err);
        trade_together(floor, desks, rereads, err);
        return floor.write_reports(out);
    }
    const auto& desk = desks.front();
    try {
        Floor floor(desks, err);
        trade({.floor = floor, .instance = desk, .reread = rereads ? rereads(0) : Reread{}});
        return floor.write_reports(out);
    } catch (const CannotStart& problem) {
        tell_not_started(desk.settings, problem.what(), err);
        throw;
    }
}

}  // namespace twinleg::app
