#include "app/run_settings.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/desk_database.h"
#include "app/nearest.h"
#include "app/ranges.h"
#include "config/names.h"
#include "net/url.h"
#include "notify/settings.h"
#include "sim/templates.h"

namespace twinleg::app {

namespace {

constexpr std::array<std::string_view, 4> kModes{"sim", "paper", "testnet", "live"};

void check_venue(const std::string& flag, const std::string& name) {
    if (find_venue(name) != nullptr) return;
    std::vector<std::string> names;
    for (const auto& venue : venues())
        names.emplace_back(venue.name);
    throw CannotStart(
        kBadUsage,
        fmt::format("{}: there is no venue \"{}\"{}", flag, name, did_you_mean(name, names)),
        fmt::format("There are: {}.", fmt::join(names, ", ")));
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string upper(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

// Letters and digits, as every venue has them; also what names of files are made of.
void check_ticker(const std::string& ticker) {
    const bool good = !ticker.empty() && std::ranges::all_of(ticker, [](unsigned char c) {
        return std::isalnum(c) != 0;
    });
    if (!good)
        throw CannotStart(kBadUsage, fmt::format("--ticker \"{}\" is no coin", ticker),
                          "Give its letters and digits alone, e.g. --ticker BTC.");
}

void check_port(const std::string& flag, std::uint64_t port) {
    if (port > 65535)
        throw CannotStart(kBadUsage, fmt::format("{} {} is no port", flag, port),
                          "Ports go up to 65535; 0 takes any free one.");
}

// A run of hours must not find out at its end.
void check_folder_of(const std::string& flag, const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : ".";
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        throw CannotStart(
            kBadUsage,
            fmt::format("{} {}: there is no folder {}", flag, file.string(), folder.string()),
            "Make it first, or name another file.");
    if (std::filesystem::is_directory(file, ignored))
        throw CannotStart(kBadUsage, fmt::format("{} {} is a folder", flag, file.string()),
                          "Name a file in it.");
}

// "https://a.example,chrome-extension://ID"
void check_origins(std::string_view text) {
    while (!text.empty()) {
        const auto origin = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), origin.size() + 1));
        const auto scheme = origin.find("://");
        if (scheme == 0 || scheme == std::string_view::npos || scheme + 3 == origin.size())
            throw CannotStart(kBadUsage,
                              fmt::format("--browser-origin \"{}\" is no origin of a page", origin),
                              "Write it as the browser does, e.g. chrome-extension://ID.");
    }
}

void check_feed(const RunSettings& settings) {
    if (!settings.feed) return;
    const auto comma = settings.feed->find(',');
    if (comma == 0 || comma == std::string::npos || comma + 1 == settings.feed->size())
        throw CannotStart(
            kBadUsage,
            fmt::format("--feed \"{}\" is not two recordings, FILE,FILE", *settings.feed),
            "One for each leg, the first leg's first.");
    if (settings.mode != "paper")
        throw CannotStart(kBadUsage,
                          fmt::format("--feed goes with --mode paper, not {}", settings.mode),
                          "Leave one of the two out.");
}

void check_sim(const RunSettings& settings) {
    if (!settings.sim) return;
    if (settings.mode != "sim" && settings.mode != "paper")
        throw CannotStart(kBadUsage,
                          fmt::format("--sim goes with --mode sim or paper, not {}", settings.mode),
                          "Leave one of the two out.");
    if (const auto url = net::Url::parse(*settings.sim); !url)
        throw CannotStart(
            kBadUsage, fmt::format("--sim \"{}\": {}", *settings.sim, url.error().message),
            "It is the control port of a running simulator, e.g. http://127.0.0.1:18100.");
}

}  // namespace

void declare_aster_version(Options& options, RunSettings& settings) {
    options.choice("--aster-version", settings.aster_version, {"v1", "v3"},
                   "generation of Aster's interface [that of its keys; v1 where both are set]");
}

RunSettings default_run(std::string_view strategy) {
    RunSettings settings{.strategy = default_settings(strategy)};
    const auto& entry = *find_strategy(strategy);
    settings.first = entry.first;
    settings.second = entry.second;
    return settings;
}

void declare(Options& options, RunSettings& settings) {
    options.scope(Scope::pair);
    options.add("-t,--ticker", &settings.ticker, "the coin", {"TICKER"});
    declare(options, settings.strategy);
    options.add("--first", &settings.first, "venue of the first leg");
    options.add("--second", &settings.second, "venue of the second leg");
    options.scope(Scope::shared);
    options.choice("--mode", settings.mode, {kModes.begin(), kModes.end()}, "where it trades");
    options.add("--sim", &settings.sim,
                "control port of simulators that already run, as http://127.0.0.1:18100");
    options.add("--feed", &settings.feed,
                "on paper: books from two recordings, FILE,FILE, at the pace they were made at",
                {"TWINLEG_PAPER_FEED"});
    options.choice("--edgex-version", settings.edgex_version, {"v1", "v2"},
                   "generation of EdgeX's interface");
    options.choice("--edgex-transport", settings.edgex_transport, {"direct", "browser"},
                   "who sends orders to EdgeX: this program, or a page in your browser");
    options.choice("--edgex-market-data", settings.edgex_market_data, {"venue", "page"},
                   "with the browser transport: whose order book to trade by");
    declare_aster_version(options, settings);
    options.add("--browser-origin", &settings.browser_origin,
                "who may connect to the browser bridge beside EdgeX's own page, as "
                "chrome-extension://ID");
    options.choice("--on-exit", settings.on_exit, {"flatten", "cancel-only"},
                   "close both legs at the end, or keep a hedged pair");
    options.add("--total-daily-loss", &settings.total_daily_loss,
                "halt all pairs of the process after losing so much together in a day; 0: none "
                "[where several trade, the largest --daily-loss of them]");
    options.add("--duration", &settings.duration, "stop after it, as Ctrl+C would");
    options.add("--number", &settings.number, "fixes every random choice of simulated markets");
    options.add("--speed", &settings.speed,
                "simulated markets so much faster than life; 0: as fast as it goes");
    options.add("--report", &settings.report, "write the report to this file, as JSON");
    options.add("--data", &settings.data, "journal and recovery");
    options.add("--logs", &settings.logs, "CSV and JSON files [./logs, or DATA/logs with --data]");
    options.add("--account-name", &settings.account, "part of the names of log files",
                {"ACCOUNT_NAME"});
    options.add("--timezone", &settings.timezone,
                "of dates and times in the log files, as Asia/Shanghai [UTC]", {"TIMEZONE"});
    options.add("--database", &settings.database,
                "postgresql://user@host/name or sqlite:FILE, in place of DATA/arb.db");
    options.add("--no-database", &settings.no_database, "journal and log files alone");
    options.add("--log-level", &settings.log_level, "debug, info, warning or error", {"LOG_LEVEL"});
    options.add("--json", &settings.json, "the result on standard output, logs as JSON lines");
    options.add("--resume", &settings.resume, "recover what the data directory holds (always so)");
    options.add("--no-watchdog", &settings.no_watchdog,
                "without the second process that cancels everything should this one die");
    options.add("--busy-poll", &settings.busy_poll,
                "never sleep between frames: quicker by a wake-up, at the price of a whole core");
    options.add("--no-panel", &settings.no_panel, "without the panel");
    options.add("--panel-port", &settings.panel_port,
                "of the panel on this machine; 0: any free one [8000, if it is free]");
    options.add("--listen", &settings.listen,
                "address of the panel; any but a loopback one wants TWINLEG_PANEL_TOKEN");
    options.add("--port", &settings.port, "of the browser bridge");
    options.choice("--language", settings.language, {"auto", "zh", "en"},
                   "of notifications; auto: that of the document which words them");
    options.add("--notify-console", &settings.notify_console,
                "notifications on standard error too");
    options.add("--notify-file", &settings.notify_file, "notifications into this file too");
    declare_keystore(options, settings);
}

void declare_keystore(Options& options, RunSettings& settings) {
    options.add("--keystore", &settings.keystore, "keys from this file of `twinleg keys store`");
    options.scope(Scope::start);
    options.add("--passphrase-fd", &settings.passphrase_fd,
                "the keystore's passphrase is the first line behind this file descriptor; else "
                "TWINLEG_PASSPHRASE, else asked for");
    options.scope(Scope::shared);
}

std::vector<std::string> venue_list(const std::string& flag, std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const auto name = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), name.size() + 1));
        if (name.empty()) continue;
        names.emplace_back(name);
        check_venue(flag, names.back());
        if (std::ranges::count(names, names.back()) > 1)
            throw CannotStart(kBadUsage, fmt::format("{}: {} stands there twice", flag, name),
                              "Name each venue once.");
    }
    if (names.empty())
        throw CannotStart(kBadUsage, flag + " names no venue", "E.g. " + flag + " edgex,lighter.");
    return names;
}

void check(RunSettings& settings) {
    check_ticker(settings.ticker);
    settings.ticker = upper(settings.ticker);
    check_venue("--first", settings.first);
    check_venue("--second", settings.second);
    if (settings.first == settings.second)
        throw CannotStart(kBadUsage,
                          fmt::format("--first and --second are both {}", settings.first),
                          "A pair trade needs two venues.");
    log_level(settings.log_level);
    check_port("--port", settings.port);
    if (settings.panel_port) check_port("--panel-port", *settings.panel_port);
    check_origins(settings.browser_origin);
    if (settings.report) check_folder_of("--report", *settings.report);
    if (settings.passphrase_fd && !settings.keystore)
        throw CannotStart(kBadUsage, "--passphrase-fd is of a keystore, and none is named",
                          "Name it with --keystore FILE, or leave --passphrase-fd out.");
    check_ranges(settings.strategy);
    const auto market = sim::flow_of(settings.ticker);
    if (!market && settings.mode == "sim" && !settings.sim)
        throw CannotStart(kBadUsage, "--ticker: " + market.error().message,
                          "Use one of them, or --mode paper.");
    complete(settings.strategy, market ? std::optional{market->start} : std::nullopt);
    if (settings.account.find_first_of("/ ") != std::string::npos)
        throw CannotStart(
            kBadUsage,
            fmt::format("--account-name \"{}\" cannot be part of a file's name", settings.account),
            "Use letters, digits, - and _.");
    if (const auto zone = store::Zone::named(settings.timezone))
        settings.zone = *zone;
    else
        throw CannotStart(kBadUsage, "--timezone: " + zone.error().message,
                          "Use a name like Asia/Shanghai, or leave it out for UTC.");
    (void)database_of(settings);
    if (settings.database && settings.no_database)
        throw CannotStart(kBadUsage, "--database and --no-database contradict each other",
                          "Leave one of the two out.");
    if (settings.total_daily_loss && settings.total_daily_loss->is_negative())
        throw CannotStart(
            kBadUsage,
            fmt::format("--total-daily-loss {} is negative", to_text(*settings.total_daily_loss)),
            "Give the loss without a sign, e.g. 500; 0 is no limit.");
    if (settings.speed < 0)
        throw CannotStart(kBadUsage, fmt::format("--speed {} is negative", settings.speed),
                          "1 is real time, 0 as fast as it goes.");
    if (settings.duration && settings.duration->ns <= 0)
        throw CannotStart(kBadUsage, "--duration 0 would end it at once",
                          "Leave it out to run until Ctrl+C.");
    check_feed(settings);
    if (settings.edgex_transport == "browser" && settings.mode == "sim" && !settings.sim)
        throw CannotStart(
            kBadUsage, "--edgex-transport browser needs simulators whose keys your page can have",
            "Start `twinleg sim --write-env FILE`, and add --sim with its control "
            "port.");
    check_sim(settings);
}

std::filesystem::path logs_folder(const RunSettings& settings) {
    if (settings.logs) return *settings.logs;
    return settings.data == "data" ? std::filesystem::path("logs") : settings.data / "logs";
}

LogLevel log_level(std::string_view text) {
    const auto word = lower(text);
    if (word == "debug") return LogLevel::debug;
    if (word == "info") return LogLevel::info;
    if (word == "warning" || word == "warn") return LogLevel::warning;
    if (word == "error" || word == "critical") return LogLevel::error;
    throw CannotStart(kBadUsage, fmt::format("--log-level \"{}\" is none", text),
                      "There are: debug, info, warning, error.");
}

std::vector<std::string> credential_names() {
    std::vector<std::string> out;
    for (const auto& each : config::credentials())
        out.emplace_back(each.name);
    return out;
}

std::vector<std::string> foreign_env_names() {
    auto names = credential_names();
    for (auto& name : notify::setting_names())
        names.push_back(std::move(name));
    for (const auto* other :
         {// Of how the program is started, and of commands that know no strategy.
          "TWINLEG_ENV_FILE", "TWINLEG_CONFIG", "TWINLEG_PAIR", "TWINLEG_PASSPHRASE",
          "TWINLEG_VENUE", "TWINLEG_OUT", "TWINLEG_STRATEGY",
          // The panel's, which no command line should hold.
          "TWINLEG_PANEL_TOKEN"})
        names.emplace_back(other);
    for (const auto& entry : strategies()) {
        auto settings = default_run(entry.name);
        Options options({}, {}, {});
        declare(options, settings);
        for (auto& name : options.env_names())
            names.push_back(std::move(name));
    }
    return names;
}

}  // namespace twinleg::app
