#include "config/env_file.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace twinleg::config {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_name(std::string_view name) {
    if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

bool has_control(std::string_view line) {
    return std::ranges::any_of(line, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r';
    });
}

// What stands behind the `=`: quoted as it is, or bare up to a comment. Nothing if a quote is open.
std::optional<std::string_view> value_of(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text[0] == '#') return std::string_view{};
    if (text[0] == '"' || text[0] == '\'') {
        const auto end = text.find(text[0], 1);
        if (end == std::string_view::npos) return std::nullopt;
        const auto rest = trimmed(text.substr(end + 1));
        if (!rest.empty() && rest[0] != '#') return std::nullopt;
        return text.substr(1, end - 1);
    }
    return trimmed(text.substr(0, std::min(text.find(" #"), text.find("\t#"))));
}

}  // namespace

Result<std::vector<EnvLine>> parse_env(std::string_view text, std::string_view file_name) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    std::vector<EnvLine> out;
    std::size_t number = 0;
    const auto wrong = [&](std::string_view what) {
        return fail(Errc::malformed, fmt::format("{}:{}: {}", file_name, number, what));
    };
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty() || line[0] == '#') continue;
        if (has_control(line)) return wrong("a control character; this is no text file");
        if (line.starts_with("export ")) line = trimmed(line.substr(7));

        const auto equals = line.find('=');
        const auto name = trimmed(line.substr(0, std::min(equals, line.size())));
        if (equals == std::string_view::npos || !is_name(name))
            return wrong("this is not KEY=VALUE");
        const auto value = value_of(line.substr(equals + 1));
        if (!value) return wrong(fmt::format("{} has a quote that does not close", name));
        if (const auto twice = std::ranges::find(out, name, &EnvLine::name); twice != out.end())
            return wrong(fmt::format("{} stands in line {} already; keep one", name, twice->line));
        out.push_back({.name = std::string{name}, .value = std::string{*value}, .line = number});
    }
    return out;
}

}  // namespace twinleg::config
