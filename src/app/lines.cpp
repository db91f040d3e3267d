#include "app/lines.h"

#include <string_view>

#include <fmt/format.h>

namespace twinleg::app {

NamedLines::NamedLines(Lines& out, std::string name, std::size_t width)
    : out_(out),
      before_(fmt::format("{:<{}}  ", name, width)),
      member_(fmt::format(R"({{"pair":"{}",)", name)) {}

void NamedLines::write(std::string line) {
    std::string named;
    for (std::string_view rest = line; !rest.empty();) {
        const auto one = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        if (!named.empty()) named += '\n';
        if (one.starts_with("{\""))
            named.append(member_).append(one.substr(1));
        else if (!one.empty())
            named.append(before_).append(one);
    }
    out_.write(std::move(named));
}

}  // namespace twinleg::app
