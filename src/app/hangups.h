#pragma once
// SIGHUP as something to ask for: "read your settings again", or the terminal is gone.

namespace twinleg::app {

// While one is alive, SIGHUP is counted instead of ending the process.
//
// Threads: any; at most one object at a time.
class Hangups {
public:
    Hangups();
    ~Hangups();  // as it was before
    Hangups(const Hangups&) = delete;
    Hangups& operator=(const Hangups&) = delete;

    int count() const;
    // The terminal that standard error was at the beginning is there no more: nobody looks on.
    bool terminal_gone() const;

private:
    bool had_terminal_;
};

}  // namespace twinleg::app
