#pragma once
// One client's socket, as the feeds and the conversation see it.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/line.h"
#include "sim/wire/paradex/channel.h"
#include "sim/wire/paradex/gate.h"
#include "sim/wire/paradex/sbe_frame.h"

namespace twinleg::sim::wire::paradex {

struct Subscription {
    Channel channel;
    Time told;          // last; unknown: not yet
    bool dirty{false};  // something changed since
};

struct Peer {
    std::uint64_t id{0};
    BinaryLine* line{nullptr};
    std::optional<SbeLayout> sbe;  // none: public channels come as JSON
    std::optional<Login> login;
    std::string address;
    bool cancel_on_disconnect{false};
    std::set<std::uint64_t> orders;  // created on this socket
    std::vector<Subscription> subscriptions;
    Time last_frame;  // on an SBE socket, for the heartbeat

    Subscription* find(std::string_view channel);
};

// {"jsonrpc":"2.0","method":"subscription","params":{"channel":…,"data":…}}
std::string notification(std::string_view channel, std::string_view data);

using Peers = std::map<std::uint64_t, std::unique_ptr<Peer>>;  // in the order they opened

}  // namespace twinleg::sim::wire::paradex
