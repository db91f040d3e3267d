#pragma once
// limit, offset, from, to and sortDirection of a history. Source: page § 5.

#include <cstdint>
#include <string_view>

#include "sim/wire/backpack/answer.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::backpack {

// A number of the query; `otherwise` where it is left out. Errors: INVALID_CLIENT_REQUEST.
Asked<std::uint64_t> number_of(const Json& fields, std::string_view name, std::uint64_t otherwise);

struct Page {
    std::uint64_t limit{100};
    std::uint64_t offset{0};
    std::int64_t from_ms{0};
    std::int64_t to_ms{INT64_MAX};
    bool ascending{false};

    bool holds(std::int64_t time_ms) const { return time_ms >= from_ms && time_ms <= to_ms; }
};
// Errors: INVALID_CLIENT_REQUEST, naming the field; INVALID_RANGE for a limit past `most`.
Asked<Page> read_page(const Json& fields, std::uint64_t most);

// Lets through what the page holds, in the order in which it is asked.
class PageCounter {
public:
    explicit PageCounter(const Page& page) : page_(page) {}
    bool wants(std::int64_t time_ms) {
        if (!page_.holds(time_ms)) return false;
        const std::uint64_t place = seen_++;
        return place >= page_.offset && place - page_.offset < page_.limit;
    }

private:
    Page page_;
    std::uint64_t seen_{0};
};

}  // namespace twinleg::sim::wire::backpack
