#include "runtime/recovery.h"

#include <fmt/format.h>

namespace twinleg::runtime {

Result<History> verify_journal(const std::filesystem::path& path, const EngineFactory& factory) {
    const auto header = first_header(path);
    if (!header) return std::unexpected(header.error());
    if (!*header)
        return fail(Errc::missing, fmt::format("{}: the journal has no record", path.string()));
    const auto config = engine::Config::from_text((*header)->config);
    if (!config)
        return fail(Errc::corrupt, fmt::format("{}: its settings cannot be read: {}", path.string(),
                                               config.error().message));
    auto engine = factory(*config);
    if (!engine) return std::unexpected(engine.error());
    const auto names = names_of(*config);
    return replay_journal(
        path, [&](const Event& event, Commands& out) { (*engine)->step(event, out); }, true, names,
        [&](const std::string& settings) { return restate(**engine, settings); });
}

Result<void> restate(engine::Engine& engine, const std::string& settings) {
    auto told = engine::Config::from_text(settings);
    if (!told) return std::unexpected(told.error());
    told->take_changes(engine.config());
    if (!engine.config().same_desk(*told))
        return fail(Errc::corrupt, "a process started with the settings of another desk");
    engine.restate(*told);
    return {};
}

store::Names names_of(const engine::Config& config) {
    store::Names names;
    for (const auto& entry : config.instruments)
        names.instruments.push_back(entry.instrument.spec());
    for (const auto& venue : config.venues)
        names.venues.push_back(venue.name);
    return names;
}

}  // namespace twinleg::runtime
