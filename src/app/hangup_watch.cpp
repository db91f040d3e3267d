#include "app/hangup_watch.h"

#include <fmt/format.h>

#include "app/command.h"

namespace twinleg::app {

bool HangupWatch::stop() {
    if (signals_.count() == heard_) return gone_;
    heard_ = signals_.count();
    gone_ = gone_ || signals_.terminal_gone();
    if (!gone_) reload();
    return gone_;
}

void HangupWatch::reload() {
    if (!reread_) return lines_.write("settings: this run has no file to read again");
    try {
        const auto changes = reread_(running_);
        if (changes.empty()) lines_.write("settings: read again, nothing has changed");
        for (const auto& change : changes)
            ask(change);
    } catch (const CannotStart& problem) {
        lines_.write(fmt::format("settings: all stay as they are: {}", problem.what()));
    }
}

// The engine says itself what came of it, and the journal holds both.
void HangupWatch::ask(const Change& change) {
    const auto name = Text<48>::from(change.name);
    const auto value = Text<48>::from(change.after);
    auto why = change.refused;
    if (why.empty() && (!name || !value)) why = "it is too long to be asked for on the way";
    if (why.empty())
        return desk_.change({.name = *name, .value = *value, .by = *Asker::from("SIGHUP")});
    lines_.write(fmt::format("settings: {} stays {}, not {}: {}", change.name,
                             change.before.empty() ? "not set" : change.before,
                             change.after.empty() ? "not set" : change.after, why));
}

}  // namespace twinleg::app
