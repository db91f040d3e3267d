#include "panel/query.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twinleg::panel {

Query::Query(std::string_view text, std::initializer_list<std::string_view> known) {
    if (!net::percent_decode(text, true))
        wrong({.code = "malformed",
               .field = "query",
               .value = std::string{text},
               .message = "a % must be followed by two hexadecimal digits"});
    fields_ = net::parse_query(text);
    for (std::size_t n = 0; n < fields_.size(); ++n) {
        const auto& [name, value] = fields_[n];
        if (std::ranges::find(known, name) == known.end())
            wrong({.code = "unknown",
                   .field = name,
                   .value = value,
                   .message = known.size() == 0
                                  ? std::string{"this takes no parameters"}
                                  : fmt::format("there is no such parameter; there are: {}",
                                                fmt::join(known, ", "))});
        for (std::size_t before = 0; before < n; ++before)
            if (fields_[before].first == name)
                wrong({.code = "malformed",
                       .field = name,
                       .value = value,
                       .message = "this parameter stands there twice; say it once"});
    }
}

void Query::wrong(Wrong what) {
    if (!wrong_) wrong_ = std::move(what);
}

const std::string* Query::raw(std::string_view name) const {
    for (const auto& [field, value] : fields_)
        if (field == name) return &value;
    return nullptr;
}

std::string Query::text(std::string_view name) const {
    const auto* found = raw(name);
    return found == nullptr ? std::string{} : *found;
}

std::optional<std::string> Query::word(std::string_view name,
                                       std::span<const std::string_view> words) {
    const auto* found = raw(name);
    if (found == nullptr) return std::nullopt;
    if (std::ranges::find(words, *found) != words.end()) return *found;
    wrong({.code = "unknown",
           .field = std::string{name},
           .value = *found,
           .message = fmt::format("there are: {}", fmt::join(words, ", "))});
    return std::nullopt;
}

std::int64_t Query::integer(std::string_view name, std::int64_t otherwise, std::int64_t least,
                            std::int64_t most) {
    const auto* found = raw(name);
    if (found == nullptr) return otherwise;
    std::int64_t value = 0;
    const auto* end = found->data() + found->size();
    const auto read = std::from_chars(found->data(), end, value);
    if (read.ec == std::errc::invalid_argument || read.ptr != end) {
        wrong({.code = "malformed",
               .field = std::string{name},
               .value = *found,
               .message = fmt::format("{} is a whole number", name)});
        return otherwise;
    }
    if (read.ec != std::errc{} || value < least || value > most) {
        wrong({.code = "out_of_range",
               .field = std::string{name},
               .value = *found,
               .message = fmt::format("{} is from {} to {}", name, least, most)});
        return otherwise;
    }
    return value;
}

std::optional<std::int64_t> Query::time_ns(std::string_view name) {
    if (!has(name)) return std::nullopt;
    return integer(name, 0, 0, INT64_MAX);
}

}  // namespace twinleg::panel
