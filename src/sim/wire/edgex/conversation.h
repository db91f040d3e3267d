#pragma once
// What both sockets have in common: the greeting, pings both ways, and complaints.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "sim/wire/line.h"

namespace twinleg::sim::wire::edgex {

inline constexpr Duration kPingEvery = seconds(9);
inline constexpr int kUnansweredPings = 5;
inline constexpr int kInvalidMessages = 10;

class Conversation {
public:
    // `tells_time`: the private socket's greeting does.
    Conversation(Line& line, std::string_view sid, bool tells_time, Time now);

    struct Message {
        std::string type;
        std::string channel;
    };
    // A message that is neither ping, pong nor nonsense; those are dealt with here.
    std::optional<Message> hear(std::string_view text);
    // {"type":"error",…}. Ten of them close the session.
    void complain(std::string_view request, std::string_view code, std::string_view sentence);
    // Pings when it is time, and closes after five without an answer.
    void beat(Time now);

    Line& line() { return line_; }

private:
    Line& line_;
    Time next_ping_;
    int unanswered_{0};
    int invalid_{0};
};

// The beat of each peer's conversation. It may close the socket, whose peer is then gone.
template <typename Peer>
void beat_all(std::map<std::uint64_t, Peer>& peers, Time now) {
    std::vector<std::uint64_t> ids;
    for (const auto& [id, peer] : peers)
        ids.push_back(id);
    for (const std::uint64_t id : ids)
        if (const auto peer = peers.find(id); peer != peers.end())
            peer->second.conversation.beat(now);
}

}  // namespace twinleg::sim::wire::edgex
