#include "app/environment.h"

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

namespace twinleg::app {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_name(std::string_view name) {
    if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
    for (const char c : name) {
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
        if (!letter && !(c >= '0' && c <= '9')) return false;
    }
    return true;
}

// What stands behind the `=`: quoted as it is, or bare up to a comment. Nothing if a quote is open.
std::optional<std::string> value_of(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text[0] == '#') return std::string{};
    if (text[0] == '"' || text[0] == '\'') {
        const auto end = text.find(text[0], 1);
        if (end == std::string_view::npos) return std::nullopt;
        const auto rest = trimmed(text.substr(end + 1));
        if (!rest.empty() && rest[0] != '#') return std::nullopt;
        return std::string(text.substr(1, end - 1));
    }
    return std::string(trimmed(text.substr(0, text.find(" #"))));
}

}  // namespace

Result<std::map<std::string, std::string>> parse_env(std::string_view text,
                                                     std::string_view file_name) {
    std::map<std::string, std::string> out;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty() || line[0] == '#') continue;
        if (line.starts_with("export ")) line = trimmed(line.substr(7));

        const auto equals = line.find('=');
        const auto name = trimmed(line.substr(0, std::min(equals, line.size())));
        if (equals == std::string_view::npos || !is_name(name))
            return fail(Errc::malformed,
                        fmt::format("{}:{}: this is not KEY=VALUE", file_name, number));
        const auto value = value_of(line.substr(equals + 1));
        if (!value)
            return fail(Errc::malformed, fmt::format("{}:{}: {} has a quote that does not close",
                                                     file_name, number, name));
        out[std::string(name)] = *value;
    }
    return out;
}

Environment Environment::of_process() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return Environment{std::move(variables)};
}

Result<void> Environment::read_file(const std::filesystem::path& path, bool required) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        if (!required) return {};
        return fail(Errc::missing, fmt::format("there is no env file {}", path.string()));
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
    if (file.bad() || !file.is_open())
        return fail(Errc::io, fmt::format("cannot read the env file {}", path.string()));
    auto parsed = parse_env(text.str(), path.string());
    if (!parsed) return std::unexpected{parsed.error()};
    file_ = std::move(*parsed);
    path_ = path;
    return {};
}

std::optional<std::string> Environment::get(std::string_view name) const {
    for (const auto* variables : {&process_, &file_}) {
        const auto found = variables->find(std::string(name));
        if (found != variables->end() && !found->second.empty()) return found->second;
    }
    return std::nullopt;
}

bool Environment::only_in_file(std::string_view name) const {
    const auto found = process_.find(std::string(name));
    const bool in_process = found != process_.end() && !found->second.empty();
    return !in_process && get(name).has_value();
}

std::vector<std::string> Environment::file_names() const {
    std::vector<std::string> out;
    for (const auto& [name, value] : file_)
        out.push_back(name);
    return out;
}

}  // namespace twinleg::app
