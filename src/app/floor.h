#pragma once
// What the desks of one process share: signals, the terminal, accounts, simulated venues of our
// own, the report. One desk trades one pair; the plan of a configuration file may have many.

#include <condition_variable>
#include <iosfwd>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/account_locks.h"
#include "app/command.h"
#include "app/first_equity.h"
#include "app/hangup_watch.h"
#include "app/hangups.h"
#include "app/line_writer.h"
#include "app/notifications.h"
#include "app/operator_desk.h"
#include "app/own_venues.h"
#include "app/report.h"
#include "app/run_plan.h"
#include "app/stop_signals.h"
#include "app/total_loss.h"
#include "app/watchdog.h"
#include "panel/panel.h"

namespace twinleg::app {

// Whether a run needs sockets: a real venue, simulators that already run, or simulators of our own
// where both venues have one. Simulated markets that shall run faster than life stay in memory.
bool over_sockets(const RunSettings& settings);

// All begin or none does, and this is not the one to blame.
class OtherCannotStart : public CannotStart {
public:
    OtherCannotStart() : CannotStart(kHalted, "not started: another pair cannot") {}
};

// Each desk has a thread, connections, an engine and a journal of its own, so that none waits for
// another and each can be replayed by itself. Where several trade one account, each has a share of
// its limits and of its equity, and at Lighter an API key of its own.
//
// Threads: made and destroyed by the process's first; a desk calls what names it from its own.
class Floor {
public:
    // Signals are counted from here on; simulated venues of our own begin to run, or each desk gets
    // its watchdog. `desks` must outlive it; those of a plan with several were set apart before.
    // The panel opens, and its address is noted in all settings. Throws CannotStart.
    Floor(std::span<Instance> desks, std::ostream& err);
    ~Floor();
    Floor(const Floor&) = delete;
    Floor& operator=(const Floor&) = delete;

    bool alone() const { return instances_.size() == 1; }
    const StopSignals& signals() const { return signals_; }
    const Hangups& hangups() const { return hangups_; }
    Lines& lines(std::size_t desk);
    // The lines go to a terminal that a person looks at.
    bool terminal() const { return terminal_; }

    OperatorDesk& operators(std::size_t desk) { return *desks_[desk].operators; }
    Notifications& notifications() { return *notifications_; }
    // Null: nothing limits what all pairs lose together.
    TotalLoss* total_loss() { return total_loss_ ? &*total_loss_ : nullptr; }
    // Null: there is none.
    panel::Panel* panel() { return panel_.get(); }

    // How often a desk that nothing happens to looks up: many that do would keep a core busy.
    Duration look_every() const { return alone() ? milliseconds(5) : milliseconds(20); }

    // Null: venues run elsewhere.
    const OwnVenues* own_venues() const { return own_ ? &*own_ : nullptr; }
    // The keys of a desk's accounts: at Lighter, where several desks trade one, its own of them.
    // Throws CannotStart if there are too few.
    Environment environment(std::size_t desk) const;
    // By venue: desks that trade the same account as this one, itself among them.
    std::map<std::string, std::uint8_t, std::less<>> sharers(std::size_t desk) const;

    // Takes the locks of the desk's accounts, and what they have before anybody trades. Throws
    // CannotStart.
    void describe(std::size_t desk, std::span<const venues::Description> venues,
                  const EndpointsByVenue& endpoints, bool recovered);
    // Waits until every desk could start. Throws CannotStart, or OtherCannotStart.
    void wait_for_all(std::size_t desk);
    // This one cannot (its exit code says why), or has ended: nobody waits for it.
    void gone(std::size_t desk, int exit_code = kDone);

    // Above the epochs of all that trade one account here, so that none of their client order ids
    // comes twice; kept in the folder that theirs are in.
    std::uint32_t next_epoch();

    // Its accounts, when it has ended. Answers how much they have earned; nothing if others trade
    // them too, or if what they had at first is not known.
    std::optional<Notional> ended(std::size_t desk, std::span<const venues::Description> venues);
    // Nothing of it is open any more.
    void stand_down(std::size_t desk);

    void report(std::size_t desk, Report report, int exit_code);
    // All reports, once the desks have ended: one as it is; several by name, with their sums.
    // Answers the exit code, of several the gravest.
    int write_reports(std::ostream& out);

private:
    struct Desk {
        std::unique_ptr<NamedLines> lines;  // null: it is the only one
        std::unique_ptr<OperatorDesk> operators{std::make_unique<OperatorDesk>()};
        std::unique_ptr<Watchdog> watchdog;
        bool ready{false};
        bool begun{false};  // from here on there may be orders
        bool gone{false};
        std::optional<Report> report;
        int exit_code{kDone};
    };
    struct Account {
        std::string called;  // by the plan
        std::optional<AccountLocks> lock;
        FirstEquity first;
        std::string key;  // in the file of first equities
        Notional equity;  // when it was last read
        unsigned sharers{1};
    };
    Account& account_of(const venues::Description& description);

    const std::span<const Instance> instances_;
    const StopSignals signals_;
    const Hangups hangups_;
    std::optional<OwnVenues> own_;
    std::vector<Desk> desks_;
    // After the watchdogs: these have threads.
    std::unique_ptr<LineWriter> writer_;
    std::optional<Notifications> notifications_;
    std::optional<TotalLoss> total_loss_;
    std::unique_ptr<panel::Panel> panel_;
    const bool terminal_;

    std::mutex mutex_;
    std::condition_variable ready_;
    std::map<std::string, Account> accounts_;  // by venue and number
};

// One desk's place on it.
struct Seat {
    Floor& floor;
    const Instance& instance;
    std::size_t desk{0};  // its index in the plan
    Reread reread;
};

// Sets the desks of a plan with several apart: each below --data and --logs in a folder with its
// pair's name, all in one database.
void set_apart(std::span<Instance> desks);

}  // namespace twinleg::app
