#include "sim/wire/paradex/peer.h"

#include <algorithm>

#include "core/json_writer.h"

namespace twinleg::sim::wire::paradex {

Subscription* Peer::find(std::string_view channel) {
    const auto found = std::ranges::find_if(
        subscriptions, [&](const Subscription& each) { return each.channel.name == channel; });
    return found == subscriptions.end() ? nullptr : &*found;
}

std::string notification(std::string_view channel, std::string_view data) {
    JsonWriter json;
    json.object().field("jsonrpc", "2.0").field("method", "subscription").key("params");
    json.object().field("channel", channel).key("data").raw(data).end_object().end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::paradex
