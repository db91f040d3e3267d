#pragma once
// What a run tells people who are elsewhere.

#include <fstream>
#include <memory>
#include <optional>
#include <vector>

#include "app/line_writer.h"
#include "app/run_settings.h"
#include "notify/notifier.h"
#include "notify/watch.h"
#include "runtime/loop.h"

namespace twinleg::app {

// Reads the settings of the notifiers. Throws CannotStart, naming the variable.
void read_notify(const Environment& environment, RunSettings& settings);

// Those of a process: of one desk, or of several, each by its pair's name. Without a channel it
// does nothing, and has no thread.
//
// Threads: made and closed by one; watch() and observe() are a desk's own.
class Notifications {
public:
    // `desks` take what chats ask for; all must outlive it. Throws CannotStart if the file cannot
    // be written.
    Notifications(const RunSettings& settings, std::vector<notify::Notifier::Desk> desks,
                  Lines& lines);

    // Somebody may ask something of a desk from a chat.
    bool commands() const { return commands_; }
    // What a desk's loop has to show it; null where nobody is told.
    std::unique_ptr<notify::Watch> watch(std::size_t desk, const RunSettings& settings,
                                         const engine::Config& config);

    // Sends what waits, within ten seconds.
    void close();

private:
    std::ofstream file_;
    std::unique_ptr<LineWriter> file_writer_;
    std::unique_ptr<notify::Notifier> notifier_;
    Lines& lines_;
    bool commands_{false};
};

// Tells by every channel that the program could not begin (D073); waits some seconds for it.
void tell_not_started(const RunSettings& settings, const std::string& why, std::ostream& err);

}  // namespace twinleg::app
