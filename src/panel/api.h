#pragma once
// What is answered to which request.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/event_loop.h"
#include "net/server.h"
#include "panel/archive.h"
#include "panel/deeds.h"
#include "panel/guard.h"
#include "panel/query.h"
#include "panel/state.h"
#include "panel/stored.h"
#include "panel/stream.h"

namespace twinleg::panel {

// One path, and how it is answered.
struct Route {
    std::string_view method;  // GET or POST
    std::string_view path;
    bool needs_token{true};
};
// Every path of /api, /health and /metrics; those of the page are not among them.
std::span<const Route> routes();

// Threads: the panel's.
class Api {
public:
    // All must outlive it.
    Api(State& state, Stream& stream, Guard& guard, Archive& archive, net::EventLoop& loop,
        database::Target archived)
        : state_(state),
          stream_(stream),
          guard_(guard),
          archive_(archive),
          loop_(loop),
          archived_(std::move(archived)) {}

    void on_request(const net::ServerRequest& request, const net::Responder& responder);
    // Answers what waited for the engine's thread.
    void look();
    bool waits() const { return !waiting_books_.empty(); }
    // Whether a stream may begin; else the refusal.
    std::optional<Wrong> not_upgraded(const net::ServerRequest& request);

private:
    using Answer = std::optional<net::ServerResponse>;  // nothing: it comes later

    Answer get(const net::ServerRequest& request, const net::Responder& responder);
    Answer post(const net::ServerRequest& request);

    net::ServerResponse health(bool ready) const;
    Answer latest(std::string_view query) const;
    Answer pairs(std::string_view query) const;
    Answer positions(std::string_view query, const net::Responder& responder);
    Answer pnl(std::string_view query) const;
    Answer risk(std::string_view query) const;
    Answer latency(std::string_view query) const;
    Answer book(std::string_view query, const net::Responder& responder);
    Answer config(std::string_view query) const;
    Answer stored(std::string_view table, std::string_view query, const net::Responder& responder);
    Answer spreads(std::string_view query, const net::Responder& responder);
    Answer history(std::string_view query, const net::Responder& responder);

    // The desks that `pair` names, all without; wrong where there is none such.
    std::vector<DeskView*> desks_of(Query& query) const;
    // What of the store it names.
    std::vector<Whose> whose(Query& query) const;
    void ask_store(const net::Responder& responder, Archive::Work work);

    State& state_;
    Stream& stream_;
    Guard& guard_;
    Archive& archive_;
    net::EventLoop& loop_;
    const database::Target archived_;  // where there are no desks
    Deeds deeds_{state_};

    struct WaitingBook {
        DeskView* desk;
        std::size_t depth;
        net::Responder responder;
        Time until;
    };
    std::vector<WaitingBook> waiting_books_;
};

// What every answer carries: no framing, no guessing of types, nothing from elsewhere.
void add_headers(net::ServerResponse& response, bool keep);

}  // namespace twinleg::panel
