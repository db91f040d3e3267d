#include "sim/wire/aster/page.h"

#include <algorithm>
#include <charconv>

namespace twinleg::sim::wire::aster {

Asked<std::optional<std::int64_t>> number_of(const Json& fields, std::string_view name) {
    const std::string_view text = fields.field(name);
    if (text.empty()) return std::optional<std::int64_t>{};
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0)
        return illegal(name);
    return std::optional{number};
}

Asked<Page> read_page(const Json& fields, std::size_t otherwise, std::size_t most,
                      std::int64_t longest_days) {
    const auto from = number_of(fields, "startTime");
    if (!from) return std::unexpected{from.error()};
    const auto to = number_of(fields, "endTime");
    if (!to) return std::unexpected{to.error()};
    const auto limit = number_of(fields, "limit");
    if (!limit) return std::unexpected{limit.error()};
    Page out{.limit = otherwise};
    if (*limit) {
        if (**limit == 0) return illegal("limit");
        out.limit = std::min(static_cast<std::size_t>(**limit), most);
    }
    if (*from) out.from_ms = **from;
    if (*to) out.to_ms = **to;
    out.from_start = from->has_value();
    const std::int64_t longest = longest_days * 86'400'000;
    if (longest > 0 && *from && *to && **to - **from > longest) return illegal("endTime");
    if (out.from_ms > out.to_ms) return illegal("startTime");
    return out;
}

Shown shown_of(const Page& page, std::size_t count) {
    if (count <= page.limit) return {0, count};
    if (page.from_start) return {0, page.limit};
    return {count - page.limit, count};
}

}  // namespace twinleg::sim::wire::aster
