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
#include "app/option_item.h"
#include "config/names.h"

namespace twinleg::app {

namespace {

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
    // What the environment says of an option, and by which of its names.
    struct Said {
        std::string name;
        Environment::Found found;
    };

    void read_environment();
    std::optional<Said> strongest(const Item& item) const;
    void reject_misspelt_env() const;
    void read_settings();
    void finish();
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
    for (const auto& name : item.names)
        if (is_long(name)) item.env.push_back(own_env_name(name));
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
        print_help(out, {.command = parts_->command,
                         .summary = parts_->summary,
                         .examples = parts_->examples,
                         .items = parts_->items,
                         .environment = parts_->environment.has_value()});
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
        else  // twice is our own error
            option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }

    std::vector<std::string> words;
    std::vector<std::pair<Item*, std::string>> switched;  // --switch=VALUE
    for (const auto& word : arguments) {
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto odd = odd_aliases.find(name);
        const auto& usual = odd == odd_aliases.end() ? name : odd->second;
        if (equals == std::string::npos || !name.starts_with('-')) {
            words.push_back(odd == odd_aliases.end() ? word : usual);
            continue;
        }
        const auto value = word.substr(equals + 1);
        const auto item = std::ranges::find_if(items, [&](const Item& each) {
            return std::ranges::find(each.names, usual) != each.names.end();
        });
        if (item != items.end() && item->is_switch()) {
            switched.emplace_back(&*item, value);
        } else if (value.empty()) {  // which CLI11 would take for none
            words.push_back(usual);
            words.push_back(value);
        } else {
            words.push_back(usual + "=" + value);
        }
    }
    std::ranges::reverse(words);  // as CLI11 wants a vector
    try {
        app.parse(words);
    } catch (const CLI::ArgumentMismatch& problem) {
        const std::string_view what{problem.what()};
        bad_usage(command,
                  fmt::format("{} needs a value behind it", what.substr(0, what.find(':'))));
    } catch (const CLI::ParseError& problem) {
        bad_usage(command, problem.what());
    }
    for (auto& [item, value] : switched)
        item->texts.push_back(value);
    const auto is_option = [&](std::string_view word) {
        return word.starts_with("--") && std::ranges::any_of(items, [&](const Item& each) {
                   return std::ranges::find(each.names, word) != each.names.end();
               });
    };
    for (const auto& item : items)
        if (!item.positional && std::ranges::any_of(item.texts, is_option))
            bad_usage(command, fmt::format("{} needs a value behind it", item.name()));
    for (const auto& word : app.remaining()) {
        const auto name = word.substr(0, word.find('='));
        if (word.starts_with('-') && word.size() > 1)
            bad_usage(command, fmt::format("there is no option {}{}", name,
                                           did_you_mean(name, known_names())));
        bad_usage(command, fmt::format("\"{}\" belongs to no option", word));
    }
    for (auto& item : items) {
        const bool same = std::ranges::all_of(
            item.texts, [&](const std::string& text) { return text == item.texts.front(); });
        if (!item.is_list() && !same)
            bad_usage(command, fmt::format("{} is said twice, as {}: keep one", item.name(),
                                           fmt::join(item.texts, " and as ")));
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
        const auto found = strongest(item);
        if (!found) continue;
        const bool file = found->found.layer == Environment::Layer::file;
        if (item.outweighed(file ? Origin::env_file : Origin::environment)) continue;
        const auto source = file ? fmt::format("{} ({})", found->found.place, found->name)
                                 : fmt::format("the environment ({})", found->name);
        if (const auto done = assign(item, found->found.value, item.name()); !done)
            throw CannotStart(kBadUsage,
                              holds_secret(item)
                                  ? fmt::format("{} cannot be used (from {})", found->name, source)
                                  : fmt::format("{} (from {})", done.error().message, source));
        came_from(item, file ? Origin::env_file : Origin::environment, source);
    }
}

// An option may have several names there. The process's variables outweigh the file, whichever name
// each of them uses; of two in one place nobody knows which was meant, unless they say the same.
std::optional<Options::Parts::Said> Options::Parts::strongest(const Item& item) const {
    std::optional<Said> out;
    for (const auto& name : item.env) {
        auto found = environment->find(name);
        if (!found || (out && found->layer > out->found.layer)) continue;
        if (out && found->layer == out->found.layer) {
            if (found->value == out->found.value) continue;
            throw CannotStart(kBadUsage,
                              fmt::format("{} and {} of {} both say what {} is, and differ",
                                          out->name, name, found->place, item.name()),
                              "Keep one of the two.");
        }
        out = Said{name, std::move(*found)};
    }
    return out;
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
        const auto found = std::ranges::find_if(
            items, [&](const Item& item) { return is_called(item, setting.name); });
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
        if (item.origin == origin)
            wrong(fmt::format("{} says again what stands at {}", setting.written, item.source));
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
    for (const auto& item : parts_->items) {
        if (item.positional || item.scope == Scope::start) continue;
        for (const auto& name : item.names)
            if (is_long(name)) out.push_back(name.substr(2));
    }
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
