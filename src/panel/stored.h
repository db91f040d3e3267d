#pragma once
// What the store knows of desks, as JSON.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "database/connection.h"
#include "panel/archive.h"

namespace twinleg::panel {

// Whose rows: those of a coin, and of one desk where its instruments are named.
struct Whose {
    database::Target store;
    std::string coin;           // empty: of all
    std::string first, second;  // instruments; empty: of all with that coin
};

// Which rows of a table; times in nanoseconds, from included, before not.
struct Which {
    std::string table;  // orders, fills, events, pair_trades, positions
    std::int64_t limit{100};
    std::optional<std::int64_t> from, before;
    std::vector<std::pair<std::string, std::string>> equal;  // column, value
};

// Arrays of objects. Those of rows_text() are new → old, named as the columns are; `run` is text,
// as it has more digits than JSON's readers keep. Spreads are old → new.
// Errors: those of Connection.
Result<std::string> rows_text(const Archive::Open& open, const std::vector<Whose>& whose,
                              const Which& which);
Result<std::string> spreads_text(const Archive::Open& open, const Whose& whose, std::int64_t limit,
                                 std::optional<std::int64_t> before);
// No more than `points` of a span, the least and the greatest of each part of it kept.
Result<std::string> spreads_between(const Archive::Open& open, const Whose& whose,
                                    std::int64_t from, std::int64_t to, std::int64_t points);
// {"from_ns",…}: what happened in a span around a moment; without one, the newest.
Result<std::string> history_text(const Archive::Open& open, const Whose& whose,
                                 std::optional<std::int64_t> at, std::int64_t span_ms);

}  // namespace twinleg::panel
