#include "replay/paper_world.h"

#include <algorithm>
#include <optional>

namespace twinleg::replay {

namespace {

// The instrument whose book or trades the event tells of; nothing for other events.
std::optional<InstrumentId> market_of(const Event& event) {
    if (const auto* delta = std::get_if<BookDelta>(&event.what)) return delta->instrument;
    if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) return snapshot->instrument;
    if (const auto* quote = std::get_if<Quote>(&event.what)) return quote->instrument;
    if (const auto* trade = std::get_if<PublicTrade>(&event.what)) return trade->instrument;
    return std::nullopt;
}

}  // namespace

PaperWorld::PaperWorld(net::EventLoop& loop, venues::Inbox& inbox,
                       std::vector<venues::Connector*> connectors,
                       std::array<RecordedVenueConfig, 2> configs, Options options)
    : loop_(loop),
      inbox_(inbox),
      connectors_(std::move(connectors)),
      sides_{RecordedVenue{std::move(configs[0])}, RecordedVenue{std::move(configs[1])}},
      look_every_(options.look_every),
      stop_(options.stop_at, std::move(options.interrupted)) {}

void PaperWorld::started(std::uint32_t epoch) {
    const Time now = loop_.now();
    inbox_.push({.time = now, .what = Started{epoch}});
    for (const auto& side : sides_)
        inbox_.push(
            {.time = now, .what = StreamStatus{side.config().traits.id, Stream::account, true}});
}

// The orders on paper meet what really happened.
void PaperWorld::meet(const Event& event) {
    if (const auto instrument = market_of(event)) sides_[instrument->value].market(event);
    if (const auto* rate = std::get_if<FundingRate>(&event.what))
        announced_[rate->instrument.value] = *rate;
}

void PaperWorld::pay_funding(Time now) {
    for (std::size_t i = 0; i < sides_.size(); ++i) {
        auto& rate = announced_[i];
        if (!rate.next.known() || rate.next > now) continue;
        sides_[i].market({.time = stamp(rate.next), .what = rate});
        rate.next = {};  // until it is announced anew
    }
}

Time PaperWorld::stamp(Time time) {
    now_ = std::max(now_, time);
    inbox_.passed(now_);
    return now_;
}

bool PaperWorld::next(Time wake_at, Event& event) {
    for (;;) {
        for (auto& side : sides_) {
            if (!side.take(event)) continue;
            event.time = now_;
            more_ = event.more;
            return true;
        }
        if (inbox_.empty() && !more_ && stop_.due(loop_.now()))
            inbox_.push({.time = loop_.now(), .what = OperatorAsked{Operator::stop}});

        if (!more_) pay_funding(loop_.now());
        auto& answering = sides_[0].due() <= sides_[1].due() ? sides_[0] : sides_[1];
        const Time clock = std::max(now_, loop_.now());
        if (answering.due() <= clock && !more_) {
            stamp(answering.due());
            answering.run_due();
            continue;
        }
        if (inbox_.pop(event)) {
            event.time = stamp(event.time);
            meet(event);
            event.more = event.more || sides_[0].has_news() || sides_[1].has_news();
            more_ = event.more;
            return true;
        }
        more_ = false;
        if (clock >= wake_at) {
            event = {.time = stamp(clock), .what = Timer{}};
            return true;
        }
        for (auto* connector : connectors_)
            connector->idle(clock);
        loop_.run(std::min(std::min(wake_at, answering.due()) - clock, look_every_));
    }
}

void PaperWorld::execute(const Command& command, Time now) {
    if (const auto* resync = std::get_if<Resync>(&command)) {
        connectors_[resync->instrument.value]->resync(*resync, now);
        return;
    }
    for (auto& side : sides_)
        side.send(command, now);
}

}  // namespace twinleg::replay
