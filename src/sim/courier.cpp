#include "sim/courier.h"

#include <algorithm>

namespace twinleg::sim {

Courier::Courier(std::uint8_t venue, Latencies latencies, const FaultProfile& faults,
                 std::uint64_t number, Timeline& timeline, Letters& letters, FaultCounts& counts)
    : venue_(venue),
      latencies_(latencies),
      faults_(faults),
      prng_(Prng::stream(number, 100u + venue)),
      timeline_(timeline),
      letters_(letters),
      counts_(counts) {}

bool Courier::chance(std::uint32_t per_mille, Fault fault) {
    // Drawn even when calm, so that the moment of calm shifts no other draw.
    if (!prng_.chance(per_mille) || calm_) return false;
    counts_.add(fault);
    return true;
}

void Courier::post(std::uint32_t letter, Time when) {
    letters_[letter].process = process_;
    letters_[letter].venue = venue_;
    timeline_.at(when, {TaskKind::letter, venue_, letter});
}

std::uint32_t Courier::copy(std::uint32_t letter) {
    const std::uint32_t twin = letters_.take();
    letters_[twin] = letters_[letter];
    return twin;
}

void Courier::stream(std::uint32_t number, Line line) {
    if (!up_) return drop(number);
    Letter& letter = letters_[number];
    letter.streamed = true;
    letter.connection = connection_;

    // A payment cannot be asked for, and venues repeat payments until they are known: it is late
    // or twice, never lost.
    const bool payment = std::holds_alternative<FundingPaid>(letter.event.what);
    const std::uint32_t loss = line == Line::market ? faults_.market_loss : faults_.loss;
    if (!payment && chance(loss, Fault::loss)) return drop(number);
    if (!payment && line != Line::market && chance(faults_.garbage, Fault::garbage)) {
        return drop(number);
    }

    Time when = timeline_.now() + latency(latencies_.stream);
    // The book's own messages are late or out of order as rarely as they are lost.
    const bool rare = line == Line::market;
    if (chance(rare ? faults_.market_loss : faults_.delay, Fault::delay)) {
        when = when + prng_.between({}, faults_.delay_most);
    }
    Time& last = last_[static_cast<std::size_t>(line)];
    if (chance(rare ? faults_.market_loss : faults_.reorder, Fault::reorder)) {
        when = when + prng_.between({}, milliseconds(300));
    } else {
        when = last = std::max(when, last);
    }
    if (chance(rare ? faults_.market_loss : faults_.duplicate, Fault::duplicate)) {
        post(copy(number), when + prng_.between({}, milliseconds(500)));
    }
    post(number, when);
}

void Courier::reply(std::uint32_t number, const SendFailed& if_lost) {
    if (chance(faults_.reply_lost, Fault::reply_lost)) {
        // A closed connection is noticed at once; a lost packet is silence.
        if (prng_.chance(500)) failed(if_lost, prng_.between({}, milliseconds(1000)));
        return drop(number);
    }
    Time when = timeline_.now() + latency(latencies_.reply);
    if (chance(faults_.delay, Fault::delay)) when = when + prng_.between({}, faults_.delay_most);
    post(number, when);
}

void Courier::answer(std::uint32_t number) {
    if (chance(faults_.reply_lost, Fault::reply_lost)) return drop(number);
    Time when = timeline_.now() + latency(latencies_.answer);
    if (chance(faults_.delay, Fault::delay)) when = when + prng_.between({}, faults_.delay_most);
    post(number, when);
}

void Courier::tell_streamed(std::uint32_t number, Line line) {
    letters_[number].streamed = true;
    letters_[number].connection = connection_;
    Time& last = last_[static_cast<std::size_t>(line)];
    last = std::max(timeline_.now() + latency(latencies_.stream), last);
    post(number, last);
}

void Courier::tell_down(std::uint32_t number, Duration delay, Line line) {
    Time& last = last_[static_cast<std::size_t>(line)];
    last = std::max(timeline_.now() + delay, last);
    post(number, last);
}

void Courier::tell(std::uint32_t number, Duration delay) {
    post(number, timeline_.now() + delay);
}

void Courier::failed(const SendFailed& failure, Duration delay) {
    const std::uint32_t number = take();
    letters_[number].event.what = failure;
    post(number, timeline_.now() + delay);
}

Time Courier::arrival(bool overtakes) {
    const Time when = timeline_.now() + latency(latencies_.request);
    if (overtakes) return when;
    last_request_ = std::max(when, last_request_);
    return last_request_;
}

}  // namespace twinleg::sim
