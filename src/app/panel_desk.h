#pragma once
// The panel of a process, and one desk on it.

#include <iosfwd>
#include <memory>
#include <span>
#include <string>

#include "app/run_plan.h"
#include "notify/commands.h"
#include "panel/board.h"
#include "panel/panel.h"
#include "runtime/latency.h"
#include "runtime/loop.h"

namespace twinleg::app {

// Opens the one panel of these desks, and notes its address in the settings of each. Null with
// --no-panel, for simulated markets as fast as it goes (nobody could watch them), and, told on
// `err`, where the usual port is taken.
//
// Throws CannotStart where the port that was asked for is taken, and for an address that others
// reach without a token.
std::unique_ptr<panel::Panel> open_panel(std::span<Instance> desks, std::ostream& err);

// The token of TWINLEG_PANEL_TOKEN, as `--listen` wants one. Throws CannotStart.
std::string panel_token(const std::string& listen, const Environment& environment);

// One desk of a run, on the panel; without a panel it does nothing.
//
// Threads: the loop's.
class DeskBoard {
public:
    // All must outlive it; `panel` may be null.
    DeskBoard(panel::Panel* panel, const RunSettings& settings, const engine::Engine& engine,
              notify::Controls& controls, const runtime::Latencies& latencies);
    // What the board points to ends with the desk.
    ~DeskBoard() { close(); }
    DeskBoard(const DeskBoard&) = delete;
    DeskBoard& operator=(const DeskBoard&) = delete;

    void observe(runtime::Loop& loop) {
        if (board_) loop.observe(*board_);
    }
    // Between two events.
    void look() {
        if (board_) board_->look(engine_);
    }
    void close();

private:
    const engine::Engine& engine_;
    std::shared_ptr<panel::Board> board_;
};

}  // namespace twinleg::app
