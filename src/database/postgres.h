#pragma once
// A database on a server, PostgreSQL 15 or newer.

#include <memory>

#include "database/connection.h"

namespace twinleg::database {

// Never waits longer than the options allow, whatever the server or the network do; only the
// look-up of a host's name has its time from the system's resolver.
Result<std::unique_ptr<Connection>> open_postgres(const Target& target,
                                                  const ConnectOptions& options);

}  // namespace twinleg::database
