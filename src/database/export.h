#pragma once
// The last days as one JSON document, from a database.

#include <filesystem>
#include <iosfwd>
#include <optional>

#include "core/result.h"
#include "database/connection.h"
#include "store/export_logs.h"

namespace twinleg::database {

// The document that store::export_for_analysis() makes of the log files, with the same names, from
// the rows: trades, snapshots and summaries. Best bids and offers are in the log files alone: those
// of `bbo_logs`, where it is given, are in it too.
//
// The days are counted back from the newest row's, in UTC. Errors: missing (no row of a trade or a
// snapshot), out_of_range (days < 1), corrupt (a column that is no number), io, and those of
// Connection.
Result<store::ExportCounts> export_for_analysis(
    Connection& connection, int days, const std::optional<std::filesystem::path>& bbo_logs,
    std::ostream& out);

}  // namespace twinleg::database
