#include "sim/wire/simulated_venues.h"

#include <future>

namespace twinleg::sim::wire {

SimulatedVenues::SimulatedVenues(WireWorldConfig config)
    : loop_(std::make_unique<net::EventLoop>()) {
    std::vector<std::string_view> names;
    for (const auto& place : config.venues)
        names.push_back(place.venue->name);
    environment_ = complete_accounts(config.accounts, names, config.api_keys);
    std::promise<void> ready;
    thread_ = std::thread([this, &ready, config = std::move(config)]() mutable {
        std::unique_ptr<WireWorld> world;
        try {
            world = std::make_unique<WireWorld>(*loop_, std::move(config));
            world_ = world.get();
            ready_lines_ = world->ready_lines();
            control_url_ = world->control_url();
            ready.set_value();
        } catch (...) {
            ready.set_exception(std::current_exception());
            return;
        }
        while (!stopping_)
            loop_->run(seconds(3600));
    });
    try {
        ready.get_future().get();
    } catch (...) {
        thread_.join();
        throw;
    }
}

SimulatedVenues::~SimulatedVenues() {
    loop_->post([this] {
        stopping_ = true;
        loop_->stop();
    });
    thread_.join();
}

void SimulatedVenues::ask(std::move_only_function<void(WireWorld&)> work) const {
    std::promise<void> done;
    loop_->post([&] {
        work(*world_);
        done.set_value();
    });
    done.get_future().get();
}

std::optional<Notional> SimulatedVenues::equity(std::string_view venue) const {
    std::optional<Notional> found;
    ask([&](WireWorld& world) {
        VenueServer* at = world.venue(venue);
        if (at != nullptr && at->exchange().accounts() > 0) found = at->exchange().equity(0);
    });
    return found;
}

std::optional<Quantity> SimulatedVenues::position(std::string_view venue,
                                                  std::string_view symbol) const {
    std::optional<Quantity> found;
    ask([&](WireWorld& world) {
        VenueServer* at = world.venue(venue);
        if (at == nullptr || at->exchange().accounts() == 0) return;
        const Instrument* instrument = at->exchange().find(symbol);
        if (instrument != nullptr) found = at->exchange().position(0, instrument->id).quantity();
    });
    return found;
}

}  // namespace twinleg::sim::wire
