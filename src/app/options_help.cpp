#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/option_item.h"

namespace twinleg::app {

void print_help(std::ostream& out, const Help& help) {
    const auto& items = help.items;
    constexpr std::size_t kColumn = 34;
    const auto line = [&](const std::string& left, const std::string& right) {
        if (left.size() + 2 >= kColumn)
            out << "  " << left << '\n' << std::string(kColumn, ' ') << right << '\n';
        else
            out << fmt::format("  {:<{}}{}\n", left, kColumn - 2, right);
    };
    std::string usage = "twinleg " + help.command;
    for (const auto& item : items)
        if (item.positional)
            usage += fmt::format(fmt::runtime(item.required ? " {}{}" : " [{}{}]"), item.name(),
                                 item.is_list() ? "…" : "");
    out << help.summary << "\n\nusage: " << usage << " [OPTIONS]\n\n";
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
        if (item.env.size() > 1 && help.environment)
            right += fmt::format(" (env {})", item.env.front());
        line(left, right);
    }
    line("-h, --help", "this text");
    if (help.environment)
        out << "\nEvery option has a name in the environment too: --max-position is "
               "TWINLEG_MAX_POSITION.\nA switch that is on there is taken back by --no-NAME.\n";
    if (!help.examples.empty()) out << "\nexamples:\n" << help.examples;
}

}  // namespace twinleg::app
