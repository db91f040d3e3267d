#pragma once
// A database in one file beside the journal.

#include <memory>

#include "database/connection.h"

namespace twinleg::database {

// Made where it is not there, mode 0600; write-ahead log, so that readers never wait.
Result<std::unique_ptr<Connection>> open_sqlite(const Target& target,
                                                const ConnectOptions& options);

}  // namespace twinleg::database
