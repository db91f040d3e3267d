#pragma once
// One declared option, and its names in each place. Inside of app/options.cpp.

#include <algorithm>
#include <deque>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "app/option_values.h"
#include "app/options.h"
#include "config/names.h"

namespace twinleg::app {

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

inline std::vector<std::string> split_names(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// "-sh": one dash and several letters, which a usual parser would read as `-s h`.
inline bool is_odd_alias(const std::string& name) {
    return name.size() > 2 && name[0] == '-' && name[1] != '-';
}

// "--max-position" → "TWINLEG_MAX_POSITION".
inline std::string own_env_name(const std::string& name) {
    std::string out = "TWINLEG_";
    for (const char c : name.substr(2))
        out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return out;
}

// "--reverse" → "--no-reverse".
inline std::string opposite_name(const Item& item) {
    return "--no-" + item.name().substr(2);
}

// "max-position" → "max_position", as files and documents have it.
inline std::string as_written(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

// "--max-position" → "max-position".
inline std::string setting_name(const Item& item) {
    return item.name().substr(2);
}

inline bool is_long(const std::string& name) {
    return name.starts_with("--");
}

// By any of its long names.
inline bool is_called(const Item& item, std::string_view setting) {
    return !item.positional && std::ranges::any_of(item.names, [&](const std::string& name) {
        return is_long(name) && std::string_view{name}.substr(2) == setting;
    });
}

inline bool holds_secret(const Item& item) {
    return std::ranges::any_of(item.env, [](const auto& name) { return config::is_secret(name); });
}

// What --help tells.
struct Help {
    const std::string& command;
    const std::string& summary;
    const std::string& examples;
    const std::deque<Item>& items;
    bool environment;  // options are read from there too
};
void print_help(std::ostream& out, const Help& help);

}  // namespace twinleg::app
