#include "app/first_equity.h"

#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "app/data_files.h"

namespace twinleg::app {

FirstEquity::FirstEquity(std::filesystem::path data, bool known)
    : path_(std::move(data) / "equity") {
    if (known) read();
}

void FirstEquity::begin(const std::string& account, Notional equity) {
    if (at_.emplace(account, equity).second) keep();
}

std::optional<Notional> FirstEquity::change(const std::string& account, Notional equity) const {
    const auto first = at_.find(account);
    if (first == at_.end()) return std::nullopt;
    return equity - first->second;
}

void FirstEquity::read() {
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) {
        // The name of an account may hold a space, its amount none.
        const auto space = line.rfind(' ');
        if (space == std::string::npos) continue;
        if (const auto amount = parse_notional(line.substr(space + 1)))
            at_[line.substr(0, space)] = *amount;
    }
}

// Whole or not at all: a process may be killed at any instruction. What other accounts of this
// process had stands in the same file, each by an object of its own, and stays.
void FirstEquity::keep() const {
    FirstEquity all(path_.parent_path(), true);
    for (const auto& [account, amount] : at_)
        all.at_[account] = amount;
    std::string text;
    for (const auto& [account, amount] : all.at_)
        text += fmt::format("{} {}\n", account, to_text(amount));
    write_whole(path_, text);
}

}  // namespace twinleg::app
