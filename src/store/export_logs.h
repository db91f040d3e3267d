#pragma once
// The daily logs of the last days as one JSON document, for analysis.

#include <filesystem>
#include <iosfwd>

#include "core/result.h"

namespace twinleg::store {

struct ExportCounts {
    std::uint64_t files{0};
    std::uint64_t rows{0};
    std::uint64_t skipped{0};  // rows without as many fields as their header
};

// Writes {"days":7,"from":"20240802","to":"20240808","summaries":[…],"trades":[…],"snapshots":[…],
// "bbo":[…],"counts":{"files":9,"rows":1234,"skipped":0}} and a line break. Rows are objects with
// the file's own column names, values as the texts they are in the file, and "file" naming it; old
// before new. The days are counted back from the newest day of which there is a file. Without
// `with_bbo` the list of best bids and offers, by far the longest, is empty.
//
// Errors: missing (no such directory, or no file of the logs in it), out_of_range (days < 1), io.
Result<ExportCounts> export_for_analysis(const std::filesystem::path& directory, int days,
                                         bool with_bbo, std::ostream& out);

}  // namespace twinleg::store
