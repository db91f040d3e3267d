// How requests come in at a simulated venue, and how its answers leave.

#include "sim/sim_venue.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::sim {

SimVenue::SimVenue(SimVenueConfig config, const FaultProfile& faults, std::uint64_t number,
                   Timeline& timeline, Letters& letters, FaultCounts& counts)
    : config_(std::move(config)),
      faults_(faults),
      timeline_(timeline),
      counts_(counts),
      courier_(config_.traits.id.value, config_.latencies, faults, number, timeline, letters,
               counts),
      prng_(Prng::stream(number, 200u + config_.traits.id.value)),
      ledger_(config_.instruments, config_.collateral, config_.ledger),
      next_nonces_(config_.traits.nonce_keys, 1) {
    for (const Instrument& instrument : config_.instruments) {
        CHECK(instrument.venue == config_.traits.id);
        markets_.push_back({.instrument = instrument, .book = MatchingBook{config_.self_trade}});
    }
    if (faults_.clock_skew_most.ns > 0) {
        skew_ = prng_.between({-faults_.clock_skew_most.ns}, faults_.clock_skew_most);
    }
}

SimVenue::Market& SimVenue::market(InstrumentId id) {
    const auto found = std::ranges::find_if(
        markets_, [&](const Market& market) { return market.instrument.id == id; });
    CHECK(found != markets_.end());
    return *found;
}

const SimVenue::Market& SimVenue::market(InstrumentId id) const {
    const auto found = std::ranges::find_if(
        markets_, [&](const Market& market) { return market.instrument.id == id; });
    CHECK(found != markets_.end());
    return *found;
}

std::optional<SimVenue::Request> SimVenue::request_of(const Command& command) {
    if (const auto* place = std::get_if<PlaceOrder>(&command)) return *place->order;
    if (const auto* cancel = std::get_if<CancelOrder>(&command)) return *cancel;
    if (const auto* cancel_all = std::get_if<CancelAll>(&command)) return *cancel_all;
    if (const auto* ask = std::get_if<Ask>(&command)) return *ask;
    if (const auto* burn = std::get_if<BurnNonce>(&command)) return *burn;
    if (const auto* resync = std::get_if<Resync>(&command)) return *resync;
    if (const auto* arm = std::get_if<ArmDeadMan>(&command)) return *arm;
    return std::nullopt;
}

void SimVenue::send(const Request& request) {
    if (courier_.chance(faults_.request_lost, Fault::request_lost)) {
        // The connector knows for certain that nothing left, hears of it, or hears nothing.
        const std::int64_t fate = prng_.below(3);
        if (fate < 2) {
            unanswered(request, prng_.between({}, milliseconds(1000)),
                       fate == 0 ? SendOutcome::never_sent : SendOutcome::unknown);
        }
        return;
    }
    const std::uint32_t number = keep(request);
    const bool overtakes = courier_.chance(faults_.reorder, Fault::reorder);
    timeline_.at(courier_.arrival(overtakes), {TaskKind::request, config_.traits.id.value, number});
}

std::uint32_t SimVenue::keep(const Request& request) {
    if (free_requests_.empty()) {
        requests_.push_back(request);
        return static_cast<std::uint32_t>(requests_.size() - 1);
    }
    const std::uint32_t number = free_requests_.back();
    free_requests_.pop_back();
    requests_[number] = request;
    return number;
}

void SimVenue::request_arrives(std::uint32_t number) {
    const Time now = timeline_.now();
    if (now < frozen_until_) {
        // It waits in the socket; the connector loses patience, or not.
        if (const auto* ask = std::get_if<Ask>(&requests_[number]);
            ask != nullptr && prng_.chance(500)) {
            arrives(*ask);  // a replica that still answers, with what it knew
            free_requests_.push_back(number);
            return;
        }
        if (prng_.chance(500)) {
            unanswered(requests_[number], prng_.between(milliseconds(200), milliseconds(1500)));
        }
        timeline_.at(frozen_until_, {TaskKind::request, config_.traits.id.value, number});
        return;
    }
    const Request request = requests_[number];
    free_requests_.push_back(number);
    if (now < maintenance_until_) {
        unanswered(request, courier_.latency(config_.latencies.reply));
        return;
    }
    std::visit([this](const auto& what) { arrives(what); }, request);
    publish();
}

void SimVenue::unanswered(const Request& request, Duration after, SendOutcome outcome) {
    const auto fail = [&](auto answer, const RequestId& id) {
        answer.head = {.venue = config_.traits.id, .request = id};
        const std::uint32_t letter = courier_.take();
        courier_.letter(letter).event.what = answer;
        courier_.tell(letter, after);
    };
    if (const auto* order = std::get_if<Order>(&request)) {
        courier_.failed({.instrument = order->instrument,
                         .client_order_id = order->client_order_id,
                         .outcome = outcome},
                        after);
    } else if (const auto* cancel = std::get_if<CancelOrder>(&request)) {
        courier_.failed({.instrument = cancel->instrument,
                         .client_order_id = cancel->client_order_id,
                         .was_cancel = true,
                         .outcome = outcome},
                        after);
    } else if (const auto* cancel_all = std::get_if<CancelAll>(&request)) {
        fail(CancelAllAnswer{}, cancel_all->request);
    } else if (const auto* burn = std::get_if<BurnNonce>(&request)) {
        fail(BurnAnswer{.nonce = burn->nonce}, burn->request);
    } else if (const auto* arm = std::get_if<ArmDeadMan>(&request)) {
        fail(DeadManAnswer{.certain = outcome == SendOutcome::never_sent}, arm->request);
    } else if (const auto* ask = std::get_if<Ask>(&request)) {
        switch (ask->what) {
            case Question::order:
                return fail(OrderAnswer{.client_order_id = ask->client_order_id}, ask->request);
            case Question::open_orders:
                return fail(OpenOrdersAnswer{}, ask->request);
            case Question::fills:
                return fail(FillsAnswer{}, ask->request);
            case Question::positions:
                return fail(PositionsAnswer{}, ask->request);
            case Question::balance:
                return fail(BalanceAnswer{}, ask->request);
            case Question::nonce:
                return fail(NonceAnswer{}, ask->request);
        }
    }
}

bool SimVenue::within(Bucket& bucket, std::uint32_t per_minute) {
    if (per_minute == 0) return true;
    const Time now = timeline_.now();
    const std::int64_t cost = seconds(60).ns;
    const std::int64_t most = cost * per_minute;
    // A minute's quiet fills it; longer ones must not overflow.
    const std::int64_t quiet = std::min((now - bucket.since).ns, cost);
    bucket.credit =
        bucket.since.known() ? std::min(most, bucket.credit + quiet * per_minute) : most;
    bucket.since = now;
    if (bucket.credit < cost) return false;
    bucket.credit -= cost;
    return true;
}

Reason SimVenue::take_nonce(Nonce nonce) {
    if (config_.traits.nonces == exec::NonceRule::none) return Reason::none;
    if (nonce == kNoNonce || key_of(nonce) >= next_nonces_.size()) return Reason::other;
    std::int64_t& next = next_nonces_[key_of(nonce)];
    const std::int64_t number = number_of(nonce);
    if (number < next) return Reason::nonce_used;
    if (config_.traits.nonces == exec::NonceRule::strict && number > next) {
        return Reason::nonce_gap;
    }
    next = number + 1;
    return Reason::none;
}

void SimVenue::arrives(const Ask& ask) {
    const Time now = timeline_.now();
    const bool frozen = now < frozen_until_;
    if (!within(question_bucket_, config_.traits.questions_per_minute)) {
        counts_.add(Fault::too_many);
        return unanswered(ask, courier_.latency(config_.latencies.answer));
    }
    if (courier_.chance(faults_.failed_answer, Fault::failed_answer)) {
        return unanswered(ask, courier_.latency(config_.latencies.answer));
    }
    // Its replicas are at most replica_lag behind; a frozen one without a time in its answers would
    // lie, so it does not answer.
    if (frozen && !config_.traits.answers_have_time) {
        return unanswered(ask, courier_.latency(config_.latencies.answer));
    }
    // More may happen at this very instant: what is surely known is what was before it.
    Time as_of = venue_time() - nanoseconds(1);
    if (frozen) {
        as_of = frozen_since_ + skew_ - nanoseconds(1);
    } else if (courier_.chance(faults_.stale_answer, Fault::stale_answer)) {
        as_of = as_of - prng_.between({}, config_.traits.replica_lag);
    }
    const bool timed = config_.traits.answers_have_time;
    const AnswerHead head{.venue = config_.traits.id,
                          .request = ask.request,
                          .ok = true,
                          .venue_time = timed ? as_of : Time{}};
    const std::uint32_t number = courier_.take();
    Letter& letter = courier_.letter(number);
    switch (ask.what) {
        case Question::order: {
            OrderAnswer answer = ledger_.answer_order(ask.client_order_id, as_of);
            answer.head = head;
            answer.report.source = Source::query;
            if (!timed) answer.report.venue_time = {};
            letter.event.what = answer;
            break;
        }
        case Question::open_orders:
            ledger_.answer_open(as_of, letter.orders);
            letter.event.what = OpenOrdersAnswer{.head = head};
            break;
        case Question::fills:
            ledger_.answer_fills(ask.since, as_of, letter.fills);
            for (Fill& fill : letter.fills)
                fill.source = Source::query;
            letter.event.what =
                FillsAnswer{.head = head, .since = ask.since, .through = timed ? as_of : Time{}};
            break;
        case Question::positions:
            ledger_.answer_positions(as_of, letter.positions);
            letter.event.what = PositionsAnswer{.head = head};
            break;
        case Question::balance:
            letter.event.what =
                BalanceAnswer{.head = head,
                              .equity = ledger_.account().equity(),
                              .free_collateral = ledger_.account().free_collateral()};
            break;
        case Question::nonce:
            letter.event.what = NonceAnswer{
                .head = head,
                .next = make_nonce(ask.key, next_nonces_[ask.key % next_nonces_.size()])};
            break;
    }
    courier_.answer(number);
}

void SimVenue::arrives(const BurnNonce& burn) {
    const Reason reason = take_nonce(burn.nonce);
    const std::uint32_t number = courier_.take();
    courier_.letter(number).event.what = BurnAnswer{.head = {.venue = config_.traits.id,
                                                             .request = burn.request,
                                                             .ok = true,
                                                             .venue_time = venue_time()},
                                                    .nonce = burn.nonce,
                                                    .accepted = reason == Reason::none};
    courier_.answer(number);
}

// One slot, on the venue's clock. What is refused here has not used its nonce.
void SimVenue::arrives(const ArmDeadMan& arm) {
    DeadManAnswer answer{.head = {.venue = config_.traits.id, .request = arm.request}};
    const exec::DeadManTraits& traits = config_.traits.dead_man;
    const bool taken = arm.at.known() && traits.one_slot && dead_man_at_.known();
    const bool refused = courier_.chance(faults_.refused, Fault::refused) || taken ||
                         traits.ahead.ns == 0 || (arm.at.known() && arm.at <= timeline_.now());
    if (refused) {
        answer.certain = true;
    } else if (take_nonce(arm.nonce) == Reason::none) {
        answer.head.ok = true;
        answer.head.venue_time = venue_time();
        dead_man_at_ = arm.at;
        ++dead_man_number_;
        if (arm.at.known()) {
            timeline_.at(arm.at, {TaskKind::dead_man, config_.traits.id.value, dead_man_number_});
        }
    }
    const std::uint32_t number = courier_.take();
    courier_.letter(number).event.what = answer;
    courier_.answer(number);
}

void SimVenue::dead_man_comes_due(std::uint32_t number) {
    if (number != dead_man_number_) return;
    if (const Time now = timeline_.now(); now < std::max(frozen_until_, matching_frozen_until_)) {
        timeline_.at(std::max(frozen_until_, matching_frozen_until_),
                     {TaskKind::dead_man, config_.traits.id.value, number});
        return;
    }
    dead_man_at_ = {};
    const std::vector<std::size_t> open = open_;
    dead_man_struck_ += open.size();
    for (const std::size_t index : open)
        cancel_now(index, Reason::none);
}

void SimVenue::arrives(const Resync& resync) {
    tell_snapshot(market(resync.instrument));
}

}  // namespace twinleg::sim
