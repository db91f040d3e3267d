#pragma once
// JSON-RPC 2.0 on a socket: login, subscriptions, orders. Source: page § 7, § 13.

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/wire/paradex/order_desk.h"
#include "sim/wire/paradex/peer.h"
#include "sim/wire/paradex/public_feed.h"

namespace twinleg::sim::wire::paradex {

// Codes of § 7.
namespace rpc {
inline constexpr int kParse = -32700, kInvalidRequest = -32600, kNoMethod = -32601,
                     kBadParams = -32602, kMethodError = 100, kMalformedBearer = 40110,
                     kInvalidBearer = 40111, kNotAuthenticated = 40300, kRateLimit = 42901;
}  // namespace rpc

class Conversation {
public:
    struct Options {
        // A socket without the SBE query may not subscribe to public channels that have a template.
        bool refuse_public_json{false};
        std::uint64_t number{0};
    };
    Conversation(const Exchange& exchange, Gate& gate, OrderDesk& desk, Limits& limits,
                 FaultBox& faults, const OrderExtrasBook& extras, PublicFeed& feed, Options options)
        : exchange_(exchange),
          gate_(gate),
          desk_(desk),
          limits_(limits),
          faults_(faults),
          extras_(extras),
          feed_(feed),
          options_(options) {}

    // judged: the time by which tokens and orders are judged. False: an order was taken and its
    // answer is to be lost with the connection.
    bool hear(Peer& peer, std::string_view text, Time now, Time judged);

private:
    struct Trouble {
        int code;
        std::string message, data;
    };
    using Answer = std::expected<std::string, Trouble>;  // the result, as JSON
    struct Call {
        Peer& peer;
        const Json& params;
        Time now, judged;
    };

    Answer run(std::string_view method, const Call& call);
    Answer auth(const Call& call);
    Answer subscribe(const Call& call);
    Answer unsubscribe(const Call& call);
    Answer run_order(std::string_view method, const Call& call);
    Answer create(const Call& call);
    Answer create_batch(const Call& call);
    Answer modify(const Call& call);
    Answer cancel(const Call& call);
    Answer cancel_batch(const Call& call);
    Answer cancel_all(const Call& call);
    Answer cancel_on_disconnect(const Call& call);
    // {"order":…,"created_at":…,"received_at":…}
    std::string created(const Call& call, std::uint64_t order_id) const;
    static std::unexpected<Trouble> trouble(int code, std::string message, std::string data = {});
    static std::unexpected<Trouble> trouble(const Refused& refused);

    const Exchange& exchange_;
    Gate& gate_;
    OrderDesk& desk_;
    Limits& limits_;
    FaultBox& faults_;
    const OrderExtrasBook& extras_;
    PublicFeed& feed_;
    Options options_;
    bool ordered_{false};  // in the call at hand
};

}  // namespace twinleg::sim::wire::paradex
