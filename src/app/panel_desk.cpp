#include "app/panel_desk.h"

#include <array>
#include <ostream>

#include <fmt/format.h>

#include "app/desk_database.h"
#include "app/panel_parameters.h"
#include "app/shown_value.h"
#include "app/version.h"
#include "engine/engine.h"
#include "panel/guard.h"

namespace twinleg::app {

namespace {

constexpr std::uint64_t kUsualPort = 8000;
constexpr std::uint64_t kLastPort = 65'535;

std::vector<panel::ShownSetting> shown(const std::vector<Effective>& effective) {
    std::vector<panel::ShownSetting> out;
    for (const auto& each : effective)
        out.push_back({.name = each.name.substr(2),
                       .value = each.secret ? (each.value.empty() ? "" : "set, not shown")
                                            : without_password(each.value),
                       .source = each.source});
    return out;
}

}  // namespace

std::string panel_token(const std::string& listen, const Environment& environment) {
    constexpr const char* kMend =
        "Set one of 16 characters or more, e.g. from `openssl rand -hex 16`; or leave --listen "
        "out.";
    auto token = environment.get("TWINLEG_PANEL_TOKEN").value_or("");
    if (token.empty() && !panel::is_loopback(listen))
        throw CannotStart(
            kBadUsage,
            fmt::format("--listen {}: others could reach the panel, and TWINLEG_PANEL_TOKEN is not "
                        "set",
                        listen),
            kMend);
    if (!token.empty() && token.size() < panel::kTokenLeast)
        throw CannotStart(
            kBadUsage,
            fmt::format("TWINLEG_PANEL_TOKEN has fewer than {} characters", panel::kTokenLeast),
            kMend);
    return token;
}

std::unique_ptr<panel::Panel> open_panel(std::span<Instance> desks, std::ostream& err) {
    const auto& settings = desks.front().settings;
    const bool asked = settings.panel_port.has_value();
    if (settings.no_panel || settings.only_close || (settings.speed == 0 && !asked)) return nullptr;
    const auto port = settings.panel_port.value_or(kUsualPort);
    if (port > kLastPort)
        throw CannotStart(kBadUsage, fmt::format("--panel-port {} is no port", port),
                          "They end at 65535; 0 takes any free one.");
    panel::PanelOptions options{.address = settings.listen,
                                .port = static_cast<std::uint16_t>(port),
                                .token = panel_token(settings.listen, desks.front().environment),
                                .version = std::string(kVersion),
                                .mode = settings.mode};
    try {
        auto panel = std::make_unique<panel::Panel>(std::move(options));
        for (auto& desk : desks)
            desk.settings.panel_url = panel->url();
        return panel;
    } catch (const std::runtime_error& problem) {
        if (asked)
            throw CannotStart(kBadUsage, fmt::format("the panel: {}", problem.what()),
                              "Choose another with --panel-port, or leave it out: --no-panel.");
        err << "no panel: " << problem.what() << " with --panel-port\n";
        return nullptr;
    }
}

DeskBoard::DeskBoard(panel::Panel* panel, const RunSettings& settings, const engine::Engine& engine,
                     notify::Controls& controls, const runtime::Latencies& latencies)
    : engine_(engine) {
    if (panel == nullptr) return;
    board_ = panel->board(
        {.name = settings.pair.empty() ? settings.ticker : settings.pair,
         .world = settings.mode,
         .store = database_of(settings),
         .settings = shown(settings.effective),
         .parameters = [standard = standard_config(settings.strategy.strategy, engine.config())](
                           const auto& config) { return describe_parameters(config, standard); },
         .controls = &controls,
         .latencies = &latencies},
        engine.config());
}

void DeskBoard::close() {
    if (!board_) return;
    board_->close(engine_);
    board_.reset();
}

}  // namespace twinleg::app
