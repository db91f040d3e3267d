#pragma once
// The accounts of a configuration file: which keys and which addresses an instance trades with.

#include "app/run_plan.h"
#include "config/configuration.h"

namespace twinleg::app {

// Where --first or --second is the name of an account, it becomes the account's venue; the venue's
// credentials are then the account's and no others. Contract ids of the file go with them.
// Throws CannotStart, naming file and line: an account that is none, a credential that is nowhere,
// one of the other network.
void use_accounts(const config::Configuration& file, Instance& instance);

}  // namespace twinleg::app
