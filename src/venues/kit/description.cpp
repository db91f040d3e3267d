#include "venues/kit/description.h"

#include <fmt/format.h>

#include <algorithm>

namespace twinleg::venues::kit {
namespace {

std::int64_t ahead_ms(const VenueClock& clock) {
    return clock.measured().ns / 1'000'000;
}

}  // namespace

Description begin_description(const DeskSide& desk) {
    Description out;
    out.instrument.id = desk.slot.instrument;
    out.instrument.venue = desk.slot.venue;
    out.instrument.venue_name = desk.venue();
    out.traits.id = desk.slot.venue;
    out.traits.name = desk.venue();
    out.traits.round_trip = std::max(milliseconds(100), desk.clock.round_trip() * 2);
    return out;
}

bool clock_is_good(const VenueClock& clock) {
    return either_way(clock.measured()) <= kClockAlarm;
}

void warn_of_clock(const DeskSide& desk, Description& out) {
    if (clock_is_good(desk.clock)) return;
    out.warnings.push_back(fmt::format(
        "{}: the venue's clock is {} ms ahead of this computer's; set the clock (chrony or ntpd)",
        desk.venue(), ahead_ms(desk.clock)));
}

void Findings::good(std::string subject, std::string text) {
    all_.push_back({std::move(subject), true, std::move(text), ""});
}

void Findings::bad(std::string subject, std::string text, std::string mend) {
    all_.push_back({std::move(subject), false, std::move(text), std::move(mend)});
}

void Findings::judge(std::string subject, bool is_good, std::string text, std::string mend) {
    if (is_good)
        good(std::move(subject), std::move(text));
    else
        bad(std::move(subject), std::move(text), std::move(mend));
}

void Findings::failed(std::string subject, std::string mend) {
    bad(std::move(subject), ended_ ? ended_->message : "was not reached", std::move(mend));
}

void Findings::clock(const VenueClock& clock, bool answered) {
    if (!answered) return failed("venue", "look at the network, the proxy and the address");
    judge("clock", clock_is_good(clock),
          fmt::format("the venue's is {} ms ahead of ours", ahead_ms(clock)),
          "set this computer's clock (chrony or ntpd)");
}

}  // namespace twinleg::venues::kit
