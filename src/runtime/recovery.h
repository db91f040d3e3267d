#pragma once
// Verifying a journal: the engine that its first record describes, over its events.

#include <filesystem>
#include <functional>
#include <memory>

#include "core/result.h"
#include "engine/engine.h"
#include "runtime/history.h"

namespace twinleg::runtime {

// Makes an engine as the catalog would. Errors: whatever is wrong with the configuration.
using EngineFactory = std::function<Result<std::unique_ptr<engine::Engine>>(const engine::Config&)>;

// Re-runs a journal with the configuration that stands in it, up to the first difference.
// Errors: as above; corrupt, if its configuration cannot be read.
Result<History> verify_journal(const std::filesystem::path& path, const EngineFactory& factory);

// What Restate does for an engine. Errors: corrupt, if the settings are not those of its desk.
Result<void> restate(engine::Engine& engine, const std::string& settings);

// Names for people, from a configuration.
store::Names names_of(const engine::Config& config);

}  // namespace twinleg::runtime
