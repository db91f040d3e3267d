#pragma once
// The one loop: source → journal → step → journal → sink, for live, paper, replay and simulation
// alike.

#include <span>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "engine/engine.h"

namespace twinleg::runtime {

// Where events come from.
class Source {
public:
    virtual ~Source() = default;
    // The next event, waited for if need be. If nothing happens before `wake_at`, a Timer event
    // with that time. The spans in it live until the next call. False: there will be no more.
    virtual bool next(Time wake_at, Event& event) = 0;
};

// Where commands go. What came of one is told as a later event.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void execute(const Command& command, Time now) = 0;
};

// The record of both. append() returns after the bytes are in the file's pages (they survive the
// death of the process); sync() after they are on the disk.
class Recorder {
public:
    virtual ~Recorder() = default;
    // Errors: io (no space, read-only). The loop then tells the engine JournalStalled.
    virtual Result<void> append(const Event& event) = 0;
    virtual Result<void> append(const Command& command) = 0;
    virtual Result<void> sync() = 0;
};

// Looks on: checkers, files, terminal, report. Must not change anything.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_step(const Event& event, std::span<const Command> commands,
                         const engine::Engine& engine) = 0;
};

class Loop {
public:
    // `journal` may be null (nothing is recorded then). All must outlive the loop.
    Loop(engine::Engine& engine, Source& source, Sink& sink, Recorder* journal);

    void observe(Observer& observer) { observers_.push_back(&observer); }

    // One event to completion. False when the source has no more or the engine has ended.
    bool turn();

    std::uint64_t events() const { return events_; }
    std::uint64_t commands() const { return commands_; }

private:
    void run(const Event& event);

    engine::Engine& engine_;
    Source& source_;
    Sink& sink_;
    Recorder* journal_;
    std::vector<Observer*> observers_;
    Commands out_;
    std::uint64_t events_{0};
    std::uint64_t commands_{0};
    bool stalled_{false};
};

}  // namespace twinleg::runtime
