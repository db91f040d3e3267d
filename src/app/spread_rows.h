#pragma once
// `--spreads FILE`: what a strategy saw each time it looked, one CSV row each.

#include <filesystem>
#include <fstream>

#include "runtime/loop.h"

namespace twinleg::app {

class SpreadRows final : public runtime::Observer {
public:
    // Throws CannotStart if the file cannot be created.
    explicit SpreadRows(const std::filesystem::path& path);

    void on_step(const Event& event, std::span<const Command> commands,
                 const engine::Engine& engine) override;
    // Throws CannotStart if something could not be written.
    void finish();

    static std::string row(Time time, const Evaluated& seen);

private:
    std::filesystem::path path_;
    std::ofstream file_;
};

}  // namespace twinleg::app
