#pragma once
// Funded accounts with keys made on the spot, for simulators that were given none.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/wire/accounts.h"

namespace twinleg::sim::wire {

// What `twinleg run --env-file` needs to trade as an account: names and values, secrets among them.
using EnvLines = std::vector<std::pair<std::string, std::string>>;

// Gives each of `venues` an account where the file has none, and each account the keys that it was
// not given: at Lighter `api_keys` of them, listed with commas between. Returns the environment of
// the first account of each venue, as far as its secrets were made here.
EnvLines complete_accounts(AccountsFile& file, std::span<const std::string_view> venues,
                           std::uint32_t api_keys = 1);

// KEY=VALUE lines, readable by nobody else (mode 0600), written anew and then put in place.
// Errors: io, naming the file.
Result<void> write_env_file(const std::string& path, const EnvLines& lines);

}  // namespace twinleg::sim::wire
