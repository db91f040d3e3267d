#include "venues/live_world.h"

#include <algorithm>
#include <stdexcept>

namespace twinleg::venues {

LiveWorld::LiveWorld(net::EventLoop& loop, Inbox& inbox, std::vector<Connector*> connectors,
                     Options options)
    : loop_(loop),
      inbox_(inbox),
      connectors_(std::move(connectors)),
      look_every_(options.look_every),
      stop_(options.stop_at, std::move(options.interrupted)) {}

void LiveWorld::started(std::uint32_t epoch) {
    inbox_.push({.time = loop_.now(), .what = Started{epoch}});
}

void LiveWorld::ask(Operator what) {
    inbox_.push({.time = loop_.now(), .what = OperatorAsked{what}});
}

bool LiveWorld::next(Time wake_at, Event& event) {
    while (true) {
        if (inbox_.empty() && !more_ && stop_.due(loop_.now())) ask(Operator::stop);
        if (inbox_.pop(event)) {
            more_ = event.more;
            return true;
        }
        const Time now = loop_.now();
        if (now >= wake_at) {
            // The engine may ask to be woken at a time it has already passed; its clock stands.
            event = {.time = std::max(now, inbox_.last()), .what = Timer{}};
            inbox_.passed(event.time);
            more_ = false;
            return true;
        }
        for (auto* connector : connectors_)
            connector->idle(now);
        loop_.run(std::min(wake_at - now, look_every_));
    }
}

void LiveWorld::execute(const Command& command, Time now) {
    // What one venue has gathered goes out before the next one signs: the first leg does not wait
    // for the second.
    const auto at = [&](VenueId venue) -> Connector& {
        Connector* const connector = connectors_[venue.value];
        if (gathering_ != nullptr && gathering_ != connector) gathering_->flush(now);
        gathering_ = connector;
        return *connector;
    };
    const auto of = [&](InstrumentId instrument) -> Connector& {
        return at({venue_of_[instrument.value]});
    };
    if (const auto* place = std::get_if<PlaceOrder>(&command))
        of(place->order->instrument).place(place->order, now);
    else if (const auto* cancel = std::get_if<CancelOrder>(&command))
        of(cancel->instrument).cancel(*cancel, now);
    else if (const auto* all = std::get_if<CancelAll>(&command))
        at(all->venue).cancel_all(*all, now);
    else if (const auto* question = std::get_if<Ask>(&command))
        at(question->venue).ask(*question, now);
    else if (const auto* burn = std::get_if<BurnNonce>(&command))
        at(burn->venue).burn(*burn, now);
    else if (const auto* arm = std::get_if<ArmDeadMan>(&command))
        at(arm->venue).arm(*arm, now);
    else if (const auto* resync = std::get_if<Resync>(&command))
        of(resync->instrument).resync(*resync, now);
}

void LiveWorld::executed(Time now) {
    if (gathering_ != nullptr) gathering_->flush(now);
    gathering_ = nullptr;
}

void LiveWorld::place_instrument(InstrumentId instrument, VenueId venue) {
    if (venue.value >= connectors_.size()) throw std::out_of_range("no connector of that venue");
    if (venue_of_.size() <= instrument.value) venue_of_.resize(instrument.value + std::size_t{1});
    venue_of_[instrument.value] = venue.value;
}

}  // namespace twinleg::venues
