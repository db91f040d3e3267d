#include "app/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>
#include <ostream>
#include <type_traits>

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/nearest.h"

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

    const std::string& name() const { return names.back(); }
    bool is_switch() const { return std::holds_alternative<bool*>(target); }
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

template <typename T>
Result<T> parse_integer(std::string_view text, std::string_view field) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return fail(Errc::malformed, fmt::format("{} is not a whole number{}: \"{}\"", field,
                                                 std::is_unsigned_v<T> ? " from 0 on" : "", text));
    return value;
}

Result<void> read(bool& target, std::string_view text, std::string_view field) {
    for (const auto* yes : {"true", "1", "yes", "on"})
        if (text == yes) return target = true, Result<void>{};
    for (const auto* no : {"false", "0", "no", "off"})
        if (text == no) return target = false, Result<void>{};
    return fail(Errc::malformed, fmt::format("{} is neither true nor false: \"{}\"", field, text));
}

template <typename T>
Result<void> put(T& target, Result<T> value) {
    if (!value) return std::unexpected{value.error()};
    target = *value;
    return {};
}

Result<void> read(double& target, std::string_view text, std::string_view field) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), target);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(target))
        return fail(Errc::malformed, fmt::format("{} is not a number: \"{}\"", field, text));
    return {};
}
Result<void> read(std::int64_t& target, std::string_view text, std::string_view field) {
    return put(target, parse_integer<std::int64_t>(text, field));
}
Result<void> read(std::uint64_t& target, std::string_view text, std::string_view field) {
    return put(target, parse_integer<std::uint64_t>(text, field));
}
Result<void> read(Price& target, std::string_view text, std::string_view field) {
    return put(target, parse_price(text, field));
}
Result<void> read(Quantity& target, std::string_view text, std::string_view field) {
    return put(target, parse_quantity(text, field));
}
Result<void> read(Notional& target, std::string_view text, std::string_view field) {
    return put(target, parse_notional(text, field));
}
Result<void> read(Ratio& target, std::string_view text, std::string_view field) {
    return put(target, parse_ratio(text, field));
}
Result<void> read(Duration& target, std::string_view text, std::string_view field) {
    return put(target, parse_duration(text, field));
}
Result<void> read(std::string& target, std::string_view text, std::string_view) {
    target = text;
    return {};
}
Result<void> read(std::filesystem::path& target, std::string_view text, std::string_view field) {
    if (text.empty()) return fail(Errc::malformed, fmt::format("{} names no file", field));
    target = text;
    return {};
}
Result<void> read(std::vector<std::string>& target, std::string_view text, std::string_view) {
    target.emplace_back(text);
    return {};
}
template <typename T>
Result<void> read(std::optional<T>& target, std::string_view text, std::string_view field) {
    return read(target.emplace(), text, field);
}

std::string shown(bool) {
    return {};
}
std::string shown(const std::string& value) {
    return value;
}
std::string shown(const std::filesystem::path& value) {
    return value.string();
}
std::string shown(double value) {
    return fmt::format("{}", value);
}
std::string shown(std::int64_t value) {
    return fmt::format("{}", value);
}
std::string shown(std::uint64_t value) {
    return fmt::format("{}", value);
}
std::string shown(Duration value) {
    return to_text(value);
}
template <typename Tag, typename Rep, int Digits>
std::string shown(Fixed<Tag, Rep, Digits> value) {
    return twinleg::to_text(value);
}
std::string shown(const std::vector<std::string>&) {
    return {};
}
template <typename T>
std::string shown(const std::optional<T>& value) {
    return value ? shown(*value) : std::string{};
}

// What --help puts behind the name.
std::string_view kind(bool) {
    return "";
}
std::string_view kind(const std::string&) {
    return "TEXT";
}
std::string_view kind(const std::filesystem::path&) {
    return "PATH";
}
std::string_view kind(const std::vector<std::string>&) {
    return "TEXT";
}
std::string_view kind(Duration) {
    return "TIME";
}
template <typename T>
std::string_view kind(const T&) {
    return "NUMBER";
}
template <typename T>
std::string_view kind(const std::optional<T>&) {
    return kind(T{});
}

Result<void> assign(Item& item, const std::string& text) {
    const auto& words = item.words;
    if (!words.empty() && std::ranges::find(words, text) == words.end())
        return fail(Errc::malformed,
                    fmt::format("{} is one of {}, not \"{}\"{}", item.name(),
                                fmt::join(words, ", "), text, did_you_mean(text, words)));
    return std::visit([&](auto* target) { return read(*target, text, item.name()); }, item.target);
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

    void read_command_line(const Arguments& arguments);
    void read_environment();
    void reject_misspelt_env() const;
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
    item.default_text = std::visit([](auto* value) { return shown(*value); }, target);
    parts_->items.push_back(std::move(item));
}

void Options::choice(const std::string& names, std::string& target, std::vector<std::string> words,
                     const std::string& help, std::vector<std::string> env) {
    add(names, &target, help, std::move(env));
    parts_->items.back().words = std::move(words);
}

void Options::positional(const std::string& name, Target target, const std::string& help,
                         bool required) {
    parts_->items.push_back({.names = {name},
                             .target = target,
                             .help = help,
                             .positional = true,
                             .required = required});
}

void Options::use_environment(Environment environment, std::vector<std::string> others) {
    parts_->environment = std::move(environment);
    parts_->other_env_names = std::move(others);
    add("--env-file", &parts_->env_file, "settings and keys as KEY=VALUE lines");
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
            app.add_flag_callback(joined, [&item] { item.texts = {"true"}; });
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
            if (const auto done = assign(item, text); !done)
                bad_usage(command, done.error().message);
        if (!item.texts.empty()) item.origin = Origin::command_line;
    }
}

void Options::Parts::read_environment() {
    const bool said = find("--env-file").origin == Origin::command_line;
    if (!said)
        if (const auto name = environment->get("TWINLEG_ENV_FILE")) env_file = *name;
    if (const auto done = environment->read_file(env_file, said); !done)
        throw CannotStart(kBadUsage, done.error().message,
                          "Copy .env.example to .env, or name another file with --env-file.");
    reject_misspelt_env();

    for (auto& item : items) {
        if (item.origin != Origin::standard) continue;
        for (const auto& name : item.env) {
            const auto text = environment->get(name);
            if (!text) continue;
            if (const auto done = assign(item, *text); !done)
                throw CannotStart(kBadUsage,
                                  fmt::format("{} (from {})", done.error().message, name));
            item.origin = environment->only_in_file(name) ? Origin::env_file : Origin::environment;
            break;
        }
    }
}

void Options::Parts::reject_misspelt_env() const {
    std::vector<std::string> known = other_env_names;
    for (const auto& item : items)
        known.insert(known.end(), item.env.begin(), item.env.end());
    for (const auto& name : environment->file_names()) {
        if (std::ranges::find(known, name) != known.end()) continue;
        const auto meant = nearest(name, known);
        const bool near = !meant.empty() && edit_distance(name, meant) <= 2;
        if (!near && !name.starts_with("TWINLEG_")) continue;  // somebody else's
        throw CannotStart(kBadUsage, fmt::format("{}: unknown setting {}{}", env_file.string(),
                                                 name, did_you_mean(name, known)));
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
        const auto value_kind = std::visit([](auto* value) { return kind(*value); }, item.target);
        auto left = fmt::format("{}", fmt::join(item.names, ", "));
        if (!value_kind.empty()) left += fmt::format(" {}", value_kind);
        auto right = item.help;
        if (!item.words.empty()) right += fmt::format(": {}", fmt::join(item.words, ", "));
        if (!item.default_text.empty()) right += fmt::format(" [{}]", item.default_text);
        if (item.env.size() > 1 && environment) right += fmt::format(" (env {})", item.env.front());
        line(left, right);
    }
    line("-h, --help", "this text");
    if (environment)
        out << "\nEvery option has a name in the environment too: --max-position is "
               "TWINLEG_MAX_POSITION.\n";
    if (!examples.empty()) out << "\nexamples:\n" << examples;
}

const Item& Options::Parts::find(const std::string& name) const {
    const auto found = std::ranges::find(items, name, [](const Item& item) { return item.name(); });
    CHECK(found != items.end());
    return *found;
}

std::vector<std::string> Options::Parts::known_names() const {
    std::vector<std::string> out{"--help"};
    for (const auto& item : items)
        if (!item.positional) out.insert(out.end(), item.names.begin(), item.names.end());
    return out;
}

}  // namespace twinleg::app
