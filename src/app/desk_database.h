#pragma once
// The database that a run is kept in: DATA/arb.db, or a server.

#include <functional>
#include <memory>
#include <string>

#include "app/run_settings.h"
#include "database/target.h"
#include "database/writer.h"
#include "runtime/data.h"

namespace twinleg::app {

// Kind none with --no-database. Throws CannotStart for an URL that cannot be read.
database::Target database_of(const RunSettings& settings);

// Begins to follow the run's journal; null with --no-database. `say` is told of trouble and of its
// end, from another thread. The journal must outlive it.
//
// Throws CannotStart if the database is of a newer program. A database that cannot be written is no
// reason not to trade: it is told, and tried again.
std::unique_ptr<database::Writer> keep_database(const RunSettings& settings,
                                                const runtime::Opened& opened,
                                                std::function<void(std::string)> say);

}  // namespace twinleg::app
