#pragma once
// Questions to a venue without an engine: one at a time, its answer waited for.

#include <functional>
#include <optional>
#include <variant>

#include "app/live_venues.h"

namespace twinleg::app {

// Threads: the loop's.
class Inquirer {
public:
    // `others` sees every event that is no answer to the question; it may be null.
    Inquirer(LiveVenues& venues, VenueId venue, std::function<void(const Event&)> others = {})
        : venues_(venues), venue_(venue), others_(std::move(others)) {}

    // The answer of type T to what `send` sends, at most kAnswerLimit later; nothing if it failed
    // or did not come. Its spans are gone: `look` sees it while they are there.
    template <typename T>
    std::optional<T> ask(auto send, const std::function<void(const T&)>& look = {}) {
        auto& loop = venues_.loop();
        const RequestId request{++last_};
        send(connector(), request, loop.now());
        const Time limit = loop.now() + kAnswerLimit;
        while (loop.now() < limit) {
            Event event;
            while (venues_.inbox().pop(event)) {
                const auto* answer = std::get_if<T>(&event.what);
                if (answer == nullptr || answer->head.request != request) {
                    if (others_) others_(event);
                    continue;
                }
                if (!answer->head.ok) return std::nullopt;
                if (look) look(*answer);
                return *answer;
            }
            loop.run(milliseconds(50));
        }
        return std::nullopt;
    }

    // How many; nothing if it is not known.
    std::optional<std::size_t> open_orders();
    bool cancel_all();
    // kNoNonce where the venue has none; nothing if it did not say.
    std::optional<Nonce> next_nonce();

    // Lets the loop run for so long, or until `done`; whether it was.
    bool pass(Duration time, const std::function<bool()>& done = {});

    venues::Connector& connector() { return *venues_.connectors()[venue_.value]; }
    VenueId venue() const { return venue_; }

private:
    static constexpr Duration kAnswerLimit = seconds(5);

    LiveVenues& venues_;
    VenueId venue_;
    std::function<void(const Event&)> others_;
    std::uint64_t last_{0};
};

}  // namespace twinleg::app
