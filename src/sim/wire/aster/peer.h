#pragma once
// One socket: what it listens to, and the control frames it sends. Source: page § 8.

#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/aster/markets.h"
#include "sim/wire/line.h"

namespace twinleg::sim::wire::aster {

inline constexpr std::size_t kMostStreams = 200;
inline constexpr int kMostFramesPerSecond = 10;

class Peer {
public:
    // combined: frames are wrapped with the name of their stream.
    Peer(Line& line, bool combined, Time now) : line_(line), combined_(combined), opened_(now) {}

    // Names that are no stream are taken all the same, and stay silent: so is a listen key that is
    // not known yet. False where there would be too many.
    bool add(const std::string& stream);
    void remove(std::string_view stream);
    bool has(std::string_view stream) const;
    const std::vector<std::string>& streams() const { return streams_; }

    void tell(std::string_view stream, const std::string& payload);
    // A control frame. More than ten in a second close the socket, unless `limits` are off.
    void message(std::string_view text, bool limits, Time now);
    Line& line() { return line_; }
    Time opened() const { return opened_; }

private:
    void refuse(int code, std::string_view why);

    Line& line_;
    bool combined_;
    Time opened_;
    std::vector<std::string> streams_;
    Time second_;
    int frames_{0};
};

}  // namespace twinleg::sim::wire::aster
