#pragma once
// One process an account on this computer: two would fill each other's positions, spend each
// other's nonces, and cancel each other's orders.

#include <filesystem>
#include <vector>

#include "app/live_venues.h"
#include "store/lock.h"
#include "venues/venue.h"

namespace twinleg::app {

// $XDG_STATE_HOME/twinleg/accounts, or below the home directory where that is not set, or below the
// directory for temporary files where there is no home.
std::filesystem::path account_locks_folder();

// What the venue knows the account by: all keys of it ("65 (API key 3)") are one account.
std::string account_number(const venues::Description& description);

// Held until it goes. The account of another place (a test network, a simulator) is another one.
class AccountLocks {
public:
    // Throws CannotStart (kBadUsage), naming the account and the process that trades it.
    AccountLocks(const std::filesystem::path& folder,
                 const std::vector<venues::Description>& descriptions,
                 const EndpointsByVenue& endpoints);

private:
    std::vector<store::FileLock> locks_;
};

}  // namespace twinleg::app
