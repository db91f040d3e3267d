#pragma once
// Pages of rows, newest first, and the filters over them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_writer.h"
#include "core/time.h"
#include "sim/wire/edgex/answer.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::edgex {

// The `size` and `offsetData` of a request. Errors: INVALID_GET_PAGE_SIZE outside [1, most],
// GATEWAY_PARAM_INVALID for an offset that is none of ours.
struct PageWish {
    std::size_t size{100};
    std::uint64_t before{UINT64_MAX};  // rows whose key is below
};
Asked<PageWish> read_page(const Json& fields, std::size_t most);

// Whether a list filter names the value, or is empty.
bool passes(const Json& fields, std::string_view filter, std::string_view value);
// Of created times: filterStart…Inclusive and filterEnd…Exclusive, in milliseconds; 0 or empty: no
// bound.
bool passes_time(const Json& fields, std::string_view from, std::string_view before, Time time);

// {dataList, nextPageOffsetData}. Add rows in falling order of their keys; those that do not fit
// make the next page's offset.
class PageWriter {
public:
    explicit PageWriter(const PageWish& wish) : wish_(wish) {
        json_.object().key("dataList").array();
    }
    // Whether the row of that key belongs here; then write it.
    bool wants(std::uint64_t key) {
        if (key >= wish_.before) return false;
        if (rows_ == wish_.size) {
            more_ = true;
            return false;
        }
        ++rows_;
        last_ = key;
        return true;
    }
    bool full() const { return more_; }
    JsonWriter& json() { return json_; }
    std::string finish() {
        json_.end_array();
        json_.field("nextPageOffsetData", more_ ? std::to_string(last_) : std::string{});
        json_.end_object();
        return json_.text();
    }

private:
    PageWish wish_;
    JsonWriter json_;
    std::size_t rows_{0};
    std::uint64_t last_{0};
    bool more_{false};
};

}  // namespace twinleg::sim::wire::edgex
