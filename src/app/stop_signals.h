#pragma once
// Ctrl+C and SIGTERM as something to ask for, instead of something that happens.

namespace twinleg::app {

// While one is alive, SIGINT and SIGTERM are counted instead of ending the process. The first asks
// for an orderly stop; further ones change nothing, because a flatten must not be cut short.
//
// Threads: any; at most one object at a time.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();  // as it was before
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    int count() const;
    bool asked() const { return count() > 0; }
};

}  // namespace twinleg::app
