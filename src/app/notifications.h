#pragma once
// What a run tells people who are elsewhere.

#include <fstream>
#include <memory>
#include <optional>

#include "app/line_writer.h"
#include "app/operator_desk.h"
#include "app/run_settings.h"
#include "notify/notifier.h"
#include "notify/watch.h"
#include "runtime/loop.h"

namespace twinleg::app {

// Reads the settings of the notifiers. Throws CannotStart, naming the variable.
void read_notify(const Environment& environment, RunSettings& settings);

// One desk's. Without a channel it does nothing, and has no thread.
//
// Threads: the loop's.
class Notifications {
public:
    // `desk` takes what chats ask for. Both must outlive it. Throws CannotStart if the file cannot
    // be written.
    Notifications(const RunSettings& settings, const engine::Config& config, OperatorDesk& desk,
                  Lines& lines);

    // Somebody may ask something of the desk from a chat.
    bool commands() const { return commands_; }
    void observe(runtime::Loop& loop);

    // Sends what waits, within ten seconds.
    void close();

private:
    std::ofstream file_;
    std::unique_ptr<LineWriter> file_writer_;
    std::unique_ptr<notify::Notifier> notifier_;
    std::optional<notify::Watch> watch_;
    Lines& lines_;
    bool commands_{false};
};

// Tells by every channel that the program could not begin (D073); waits some seconds for it.
void tell_not_started(const RunSettings& settings, const std::string& why, std::ostream& err);

}  // namespace twinleg::app
