#include "app/run_plan.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/account_keys.h"
#include "app/catalog.h"
#include "app/keystore_access.h"
#include "app/nearest.h"
#include "app/networks.h"
#include "config/private_file.h"

namespace twinleg::app {

namespace {

using config::Configuration;

[[noreturn]] void refuse(const std::string& what, const std::string& mend = {}) {
    throw CannotStart(kBadUsage, what, mend);
}

// What decides which options there are at all, and so is read before them.
std::optional<std::string> peek(const Arguments& arguments, const std::string& flag) {
    std::optional<std::string> out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == flag && i + 1 < arguments.size()) out = arguments[i + 1];
        if (arguments[i].starts_with(flag + '=')) out = arguments[i].substr(flag.size() + 1);
    }
    return out;
}

// The process's variables and the env file, before any option is known. What is wrong with the file
// is told when it is read in earnest.
Environment first_look(const PlanRequest& request, const Arguments& arguments) {
    auto environment = request.environment;
    const auto said = peek(arguments, "--env-file");
    const auto file = said ? said : environment.get("TWINLEG_ENV_FILE");
    (void)environment.read_file(file.value_or(".env"), false);
    return environment;
}

Configuration read_file(const std::string& path) {
    auto file = config::read_file(path);
    if (!file) refuse("--config: " + file.error().message, "docs/configuration.md has an example.");
    const auto root = config::parse_yaml(file->text, path);
    if (!root) refuse(root.error().message);
    auto read = config::read_configuration(*root, path);
    if (!read) refuse(read.error().message);
    return std::move(*read);
}

std::vector<std::string> names_of(const std::vector<config::Pair>& pairs) {
    std::vector<std::string> out;
    for (const auto& pair : pairs)
        out.push_back(pair.name);
    return out;
}

// Those of --pair, in the file's order; all of them where it is not said.
std::vector<config::Pair> chosen_pairs(const Configuration& file,
                                       const std::vector<std::string>& wanted) {
    if (wanted.empty()) return file.pairs;
    const auto names = names_of(file.pairs);
    for (const auto& name : wanted)
        if (std::ranges::find(names, name) == names.end())
            refuse(fmt::format("--pair: {} has no pair {}{}", file.file, name,
                               did_you_mean(name, names)),
                   fmt::format("There are: {}.", fmt::join(names, ", ")));
    auto out = file.pairs;
    std::erase_if(out, [&](const config::Pair& pair) {
        return std::ranges::find(wanted, pair.name) == wanted.end();
    });
    return out;
}

// Read before, and declared for --help and so that nothing takes them for a mistake.
struct StartFlags {
    std::optional<std::string> config;
    std::vector<std::string> pairs;
};

void declare_start(Options& options, StartFlags& flags) {
    options.scope(Scope::start);
    options.add("--config", &flags.config, "settings, pairs and accounts as YAML");
    options.add("--pair", &flags.pairs, "of the configuration file, this pair alone");
    options.scope(Scope::shared);
}

// --pair as often as it is said, or names with commas between them.
std::vector<std::string> wanted_pairs(const Arguments& arguments, const Environment& environment) {
    std::vector<std::string> said;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--pair" && i + 1 < arguments.size()) said.push_back(arguments[++i]);
        if (arguments[i].starts_with("--pair=")) said.push_back(arguments[i].substr(7));
    }
    if (said.empty())
        if (auto name = environment.get("TWINLEG_PAIR")) said.push_back(*name);
    std::vector<std::string> out;
    for (std::string_view text : said) {
        while (!text.empty()) {
            const auto name = text.substr(0, text.find(','));
            text.remove_prefix(std::min(text.size(), name.size() + 1));
            if (!name.empty()) out.emplace_back(name);
        }
    }
    return out;
}

// What a file may call the option of this last name.
std::vector<std::string> names_of(const Options& options, const std::string& last) {
    const auto all = options.effective();
    std::vector<std::string> out;
    for (const auto& name : options.setting_names()) {
        out.push_back(name);
        if (std::ranges::find(all, "--" + name, &Effective::name) == all.end()) continue;
        if ("--" + name == last) return out;
        out.clear();
    }
    return out;
}

// A flag or a variable that says of every pair what the file says of each.
void no_blanket(const Configuration& file, const config::Pair& pair, const Options& options) {
    for (const auto& each : options.effective()) {
        if (each.scope != Scope::pair || each.origin <= Origin::file) continue;
        const auto names = names_of(options, each.name);
        const auto said = std::ranges::find_if(pair.settings, [&](const config::Setting& setting) {
            return std::ranges::find(names, setting.name) != names.end();
        });
        if (said == pair.settings.end()) continue;
        refuse(fmt::format("{} from {} would outweigh {} of every pair in {}", each.name,
                           each.source, said->written, file.file),
               "Take it out there, or choose one pair with --pair NAME.");
    }
}

// What stands at the top is known to one of the pairs at least, whether or not it is chosen.
void no_unknown_shared(const Configuration& file) {
    std::vector<std::string> known{"pairs", "accounts", "contracts", "strategy", "version"};
    for (const auto& pair : file.pairs) {
        if (find_strategy(pair.strategy) == nullptr) continue;
        auto settings = default_run(pair.strategy);
        Options options({}, {}, {});
        declare(options, settings);
        for (auto& name : options.setting_names())
            known.push_back(std::move(name));
    }
    for (const auto& setting : file.shared) {
        if (std::ranges::find(known, setting.name) != known.end()) continue;
        for (auto& name : known)
            std::ranges::replace(name, '-', '_');
        auto written = setting.name;
        std::ranges::replace(written, '-', '_');
        refuse(fmt::format("{}: there is no setting {}{}", setting.place, setting.written,
                           did_you_mean(written, known)),
               "docs/configuration.md lists the names.");
    }
}

// A file that is for one network does not trade on the other, and real money wants to be said where
// the program is started.
void check_mode_of(const Configuration& file, const Options& options, const RunSettings& settings) {
    std::vector<config::Setting> all = file.shared;
    if (!file.pairs.empty())
        all.insert(all.end(), file.pairs[0].settings.begin(), file.pairs[0].settings.end());
    const auto meant = std::ranges::find(all, "mode", &config::Setting::name);
    if (settings.mode == "live" && options.origin("--mode") <= Origin::file)
        refuse(
            fmt::format("{} says live: real money", meant == all.end() ? file.file : meant->place),
            "Say it where you start it, too: --mode live.");
    if (meant == all.end() || (settings.mode != "live" && settings.mode != "testnet")) return;
    const auto& mode = meant->texts.front();
    if (mode == settings.mode || (mode != "live" && mode != "testnet")) return;
    refuse(fmt::format("--mode {}, but {} is for {}", settings.mode, meant->place, mode),
           "Keep the two in files of their own.");
}

class Planner {
public:
    Planner(const PlanRequest& request, const Arguments& arguments, std::ostream& out)
        : request_(request), arguments_(arguments), out_(out) {
        if (arguments_.empty() || arguments_.front().starts_with('-')) return;
        strategy_ = arguments_.front();
        arguments_.erase(arguments_.begin());
    }

    std::optional<RunPlan> plan() {
        const auto environment = first_look(request_, arguments_);
        auto path = peek(arguments_, "--config");
        if (!path) path = environment.get("TWINLEG_CONFIG");
        if (!path) {
            if (const auto wanted = wanted_pairs(arguments_, environment); !wanted.empty())
                refuse(fmt::format("--pair {}: there is no configuration file to choose it from",
                                   wanted.front()),
                       "Name the file with --config FILE.");
            return plan_one();
        }
        const auto file = read_file(*path);
        no_unknown_shared(file);
        const auto pairs = chosen_pairs(file, wanted_pairs(arguments_, environment));
        RunPlan plan;
        for (const auto& pair : pairs) {
            auto instance = make(&file, pair, pairs.size() > 1);
            if (!instance) return std::nullopt;
            plan.instances.push_back(std::move(*instance));
        }
        return plan;
    }

private:
    std::optional<RunPlan> plan_one() {
        if (!strategy_)
            refuse("which strategy?", "`twinleg run --help` lists them; or name a file: --config.");
        const config::Pair pair{
            .name = *strategy_, .strategy = *strategy_, .settings = {}, .place = {}};
        auto instance = make(nullptr, pair, false);
        if (!instance) return std::nullopt;
        RunPlan plan;
        plan.instances.push_back(std::move(*instance));
        return plan;
    }

    std::string strategy_of(const config::Pair& pair) const {
        if (pair.strategy.empty() && !strategy_)
            refuse(fmt::format("{} names no strategy", pair.place),
                   "Add a line `strategy: …`, or say it: `twinleg run STRATEGY --config …`.");
        if (pair.strategy.empty()) return *strategy_;
        if (strategy_ && *strategy_ != pair.strategy)
            refuse(fmt::format("{} is of {}, not of {}", pair.place, pair.strategy, *strategy_),
                   "Leave the strategy out of the command line, or choose a pair with --pair.");
        return pair.strategy;
    }

    std::optional<Instance> make(const Configuration* file, const config::Pair& pair,
                                 bool several) {
        const auto strategy = strategy_of(pair);
        Instance instance{.name = pair.name.empty() ? strategy : pair.name,
                          .settings = settings_of(pair, strategy),
                          .environment = request_.environment,
                          .first_account = {},
                          .second_account = {},
                          .effective = {},
                          .keystore_note = {}};
        auto& settings = instance.settings;
        Options options(request_.command + (strategy_ ? " " + strategy : ""),
                        fmt::format("{}: {}.", strategy, find_strategy(strategy)->summary),
                        request_.examples);
        StartFlags flags;
        declare(options, settings);
        declare_start(options, flags);
        options.use_environment(request_.environment, foreign_env_names());
        if (file != nullptr) {
            auto all = pair.settings;  // which come first, and outweigh
            all.insert(all.end(), file->shared.begin(), file->shared.end());
            options.use_settings(std::move(all));
        }
        if (!options.parse(arguments_, out_)) return std::nullopt;
        if (file != nullptr && several) no_blanket(*file, pair, options);
        if (file != nullptr) check_mode_of(*file, options, settings);

        instance.environment = options.environment();
        open_keystore(instance);
        if (file != nullptr) use_accounts(*file, instance);
        check(settings);
        check_network(settings, instance.environment);
        instance.effective = options.effective();
        settings.effective = instance.effective;
        if (file != nullptr) settings.pair = pair.name;
        return instance;
    }

    static RunSettings settings_of(const config::Pair& pair, const std::string& strategy) {
        try {
            return default_run(strategy);
        } catch (const CannotStart& problem) {
            if (pair.place.empty()) throw;
            refuse(fmt::format("{}: {}", pair.place, problem.what()), problem.mend());
        }
    }

    // Once for all instances: nobody types a passphrase twice.
    void open_keystore(Instance& instance) {
        const auto& settings = instance.settings;
        if (!settings.keystore) return;
        if (const auto there = config::read_file(*settings.keystore); !there)
            refuse("--keystore: " + there.error().message,
                   "`twinleg keys store --keystore FILE …` makes one.");
        if (!request_.ask_passphrase && !passphrase_at_hand(settings, instance.environment)) {
            instance.keystore_note =
                fmt::format("{} stayed closed: no TWINLEG_PASSPHRASE, no --passphrase-fd",
                            settings.keystore->string());
            return;
        }
        if (!keystore_)
            keystore_ = std::make_shared<const config::Keystore>(
                open_keystore_of(settings, instance.environment));
        const auto added = instance.environment.add_keystore(keystore_, *settings.keystore);
        if (!added) refuse(added.error().message);
    }

    const PlanRequest& request_;
    Arguments arguments_;
    std::ostream& out_;
    std::optional<std::string> strategy_;
    std::shared_ptr<const config::Keystore> keystore_;
};

}  // namespace

Instance instance_of(std::string name, RunSettings settings, Environment environment) {
    return {.name = std::move(name),
            .settings = std::move(settings),
            .environment = std::move(environment),
            .first_account = {},
            .second_account = {},
            .effective = {},
            .keystore_note = {}};
}

std::optional<RunPlan> plan_run(const PlanRequest& request, const Arguments& arguments,
                                std::ostream& out) {
    return Planner{request, arguments, out}.plan();
}

}  // namespace twinleg::app
