#include "sim/wire/backpack/page.h"

#include <charconv>
#include <limits>

namespace twinleg::sim::wire::backpack {

Asked<std::uint64_t> number_of(const Json& fields, std::string_view name, std::uint64_t otherwise) {
    const std::string_view text = fields.field(name);
    if (text.empty()) return otherwise;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    if (error != std::errc{} || end != text.data() + text.size() || number > kMost)
        return trouble(400, code::kInvalidRequest, std::string{name} + " is a whole number");
    return number;
}

Asked<Page> read_page(const Json& fields, std::uint64_t most) {
    const Page defaults;
    const auto limit = number_of(fields, "limit", defaults.limit);
    if (!limit) return std::unexpected{limit.error()};
    if (*limit == 0 || *limit > most)
        return trouble(400, code::kInvalidRange, "limit is 1 to " + std::to_string(most));
    const auto offset = number_of(fields, "offset", 0);
    if (!offset) return std::unexpected{offset.error()};
    const auto from = number_of(fields, "from", 0);
    if (!from) return std::unexpected{from.error()};
    const auto to = number_of(fields, "to", static_cast<std::uint64_t>(defaults.to_ms));
    if (!to) return std::unexpected{to.error()};
    const std::string_view direction = fields.field("sortDirection");
    if (!direction.empty() && direction != "Asc" && direction != "Desc")
        return trouble(400, code::kInvalidRequest, "sortDirection is Asc or Desc");
    return Page{.limit = *limit,
                .offset = *offset,
                .from_ms = static_cast<std::int64_t>(*from),
                .to_ms = static_cast<std::int64_t>(*to),
                .ascending = direction == "Asc"};
}

}  // namespace twinleg::sim::wire::backpack
