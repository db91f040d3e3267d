#pragma once
// What the venues of a scenario know: exactly what its lines said. They answer every question by
// that, at once and without faults, so that a scenario names only what it is about.

#include <map>
#include <string>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "engine/config.h"
#include "sim/letter.h"

namespace twinleg::scenarios {

using Told = sim::OwnedEvent;

class FakeVenues {
public:
    explicit FakeVenues(const engine::Config& config) : config_(config) {}

    // An order that arrived is alive until a line of the scenario ends it.
    void arrives(const Order& order);
    // It never arrived.
    void loses(ClientOrderId id);
    void fills(const Fill& fill);
    void ends(ClientOrderId id);
    // From now on; plenty where it was never said.
    void has_free(VenueId venue, Notional amount) { free_[venue] = amount; }

    // The answer to a question; nothing for commands that are none.
    std::vector<Told> answer(const Command& command, Time now) const;

    const Order* find(ClientOrderId id) const;
    Quantity filled(ClientOrderId id) const;

private:
    struct Known {
        Order order;
        bool arrived{true};
        bool alive{true};
        Quantity filled;
    };

    Told to_order(const Ask& ask, Time now) const;
    AnswerHead head(VenueId venue, RequestId request, Time now) const;
    VenueId venue_of(InstrumentId id) const;
    Notional free_of(VenueId venue) const;

    const engine::Config& config_;
    std::map<std::uint64_t, Known> orders_;
    std::vector<Fill> fills_;
    std::map<std::uint16_t, Quantity> positions_;
    std::map<VenueId, Notional> free_;
};

}  // namespace twinleg::scenarios
