#include "sim/wire/edgex/page.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

std::optional<std::uint64_t> whole(std::string_view text) {
    std::uint64_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

}  // namespace

Asked<PageWish> read_page(const Json& fields, std::size_t most) {
    PageWish out{.size = std::min<std::size_t>(100, most)};
    if (const std::string_view size = fields.field("size"); !size.empty()) {
        const auto wanted = whole(size);
        if (!wanted || *wanted < 1 || *wanted > most)
            return trouble(word::kPageSize, 200, "size is between 1 and " + std::to_string(most),
                           "size", std::string{size});
        out.size = *wanted;
    }
    if (const std::string_view offset = fields.field("offsetData"); !offset.empty()) {
        const auto before = whole(offset);
        if (!before)
            return trouble(word::kParamInvalid, 400, "offsetData is that of no page", "offsetData",
                           std::string{offset});
        out.before = *before;
    }
    return out;
}

bool passes(const Json& fields, std::string_view filter, std::string_view value) {
    const auto wanted = fields.list(filter);
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

bool passes_time(const Json& fields, std::string_view from, std::string_view before, Time time) {
    const auto ms = static_cast<std::uint64_t>(ms_of(time));
    const auto least = whole(fields.field(from));
    const auto end = whole(fields.field(before));
    if (least && ms < *least) return false;
    return !end || *end == 0 || ms < *end;
}

}  // namespace twinleg::sim::wire::edgex
