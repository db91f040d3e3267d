// `twinleg panel --data DIR`: the panel over what runs have stored, without an engine.

#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <thread>

#include <fmt/format.h>

#include "app/commands.h"
#include "app/environment.h"
#include "app/options.h"
#include "app/panel_desk.h"
#include "app/stop_signals.h"
#include "app/version.h"
#include "database/schema.h"
#include "panel/panel.h"

namespace twinleg::app {

namespace {

constexpr std::chrono::milliseconds kLookForSignals{100};

database::Target stored_in(const std::filesystem::path& data,
                           const std::optional<std::string>& url) {
    auto target = url ? database::parse_target(*url) : database::sqlite_file(data / "arb.db");
    if (!target) throw CannotStart(kBadUsage, "--" + target.error().message);
    constexpr const char* kMend = "Name the data directory of a run with --data.";
    auto connection = database::connect(*target, {.read_only = true});
    if (!connection) throw CannotStart(kUnreadable, connection.error().message, kMend);
    if (const auto known = database::check_schema(**connection); !known)
        throw CannotStart(kUnreadable, target->shown() + ": " + known.error().message, kMend);
    return std::move(*target);
}

}  // namespace

int run_panel(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::filesystem::path data{"data"};
    std::optional<std::string> url;
    std::uint64_t port = 8000;
    std::string listen{"127.0.0.1"};
    std::optional<Duration> duration;
    Options options("panel",
                    "The panel over what runs have stored: charts and logs to play back. Nothing "
                    "is traded, and nothing can be asked.",
                    "  twinleg panel --data data\n"
                    "  twinleg panel --database postgresql://desk@host/twinleg --panel-port 0\n");
    options.add("--data", &data, "data directory of a run: DATA/arb.db");
    options.add("--database", &url, "postgresql://user@host/name or sqlite:FILE");
    options.add("--panel-port", &port, "where it listens; 0: any free one");
    options.add("--listen", &listen,
                "its address; any but a loopback one wants TWINLEG_PANEL_TOKEN");
    options.add("--duration", &duration, "stop after it, as Ctrl+C would");
    options.use_environment(Environment::of_process(), foreign_env_names());
    if (!options.parse(arguments, out)) return kDone;

    const StopSignals signals;
    std::unique_ptr<panel::Panel> panel;
    const auto token = panel_token(listen, options.environment());
    const auto archive = stored_in(data, url);
    if (port > 65'535)
        throw CannotStart(kBadUsage, fmt::format("--panel-port {} is no port", port),
                          "They end at 65535; 0 takes any free one.");
    try {
        panel = std::make_unique<panel::Panel>(
            panel::PanelOptions{.address = listen,
                                .port = static_cast<std::uint16_t>(port),
                                .token = token,
                                .version = std::string(kVersion),
                                .mode = "archive",
                                .archive = archive});
    } catch (const std::runtime_error& problem) {
        throw CannotStart(kBadUsage, problem.what(), "Choose another with --panel-port.");
    }
    err << fmt::format("Twinleg {} · what is stored in {}, until Ctrl+C\n  panel      {}\n",
                       kVersion, archive.shown(), panel->url())
        << std::flush;
    const auto began = std::chrono::steady_clock::now();
    while (!signals.asked()) {
        std::this_thread::sleep_for(kLookForSignals);
        if (duration &&
            std::chrono::steady_clock::now() - began >= std::chrono::nanoseconds(duration->ns))
            break;
    }
    return kDone;
}

}  // namespace twinleg::app
