#pragma once
// The keystore of a run, opened with the passphrase of a person or of who starts us.

#include <memory>
#include <string>

#include "app/environment.h"
#include "app/run_settings.h"
#include "config/keystore.h"

namespace twinleg::app {

// From --passphrase-fd, from TWINLEG_PASSPHRASE of the process, or asked for on the terminal.
// Throws CannotStart: kBadUsage where there is none of them.
config::Secret passphrase_for(const RunSettings& settings, const Environment& environment,
                              const std::string& prompt);

// Whether it can be had without asking a person.
bool passphrase_at_hand(const RunSettings& settings, const Environment& environment);

// Throws CannotStart: kBadUsage for a file that is none, kRefused for another passphrase.
config::Keystore open_keystore_with(const std::filesystem::path& path,
                                    const config::Secret& passphrase);
// --keystore, with the passphrase of passphrase_for().
config::Keystore open_keystore_of(const RunSettings& settings, const Environment& environment);

// Opens --keystore, where it is given, and puts it below the environment's other layers.
void add_keystore(const RunSettings& settings, Environment& environment);

}  // namespace twinleg::app
