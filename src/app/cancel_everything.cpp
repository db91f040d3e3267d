// The last resort without an engine: cancel all, then look until nothing is open.

#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "app/live_venues.h"

namespace twinleg::app {

namespace {

constexpr int kTries = 30;
constexpr Duration kPause = seconds(1);  // before the next try
constexpr Duration kAnswerLimit = seconds(5);

// One question at a time, its answer waited for.
class Asker {
public:
    Asker(LiveVenues& venues, VenueId venue) : venues_(venues), venue_(venue) {}

    // The answer of type T to what `send` sends; nothing if it failed or did not come.
    template <typename T>
    std::optional<T> ask(auto send) {
        auto& loop = venues_.loop();
        const RequestId request{++last_};
        send(*venues_.connectors()[venue_.value], request, loop.now());
        const Time limit = loop.now() + kAnswerLimit;
        while (loop.now() < limit) {
            Event event;
            while (venues_.inbox().pop(event)) {
                const auto* answer = std::get_if<T>(&event.what);
                if (answer == nullptr || answer->head.request != request) continue;
                if (!answer->head.ok) return std::nullopt;
                return *answer;
            }
            loop.run(milliseconds(50));
        }
        return std::nullopt;
    }

    std::optional<std::size_t> open_orders() {
        const auto answer =
            ask<OpenOrdersAnswer>([&](venues::Connector& connector, RequestId request, Time now) {
                connector.ask({.venue = venue_, .request = request, .what = Question::open_orders},
                              now);
            });
        if (!answer) return std::nullopt;
        return answer->orders.size();
    }

    bool cancel_all(bool with_nonce) {
        Nonce nonce = kNoNonce;
        if (with_nonce) {
            const auto next = ask<NonceAnswer>([&](venues::Connector& connector, RequestId request,
                                                   Time now) {
                connector.ask({.venue = venue_, .request = request, .what = Question::nonce}, now);
            });
            if (!next) return false;
            nonce = next->next;
        }
        return ask<CancelAllAnswer>([&](venues::Connector& connector, RequestId request, Time now) {
                   connector.cancel_all({.venue = venue_, .request = request, .nonce = nonce}, now);
               })
            .has_value();
    }

private:
    LiveVenues& venues_;
    VenueId venue_;
    std::uint64_t last_{0};
};

void pass(LiveVenues& venues, Duration time) {
    const Time until = venues.loop().now() + time;
    Event ignored;
    while (venues.loop().now() < until) {
        venues.loop().run(milliseconds(50));
        while (venues.inbox().pop(ignored)) {
        }
    }
}

}  // namespace

bool cancel_everything(LiveVenues& venues, std::ostream& log) {
    bool all = true;
    const auto connectors = venues.connectors();
    for (std::size_t i = 0; i < connectors.size(); ++i) {
        Asker asker(venues, {static_cast<std::uint8_t>(i)});
        const auto name = connectors[i]->name();
        bool none = false;
        for (int attempt = 0; attempt < kTries && !none; ++attempt) {
            const bool done = asker.cancel_all(connectors[i]->capabilities().nonces);
            const auto open = asker.open_orders();
            none = done && open == 0u;
            if (!none) pass(venues, kPause);
            log << fmt::format(
                "{}: cancel all {}, {}\n", name, done ? "done" : "not answered",
                open ? fmt::format("{} orders open", *open) : std::string("open orders not known"));
        }
        all = all && none;
    }
    return all;
}

}  // namespace twinleg::app
