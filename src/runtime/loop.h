#pragma once
// The one loop: source → journal → step → journal → sink, for live, paper, replay and simulation
// alike.

#include <cstdint>
#include <span>
#include <string>
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
    // That was all of one step: what may go out together goes now.
    virtual void executed(Time) {}
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
    // False: the disk is full or failing, but there is still room. The loop tells the engine
    // JournalStalled now, so that what it does about it can still be recorded.
    virtual bool healthy() const { return true; }
};

// Looks on: checkers, files, terminal, report. Must not change anything.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_step(const Event& event, std::span<const Command> commands,
                         const engine::Engine& engine) = 0;
};

class Latencies;

// Event in → recorded → step → commands recorded → commands executed → observers.
//
// Nothing is executed before it and its event are recorded, and the Started of a process is on the
// disk before its first command is executed. If the journal cannot take a record:
//
//   - nothing further is recorded (a journal with a hole could not be replayed);
//   - the engine goes on with the events as they come, for it must know of every fill, and is told
//     JournalStalled once: it halts;
//   - cancels, questions and words for people are still executed: none of them can make exposure,
//     and a restart would do them again. Orders and burned nonces are withheld, and the engine is
//     told that they were never sent.
//
// So an order that is not in the journal is never sent, not even one that would reduce: what is
// open then is left to the restart, and the exit code says so. A Recorder that knows of the trouble
// while there is still room (healthy()) has the engine halt and flatten in full, on record.
//
// Threads: one.
class Loop {
public:
    // `journal` may be null (nothing is recorded then), `latencies` too. All must outlive the loop.
    Loop(engine::Engine& engine, Source& source, Sink& sink, Recorder* journal,
         Latencies* latencies = nullptr);

    void observe(Observer& observer) { observers_.push_back(&observer); }

    // One event to completion. False when the source has no more or the engine has ended.
    bool turn();

    std::uint64_t events() const { return events_; }
    std::uint64_t commands() const { return commands_; }

    // A record was refused: the journal ends before it. `why` of the first refusal.
    bool stalled() const { return stalled_; }
    const std::string& stall_reason() const { return stall_reason_; }

private:
    void run(const Event& event);
    bool record(const Event& event);
    bool record_commands();
    void execute(bool recorded, Time now);
    void stall(const Error& error);
    void tell_of_stall(Time now);

    engine::Engine& engine_;
    Source& source_;
    Sink& sink_;
    Recorder* journal_;
    std::vector<Observer*> observers_;
    Commands out_;
    std::uint64_t events_{0};
    std::uint64_t commands_{0};
    Latencies* latencies_;
    std::vector<SendFailed> withheld_;  // orders of this instant that were not sent
    std::string stall_reason_;
    bool stalled_{false};  // nothing is recorded any more
    bool told_{false};     // the engine knows
};

}  // namespace twinleg::runtime
