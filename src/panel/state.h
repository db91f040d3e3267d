#pragma once
// All desks as the stream tells them: what is so now, and what has changed since a number.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "panel/desk_view.h"

namespace twinleg::panel {

// The number grows with each change and never repeats, over restarts too: it begins at the tenths
// of a second since 1970, and is raised at most ten times in one.
//
// Threads: the panel's.
class State {
public:
    // `mode`: sim, paper, testnet, live.
    State(std::string version, std::string mode, Time started);

    void add(std::shared_ptr<Board> board);
    // Takes what the desks have put out. True, and a new number, if anything changed.
    bool refresh(Time now);

    std::uint64_t number() const { return number_; }
    Time started() const { return started_; }
    const std::string& version() const { return version_; }
    const std::vector<std::unique_ptr<DeskView>>& desks() const { return desks_; }
    // By its name, or any spelling of its coin; the first of several. Null if there is none.
    DeskView* find(std::string_view pair) const;

    // The answer of /api/latest.
    const std::string& text() const;
    // {"type":"snapshot",…}, with the last lines.
    const std::string& snapshot() const;
    // `"pairs":{…},"events":[…]` of all after `since`; nothing if that is not held any more (or
    // never was): a snapshot is due.
    std::optional<std::string> since(std::uint64_t since) const;

    std::uint64_t left_out() const;  // words that came too fast

private:
    struct Line {
        std::uint64_t number;
        std::string text;
    };

    const std::string version_;
    const std::string mode_;
    const Time started_;
    Time now_;
    std::uint64_t number_;
    std::uint64_t held_from_;  // changes after it are held
    std::uint64_t last_line_{0};
    std::vector<std::unique_ptr<DeskView>> desks_;
    std::deque<Line> lines_;
    mutable std::string text_;  // of text_number_
    mutable std::uint64_t text_number_{0};
    mutable std::string snapshot_;
    mutable std::uint64_t snapshot_number_{0};
};

}  // namespace twinleg::panel
