#pragma once
// Everything that `run` and `demo` can be told, beside what the strategy itself knows.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/options.h"
#include "app/story.h"
#include "app/strategy_settings.h"
#include "notify/settings.h"
#include "store/civil.h"
#include "venues/venue.h"

namespace twinleg::app {

// Where venues listen, by name; one that is not named listens where its network does.
using EndpointsByVenue = std::map<std::string, venues::Endpoints, std::less<>>;

struct RunSettings {
    StrategySettings strategy;
    std::string pair;  // its name in the configuration file; empty: the coin
    std::string ticker{"BTC"};
    std::string first;  // venues
    std::string second;
    std::string mode{"paper"};
    std::optional<std::string> sim;   // control port of simulators that already run
    std::optional<std::string> feed;  // two recordings, FILE,FILE; paper only
    std::string edgex_version{"v2"};
    std::string edgex_transport{"direct"};
    std::string edgex_market_data{"venue"};
    std::string aster_version;   // empty: that of the keys there are, v1 where both are
    std::string browser_origin;  // pages that may connect beside EdgeX's own; commas between
    std::string on_exit{"flatten"};
    std::optional<Notional> total_daily_loss;  // of all pairs; see total_daily_loss()
    std::optional<Duration> duration;          // none: until Ctrl+C
    bool only_close{false};  // nothing is begun: what is held is closed, and that is all
    std::optional<std::uint64_t> number;  // of simulated markets; none: drawn, and told
    std::int64_t speed{1};                // of simulated markets; 0: as fast as it goes
    std::optional<std::filesystem::path> report;
    std::filesystem::path data{"data"};
    std::optional<std::filesystem::path> logs;  // none: ./logs, or DATA/logs where --data is said
    std::string account;   // for the names of log files, where one machine trades several
    std::string timezone;  // of dates and stamps in the log files; empty: UTC
    store::Zone zone{store::Zone::utc()};  // the same, once it was looked up
    std::optional<std::string> database;   // none: DATA/arb.db; may hold a password
    bool no_database{false};
    std::string log_level{"info"};
    bool json{false};
    bool resume{true};
    bool no_watchdog{false};
    bool busy_poll{false};
    bool no_panel{false};
    std::optional<std::uint64_t> panel_port;  // none: 8000, or no panel where that is taken
    std::string listen{"127.0.0.1"};
    std::string panel_url;             // where it listens, once it does
    std::vector<Effective> effective;  // what each option came to, for the panel to show
    std::uint64_t port{8765};
    std::string language{"auto"};  // of notifications
    bool notify_console{false};
    std::optional<std::filesystem::path> notify_file;
    notify::Settings notify;  // with what the environment says; see read_notify()
    std::optional<std::filesystem::path> keystore;
    std::optional<std::uint64_t> passphrase_fd;
    // Of the accounts that a configuration file names.
    EndpointsByVenue addresses;
    std::map<std::string, std::string, std::less<>> contracts;  // the coin's own id, by venue
};

// The strategy's own defaults, venues included. Throws CannotStart where there is none.
RunSettings default_run(std::string_view strategy);

// Declares the flags that every strategy shares, and the strategy's own.
void declare(Options& options, RunSettings& settings);

// The flags of every command that needs keys.
void declare_keystore(Options& options, RunSettings& settings);
// Of that alone: for commands that have only some of the flags.
void declare_aster_version(Options& options, RunSettings& settings);

// "edgex,lighter" to names. Throws CannotStart for one that is none, or none at all.
std::vector<std::string> venue_list(const std::string& flag, std::string_view text);

// After parsing; brings the coin into capitals. Throws CannotStart (kBadUsage) for what does not
// fit together: an unknown venue, twice the same one, a log level or a mode that is none or not in
// this build.
void check(RunSettings& settings);

std::filesystem::path logs_folder(const RunSettings& settings);
LogLevel log_level(std::string_view text);

// The names of keys and accounts at venues.
std::vector<std::string> credential_names();

// Names that an env file may hold without being settings of this command: keys of venues and of
// notifiers, and the settings of every other command and strategy.
std::vector<std::string> foreign_env_names();

}  // namespace twinleg::app
