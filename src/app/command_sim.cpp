#include <algorithm>
#include <charconv>
#include <fstream>
#include <ostream>
#include <random>
#include <sstream>

#include <fmt/format.h>

#include "app/commands.h"
#include "app/flow_files.h"
#include "app/options.h"
#include "app/stop_signals.h"
#include "app/wire_catalog.h"
#include "sim/wire/wire_world.h"

namespace twinleg::app {

namespace wire = sim::wire;

namespace {

constexpr std::uint16_t kControlPort = 18100;
constexpr std::uint64_t kMostKeys = 250;  // indexes 3 to 252

struct SimSettings {
    std::vector<std::string> venues;
    std::optional<std::filesystem::path> accounts;
    std::optional<std::filesystem::path> write_env;
    std::uint64_t api_keys{1};
    std::optional<std::uint64_t> number;
    std::string flow{"generated"};
    std::string limits{"venue"};
    std::optional<std::uint64_t> control;
};

std::uint16_t checked_port(std::uint64_t port, const std::string& option) {
    if (port > 65535)
        throw CannotStart(kBadUsage, fmt::format("{}: {} is no port", option, port),
                          "Ports go up to 65535; 0 takes any free one.");
    return static_cast<std::uint16_t>(port);
}

// "lighter:18101"; without a port, any free one.
wire::WireWorldConfig::Place parse_place(const std::string& text) {
    const auto colon = text.find(':');
    const std::string name = text.substr(0, colon);
    const auto* venue = find_wire_venue(name);
    if (venue == nullptr)
        throw CannotStart(kBadUsage, fmt::format("--venue: there is no simulator of `{}`", name),
                          "There are " + wire_venue_names() + ".");
    if (colon == std::string::npos) return {venue, 0};
    const std::string_view digits = std::string_view{text}.substr(colon + 1);
    std::uint64_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size())
        throw CannotStart(kBadUsage,
                          fmt::format("--venue: `{}` has no port behind the colon", text),
                          "Write it as `--venue lighter:18101`; 0 takes any free port.");
    return {venue, checked_port(port, "--venue " + text)};
}

std::vector<wire::WireWorldConfig::Place> parse_places(const std::vector<std::string>& texts) {
    if (texts.empty())
        throw CannotStart(kBadUsage, "which venues?",
                          "Name each with its port: `--venue lighter:18101 --venue edgex:18102`. "
                          "There are " +
                              wire_venue_names() + ".");
    std::vector<wire::WireWorldConfig::Place> places;
    for (const auto& text : texts) {
        const auto place = parse_place(text);
        for (const auto& other : places) {
            if (other.venue == place.venue)
                throw CannotStart(kBadUsage,
                                  fmt::format("--venue: {} is named twice", place.venue->name),
                                  "One simulator of a venue holds any number of accounts.");
            if (place.port != 0 && other.port == place.port)
                throw CannotStart(kBadUsage,
                                  fmt::format("--venue: port {} is named twice", place.port),
                                  "Give each venue a port of its own.");
        }
        places.push_back(place);
    }
    return places;
}

wire::AccountsFile read_accounts(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    if (!(text << file.rdbuf()))
        throw CannotStart(kBadUsage, fmt::format("--accounts: cannot read {}", path.string()));
    auto accounts = wire::parse_accounts(text.view());
    if (!accounts)
        throw CannotStart(
            kBadUsage, fmt::format("--accounts: {}: {}", path.string(), accounts.error().message));
    return std::move(*accounts);
}

void write_environment(const SimSettings& settings, const wire::EnvLines& lines,
                       std::ostream& err) {
    if (!settings.write_env) return;
    const auto written = wire::write_env_file(settings.write_env->string(), lines);
    if (!written) throw CannotStart(kBadUsage, "--write-env: " + written.error().message);
    if (lines.empty())
        err << "every key came with the accounts file, so " << settings.write_env->string()
            << " is empty\n";
}

wire::WireWorldConfig make_config(const SimSettings& settings, std::ostream& err) {
    wire::WireWorldConfig config;
    config.venues = parse_places(settings.venues);
    config.number = settings.number ? *settings.number : std::random_device{}() % 1'000'000;
    config.rate_limits = settings.limits == "venue";
    const bool far = settings.flow == "excursions";
    config.flow = far || settings.flow == "generated";
    if (!config.flow && settings.flow != "none") config.recordings = open_flow_files(settings.flow);
    if (settings.accounts) config.accounts = read_accounts(*settings.accounts);
    std::vector<std::string_view> names;
    for (const auto& place : config.venues)
        names.push_back(place.venue->name);
    if (settings.api_keys < 1 || settings.api_keys > kMostKeys)
        throw CannotStart(
            kBadUsage,
            fmt::format("--api-keys {} is not within 1 and {}", settings.api_keys, kMostKeys),
            "One is enough for one pair.");
    config.api_keys = static_cast<std::uint32_t>(settings.api_keys);
    // What zscore trades is to be worth its four takers' fees there.
    config.excursions = far || std::ranges::find(names, "aster") != names.end();
    write_environment(settings, wire::complete_accounts(config.accounts, names, config.api_keys),
                      err);
    config.control = settings.control ? checked_port(*settings.control, "--control") : kControlPort;
    return config;
}

// Nobody asked for the usual control port: where another simulator has it, this one takes any.
std::unique_ptr<wire::WireWorld> open_world(net::EventLoop& loop, const SimSettings& settings,
                                            const wire::WireWorldConfig& config) {
    try {
        try {
            return std::make_unique<wire::WireWorld>(loop, config);
        } catch (const std::runtime_error& problem) {
            const bool usual = !settings.control && std::string_view{problem.what()}.contains(
                                                        std::to_string(kControlPort));
            if (!usual) throw;
            auto other = config;
            other.control = 0;
            return std::make_unique<wire::WireWorld>(loop, other);
        }
    } catch (const std::exception& problem) {
        throw CannotStart(kBadUsage, problem.what(), "Port 0 takes any free one.");
    }
}

}  // namespace

int run_sim(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    SimSettings settings;
    Options options(
        "sim",
        "Simulated venues on this machine, speaking the venues' own protocols and checking "
        "every signature, until Ctrl+C. One line of JSON a venue says where it listens.",
        "  twinleg sim --venue lighter:18101 --venue edgex:18102 --write-env sim.env\n"
        "  twinleg sim --venue lighter:0 --flow none --control 18200 --accounts accounts.json\n"
        "  twinleg run maker-taker --mode sim --sim http://127.0.0.1:18100 --env-file sim.env\n");
    options.add("--venue", &settings.venues,
                "a venue and its port (0: any free one); " + wire_venue_names());
    options.add("--accounts", &settings.accounts, "who may trade; without it one account a venue");
    options.add("--write-env", &settings.write_env,
                "the made accounts' keys for `twinleg run --env-file`, mode 0600");
    options.add("--api-keys", &settings.api_keys,
                "of a Lighter account that is made: one for each pair that shall trade it");
    options.add("--number", &settings.number, "fixes every random choice of the markets");
    options.add("--flow", &settings.flow,
                "generated: markets that move; excursions: whose venues drift far apart now and "
                "then, as generated does beside aster; none: no orders but ours and "
                "counterparties'; or files of recordings, a venue each, separated by commas");
    options.choice("--limits", settings.limits, {"venue", "none"}, "rate limits");
    options.add("--control", &settings.control,
                fmt::format("port of the control door: state, counterparties, faults, time ({})",
                            kControlPort));
    if (!options.parse(arguments, out)) return kDone;

    const StopSignals signals;
    net::EventLoop loop;
    const auto world = open_world(loop, settings, make_config(settings, err));
    for (const auto& line : world->ready_lines())
        out << line << std::endl;
    err << "control on " << world->control_url() << "; Ctrl+C stops" << std::endl;
    // Signals are looked for between handlers, so an idle loop wakes for them.
    while (!signals.asked())
        loop.run(milliseconds(100));
    return kDone;
}

}  // namespace twinleg::app
