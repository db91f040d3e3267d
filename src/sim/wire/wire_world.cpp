#include "sim/wire/wire_world.h"

#include <algorithm>
#include <stdexcept>

#include "sim/templates.h"

namespace twinleg::sim::wire {
namespace {

// Of the coin itself, so that its markets are the same whatever else runs.
std::uint64_t number_of(std::string_view name, std::uint64_t number) {
    for (const char c : name)
        number = number * 131 + static_cast<unsigned char>(c);
    return number;
}

constexpr Ratio kFundingRate = Ratio::from_raw(100'000);  // 0.1 bps an interval

}  // namespace

WireWorld::WireWorld(net::EventLoop& loop, WireWorldConfig config)
    : loop_(loop), config_(std::move(config)), clock_(loop) {
    for (const auto& place : config_.venues) {
        auto exchange = std::make_unique<Exchange>(place.venue->exchange(), clock_.now());
        for (const Instrument& each : exchange->instruments())
            open_market(*exchange, each, venues_.size());
        auto server = place.venue->make({.loop = loop_,
                                         .clock = clock_,
                                         .exchange = *exchange,
                                         .accounts = config_.accounts,
                                         .port = place.port,
                                         .rate_limits = config_.rate_limits,
                                         .number = config_.number});
        venues_.push_back({std::move(exchange), std::move(server)});
    }
    if (!config_.control) return;
    std::vector<VenueServer*> servers;
    for (const Venue& each : venues_)
        servers.push_back(each.server.get());
    control_ = std::make_unique<ControlPort>(
        ControlPort::Setup{.loop = loop_,
                           .clock = clock_,
                           .venues = std::move(servers),
                           .port = *config_.control,
                           .clock_moves = !config_.flow && config_.recordings.empty()});
}

WireWorld::~WireWorld() = default;

WireWorld::Coin& WireWorld::coin(const std::string& name) {
    const auto found = std::ranges::find(coins_, name, &Coin::name);
    if (found != coins_.end()) return *found;
    auto flow = flow_of(name);
    if (!flow) throw std::invalid_argument(flow.error().message);
    if (config_.excursions) flow = with_excursions(*flow);
    Coin made{.name = name, .flow = *flow};
    if (config_.flow)
        made.walk =
            std::make_unique<PriceWalk>(*flow, number_of(name, config_.number), clock_.now(),
                                        std::max<std::size_t>(config_.venues.size(), 2));
    coins_.push_back(std::move(made));
    return coins_.back();
}

const RecordedMarket* WireWorld::recording(const std::string& base, std::size_t place) const {
    const RecordedMarket* found = nullptr;
    std::size_t seen = 0;
    for (const RecordedMarket& each : config_.recordings) {
        if (each.base != base) continue;
        found = &each;
        if (seen++ == place) break;
    }
    return found;
}

void WireWorld::open_market(Exchange& exchange, const Instrument& instrument, std::size_t place) {
    Moving moving{.timer = std::make_unique<net::Timer>(loop_)};
    if (const RecordedMarket* recorded = recording(instrument.base, place)) {
        moving.recorded = std::make_unique<RecordedFlow>(exchange, instrument.id, recorded->open);
    } else if (config_.flow) {
        Coin& at = coin(instrument.base);
        exchange.set_funding_rate(instrument.id, kFundingRate);
        moving.flow =
            std::make_unique<Flow>(at.flow, number_of(exchange.config().venue, config_.number),
                                   exchange, instrument.id, place, *at.walk);
    } else {
        return exchange.set_mark(instrument.id, coin(instrument.base).flow.start);
    }
    moving_.push_back(std::move(moving));
    move(moving_.size() - 1);
}

void WireWorld::move(std::size_t index) {
    Moving& moving = moving_[index];
    const std::optional<Duration> next =
        moving.flow ? moving.flow->tick(clock_.now()) : moving.recorded->tick(clock_.now());
    if (next) moving.timer->after(*next, [this, index] { move(index); });
}

std::vector<std::string> WireWorld::ready_lines() const {
    std::vector<std::string> lines;
    for (const Venue& each : venues_)
        lines.push_back(each.server->ready_line());
    return lines;
}

std::string WireWorld::control_url() const {
    return control_ ? control_->url() : std::string{};
}

void WireWorld::advance(Duration by) {
    clock_.advance(by);
    for (const Venue& each : venues_)
        each.server->catch_up();
}

void WireWorld::let_time_pass() {
    clock_.go_on();
    advance({});
}

VenueServer* WireWorld::venue(std::string_view name) const {
    for (const Venue& each : venues_) {
        if (each.server->venue() == name) return each.server.get();
    }
    return nullptr;
}

}  // namespace twinleg::sim::wire
