#pragma once
// One row of a CSV recording, taken apart.

#include <array>
#include <string_view>

#include "core/event.h"
#include "replay/csv_layout.h"
#include "replay/decimal.h"

namespace twinleg::replay {

struct CsvRow {
    std::string_view text;
    std::array<std::string_view, kMaxColumns> fields;
    std::size_t count{0};

    std::string_view at(int column) const { return fields[static_cast<std::size_t>(column)]; }
    bool has(int column) const {
        return column >= 0 && static_cast<std::size_t>(column) < count && !at(column).empty();
    }
};

// A price and its size; one unit where the layout has no size. Errors: those of the number.
inline Result<Level> read_level(const CsvRow& row, CsvLayout::Pair columns) {
    Level out;
    const auto price = parse_decimal<Price>(row.at(columns.price), "price");
    if (!price) return std::unexpected{price.error()};
    out.price = *price;
    if (columns.size < 0) {
        out.quantity = Quantity::from_units(1);
        return out;
    }
    const auto size = parse_decimal<Quantity>(row.at(columns.size), "size");
    if (!size) return std::unexpected{size.error()};
    out.quantity = *size;
    return out;
}

}  // namespace twinleg::replay
