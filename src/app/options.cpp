#include "app/options.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/nearest.h"
#include "config/names.h"

namespace twinleg::app {

namespace {

struct Item {
    std::vector<std::string> names;  // "-s", "--size"; the last is the one in messages
    Target target;
    std::string help;
    std::vector<std::string> env;
    std::vector<std::string> words;  // of a choice
    bool positional{false};
    bool required{false};
    std::string default_text;
    std::vector<std::string> texts;  // as the command line gave them
    Origin origin{Origin::standard};
    std::string source;
    Scope scope{Scope::shared};
    const Item* preset{nullptr};  // what says it as well; null: nothing

    const std::string& name() const { return names.back(); }
    bool is_switch() const { return std::holds_alternative<bool*>(target); }
    // Said with this weight it does not count beside its preset.
    bool outweighed(Origin weight) const { return preset != nullptr && preset->origin > weight; }
    bool is_list() const { return std::holds_alternative<std::vector<std::string>*>(target); }
};

std::vector<std::string> split_names(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// "-sh": one dash and several letters, which a usual parser would read as `-s h`.
bool is_odd_alias(const std::string& name) {
    return name.size() > 2 && name[0] == '-' && name[1] != '-';
}

// "--max-position" → "TWINLEG_MAX_POSITION".
std::string own_env_name(const std::string& name) {
    std::string out = "TWINLEG_";
    for (const char c : name.substr(2))
        out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return out;
}

// "--reverse" → "--no-reverse".
std::string opposite_name(const Item& item) {
    return "--no-" + item.name().substr(2);
}

// "max-position" → "max_position", as files and documents have it.
std::string as_written(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

// "--max-position" → "max-position".
std::string setting_name(const Item& item) {
    return item.name().substr(2);
}

bool holds_secret(const Item& item) {
    return std::ranges::any_of(item.env, [](const auto& name) { return config::is_secret(name); });
}

// `field` is how the person called it who wrote it.
Result<void> assign(Item& item, const std::string& text, std::string_view field) {
    const auto& words = item.words;
    if (!words.empty() && std::ranges::find(words, text) == words.end())
        return fail(Errc::malformed,
                    fmt::format("{} is one of {}, not \"{}\"{}", field, fmt::join(words, ", "),
                                text, did_you_mean(text, words)));
    return read_value(item.target, text, field);
}

void came_from(Item& item, Origin origin, std::string source) {
    item.origin = origin;
    item.source = std::move(source);
}

[[noreturn]] void bad_usage(const std::string& command, const std::string& what) {
    throw CannotStart(kBadUsage, what,
                      fmt::format("`twinleg {} --help` lists the options.", command));
}

}  // namespace

struct Options::Parts {
    std::string command;
    std::string summary;
    std::string examples;
    std::deque<Item> items;  // CLI11 keeps references into it
    std::optional<Environment> environment;
    std::vector<std::string> other_env_names;
    std::filesystem::path env_file{".env"};
    std::vector<config::Setting> settings;
    Scope scope{Scope::shared};

    void read_command_line(const Arguments& arguments);
    void read_environment();
    void reject_misspelt_env() const;
    void read_settings();
    void finish();
    void print_help(std::ostream& out) const;
    const Item& find(const std::string& name) const;
    std::vector<std::string> known_names() const;
};

Options::Options(std::string command, std::string summary, std::string examples)
    : parts_(std::make_unique<Parts>()) {
    parts_->command = std::move(command);
    parts_->summary = std::move(summary);
    parts_->examples = std::move(examples);
}

Options::~Options() = default;

void Options::add(const std::string& names, Target target, const std::string& help,
                  std::vector<std::string> env) {
    Item item{.names = split_names(names), .target = target, .help = help, .env = std::move(env)};
    item.env.push_back(own_env_name(item.name()));
    if (!item.is_switch()) item.default_text = value_text(target);
    item.scope = parts_->scope;
    parts_->items.push_back(std::move(item));
}

void Options::choice(const std::string& names, std::string& target, std::vector<std::string> words,
                     const std::string& help, std::vector<std::string> env) {
    add(names, &target, help, std::move(env));
    parts_->items.back().words = std::move(words);
}

void Options::outweighed(const std::string& one, const std::vector<std::string>& by_it) {
    const Item& preset = parts_->find(one);
    for (auto& item : parts_->items)
        if (std::ranges::find(by_it, item.name()) != by_it.end()) item.preset = &preset;
}

void Options::positional(const std::string& name, Target target, const std::string& help,
                         bool required) {
    parts_->items.push_back({.names = {name},
                             .target = target,
                             .help = help,
                             .positional = true,
                             .required = required});
}

void Options::scope(Scope scope) {
    parts_->scope = scope;
}

void Options::use_settings(std::vector<config::Setting> settings) {
    parts_->settings = std::move(settings);
}

void Options::use_environment(Environment environment, std::vector<std::string> others) {
    parts_->environment = std::move(environment);
    parts_->other_env_names = std::move(others);
    const auto before = std::exchange(parts_->scope, Scope::start);
    add("--env-file", &parts_->env_file, "settings and keys as KEY=VALUE lines");
    parts_->scope = before;
}

const Environment& Options::environment() const {
    CHECK(parts_->environment.has_value());
    return *parts_->environment;
}

bool Options::parse(const Arguments& arguments, std::ostream& out) {
    for (const auto& word : arguments) {
        if (word == "--") break;
        if (word != "--help" && word != "-h") continue;
        parts_->print_help(out);
        return false;
    }
    parts_->read_command_line(arguments);
    if (parts_->environment) parts_->read_environment();
    parts_->read_settings();
    parts_->finish();
    return true;
}

Origin Options::origin(const std::string& name) const {
    return parts_->find(name).origin;
}

void Options::Parts::read_command_line(const Arguments& arguments) {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::map<std::string, std::string> odd_aliases;
    for (auto& item : items) {
        item.texts.clear();
        std::vector<std::string> usual;
        for (const auto& name : item.names) {
            if (is_odd_alias(name))
                odd_aliases[name] = item.name();
            else
                usual.push_back(name);
        }
        const auto joined = fmt::format("{}", fmt::join(usual, ","));
        if (item.is_switch()) {
            app.add_flag_function(
                fmt::format("{},!{}", joined, opposite_name(item)),
                [&item](std::int64_t said) { item.texts = {said > 0 ? "true" : "false"}; });
            continue;
        }
        auto* option = app.add_option(joined, item.texts);
        if (item.positional && item.is_list())
            option->expected(-1);
        else if (item.is_list())
            option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        else
            option->expected(1);
    }

    std::vector<std::string> words;
    for (const auto& word : arguments) {
        const auto odd = odd_aliases.find(word);
        words.push_back(odd == odd_aliases.end() ? word : odd->second);
    }
    std::ranges::reverse(words);  // as CLI11 wants a vector
    try {
        app.parse(words);
    } catch (const CLI::ParseError& problem) {
        bad_usage(command, problem.what());
    }
    for (const auto& word : app.remaining()) {
        const auto name = word.substr(0, word.find('='));
        if (word.starts_with('-') && word.size() > 1)
            bad_usage(command, fmt::format("there is no option {}{}", name,
                                           did_you_mean(name, known_names())));
        bad_usage(command, fmt::format("\"{}\" belongs to no option", word));
    }
    for (auto& item : items) {
        for (const auto& text : item.texts)
            if (const auto done = assign(item, text, item.name()); !done)
                bad_usage(command, done.error().message);
        if (!item.texts.empty()) came_from(item, Origin::command_line, "the command line");
    }
}

void Options::Parts::read_environment() {
    const bool said = find("--env-file").origin == Origin::command_line;
    bool named = said;
    if (const auto name = environment->get("TWINLEG_ENV_FILE"); name && !said) {
        env_file = *name;
        named = true;
    }
    if (const auto done = environment->read_file(env_file, named); !done)
        throw CannotStart(kBadUsage, done.error().message,
                          done.error().code == Errc::missing
                              ? "Copy .env.example to .env, or name another file with --env-file."
                              : "");
    reject_misspelt_env();

    for (auto& item : items) {
        if (item.origin != Origin::standard) continue;
        for (const auto& name : item.env) {
            const auto found = environment->find(name);
            if (!found) continue;
            const bool file = found->layer == Environment::Layer::file;
            if (item.outweighed(file ? Origin::env_file : Origin::environment)) break;
            const auto source = file ? fmt::format("{} ({})", found->place, name)
                                     : fmt::format("the environment ({})", name);
            if (const auto done = assign(item, found->value, item.name()); !done)
                throw CannotStart(kBadUsage,
                                  holds_secret(item)
                                      ? fmt::format("{} cannot be used (from {})", name, source)
                                      : fmt::format("{} (from {})", done.error().message, source));
            came_from(item, file ? Origin::env_file : Origin::environment, source);
            break;
        }
    }
}

void Options::Parts::reject_misspelt_env() const {
    std::vector<std::string> known = other_env_names;
    for (const auto& item : items)
        known.insert(known.end(), item.env.begin(), item.env.end());
    const auto is_known = [&](const std::string& name) {
        return std::ranges::find(known, name) != known.end();
    };
    for (const auto& name : environment->file_names()) {
        if (is_known(name)) continue;
        const auto meant = nearest(name, known);
        const bool near = !meant.empty() && edit_distance(name, meant) <= 2;
        const bool ours = std::ranges::any_of(config::own_prefixes(), [&](std::string_view prefix) {
            return name.starts_with(prefix);
        });
        if (!near && !ours) continue;  // somebody else's
        throw CannotStart(kBadUsage,
                          fmt::format("{}: unknown setting {}{}", environment->file_place(name),
                                      name, did_you_mean(name, known)),
                          "docs/configuration.md lists the names.");
    }
    for (const auto& name : environment->process_names()) {
        if (!name.starts_with("TWINLEG_") || is_known(name)) continue;
        throw CannotStart(
            kBadUsage,
            fmt::format("the environment: unknown setting {}{}", name, did_you_mean(name, known)),
            "docs/configuration.md lists the names.");
    }
}

void Options::Parts::read_settings() {
    std::vector<std::string> known;
    for (const auto& item : items)
        if (!item.positional && item.scope != Scope::start)
            known.push_back(as_written(setting_name(item)));
    for (const auto& setting : settings) {
        const auto found = std::ranges::find_if(items, [&](const Item& item) {
            return !item.positional && setting_name(item) == setting.name;
        });
        if (found == items.end()) {
            if (setting.shared) continue;  // another pair's, perhaps: whoever has all of them looks
            throw CannotStart(
                kBadUsage,
                fmt::format("{}: there is no setting {}{}", setting.place, setting.written,
                            did_you_mean(as_written(setting.name), known)),
                fmt::format("`twinleg {} --help` lists them.", command));
        }
        auto& item = *found;
        const auto wrong = [&](std::string_view what) {
            throw CannotStart(kBadUsage, fmt::format("{}: {}", setting.place, what));
        };
        if (item.scope == Scope::start)
            wrong(fmt::format("{} is said on the command line or in the environment, not here",
                              setting.written));
        if (item.scope == Scope::shared && setting.in_pairs)
            wrong(fmt::format("{} holds for all pairs: put it at the top of the file",
                              setting.written));
        if (setting.list && !item.is_list())
            wrong(fmt::format("{} is one value, no list", setting.written));
        const Origin origin = setting.shared ? Origin::shared_file : Origin::file;
        if (item.origin > Origin::standard || item.outweighed(origin)) continue;
        for (const auto& text : setting.texts)
            if (const auto done = assign(item, text, setting.written); !done)
                wrong(done.error().message);
        came_from(item, origin, setting.place);
    }
}

void Options::Parts::finish() {
    for (const auto& item : items)
        if (item.required && item.origin == Origin::standard)
            bad_usage(command, fmt::format("{} is missing: {}", item.name(), item.help));
}

void Options::Parts::print_help(std::ostream& out) const {
    constexpr std::size_t kColumn = 34;
    const auto line = [&](const std::string& left, const std::string& right) {
        if (left.size() + 2 >= kColumn)
            out << "  " << left << '\n' << std::string(kColumn, ' ') << right << '\n';
        else
            out << fmt::format("  {:<{}}{}\n", left, kColumn - 2, right);
    };
    std::string usage = "twinleg " + command;
    for (const auto& item : items)
        if (item.positional)
            usage += fmt::format(fmt::runtime(item.required ? " {}{}" : " [{}{}]"), item.name(),
                                 item.is_list() ? "…" : "");
    out << summary << "\n\nusage: " << usage << " [OPTIONS]\n\n";
    for (const auto& item : items)
        if (item.positional) line(item.name(), item.help);
    out << "options:\n";
    for (const auto& item : items) {
        if (item.positional) continue;
        const auto kind = value_kind(item.target);
        auto left = fmt::format("{}", fmt::join(item.names, ", "));
        if (!kind.empty()) left += fmt::format(" {}", kind);
        auto right = item.help;
        if (!item.words.empty()) right += fmt::format(": {}", fmt::join(item.words, ", "));
        if (!item.default_text.empty()) right += fmt::format(" [{}]", item.default_text);
        if (item.env.size() > 1 && environment) right += fmt::format(" (env {})", item.env.front());
        line(left, right);
    }
    line("-h, --help", "this text");
    if (environment)
        out << "\nEvery option has a name in the environment too: --max-position is "
               "TWINLEG_MAX_POSITION.\nA switch that is on there is taken back by --no-NAME.\n";
    if (!examples.empty()) out << "\nexamples:\n" << examples;
}

const Item& Options::Parts::find(const std::string& name) const {
    const auto found = std::ranges::find(items, name, [](const Item& item) { return item.name(); });
    CHECK(found != items.end());
    return *found;
}

std::vector<Effective> Options::effective() const {
    std::vector<Effective> out;
    for (const auto& item : parts_->items) {
        if (item.positional) continue;
        out.push_back({.name = item.name(),
                       .value = value_text(item.target),
                       .origin = item.origin,
                       .source = item.origin == Origin::standard ? "default" : item.source,
                       .scope = item.scope,
                       .secret = holds_secret(item)});
    }
    return out;
}

std::vector<std::string> Options::env_names() const {
    std::vector<std::string> out;
    for (const auto& item : parts_->items)
        out.insert(out.end(), item.env.begin(), item.env.end());
    return out;
}

std::vector<std::string> Options::setting_names() const {
    std::vector<std::string> out;
    for (const auto& item : parts_->items)
        if (!item.positional && item.scope != Scope::start) out.push_back(setting_name(item));
    return out;
}

std::vector<Options::Described> Options::described() const {
    std::vector<Described> out;
    for (const auto& item : parts_->items)
        if (!item.positional) out.push_back({item.names, item.help, item.words});
    return out;
}

std::vector<std::string> Options::table() const {
    std::vector<std::string> out;
    for (const auto& item : parts_->items) {
        if (item.positional) continue;
        auto help = item.help;
        if (!item.words.empty()) help += fmt::format(": {}", fmt::join(item.words, ", "));
        out.push_back(fmt::format("| `{}` | `{}` | {} |", fmt::join(item.names, "`, `"),
                                  fmt::join(item.env, "`, `"), help));
    }
    return out;
}

std::vector<std::string> Options::Parts::known_names() const {
    std::vector<std::string> out{"--help"};
    for (const auto& item : items)
        if (!item.positional) out.insert(out.end(), item.names.begin(), item.names.end());
    for (const auto& item : items)
        if (!item.positional && item.is_switch()) out.push_back(opposite_name(item));
    return out;
}

}  // namespace twinleg::app
