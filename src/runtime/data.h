#pragma once
// A start on a data directory: lock it, read its journal, make the engine what it was, go on.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "engine/engine.h"
#include "runtime/journal.h"
#include "runtime/recovery.h"

namespace twinleg::runtime {

struct DataOptions {
    store::JournalOptions journal;
    Duration sync_every{milliseconds(5)};
    // Where several desks trade one account: above those of the others, so that no client order id
    // comes twice.
    std::uint32_t least_epoch{1};
};

// What a process begins with. The next event it must see is Started{epoch}, at a time not before
// history.last.
struct Opened {
    std::unique_ptr<engine::Engine> engine;    // knows everything the journal knows
    std::unique_ptr<JournalRecorder> journal;  // its header for this start is on the disk
    std::uint32_t epoch{1};
    bool recovered{false};             // there was a journal
    History history;                   // of that journal
    std::vector<std::string> remarks;  // for the log: what was cut, set aside, or found different
};

// Opens `data` (created where missing) for one desk with this configuration.
//
// A journal that is there is recovered first, and gone on with if it is the same desk's: terms that
// venues tell anew at each start (Config::take_terms) may differ. If its settings were others, it
// must have ended flat and unlatched: it is then put aside as `journal-until-epoch-N`, and a new
// one begins.
//
// Errors: conflict (another process has the directory; other settings and not ended: the message
// says how to go on), io, corrupt, and what the factory says.
Result<Opened> open_data(const std::filesystem::path& data, const engine::Config& config,
                         const EngineFactory& factory, const DataOptions& options = {});

}  // namespace twinleg::runtime
