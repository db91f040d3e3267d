#include "exec/questions.h"

#include <algorithm>

namespace twinleg::exec {
namespace {

// When an order without a final word becomes doubtful; kNever while its silence means nothing.
Time doubtful_at(const Tracked& t, const Config& config, Duration taker_delay) {
    const OrderRecord& record = t.record;
    const Time sent = record.sent();
    Time at = kNever;
    if (!record.acknowledged()) at = sent + config.reply_timeout + taker_delay;
    if (record.taker()) at = std::min(at, sent + config.taker_timeout + taker_delay);
    if (t.cancel_first.known()) at = std::min(at, t.cancel_first + config.reply_timeout);
    // Half a fact: the figure or the word is here, the fills are not.
    if (record.stand_in().is_positive() || record.ended() || record.lacks_figure()) {
        at = std::min(at, sent + milliseconds(200) + taker_delay);
    }
    return at;
}

}  // namespace

void Questions::ask(Desk& desk, Port& port, VenueId venue, Question what, ClientOrderId order,
                    Time since, NonceKey key) {
    const RequestId request = desk.next_request();
    pending_.push_back({request, venue, what, order, desk.now});
    Ask ask{.venue = venue,
            .request = request,
            .what = what,
            .client_order_id = order,
            .since = since,
            .key = key};
    if (const Tracked* t = order.known() ? desk.find(order) : nullptr) {
        ask.instrument = t->record.order().instrument;
    }
    port.emit(ask);
}

std::optional<Questions::Pending> Questions::answered(const AnswerHead& head) {
    const auto at = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& p) {
        return p.request == head.request && p.venue == head.venue;
    });
    if (at == pending_.end()) return std::nullopt;
    const Pending found = *at;
    pending_.erase(at);
    return found;
}

bool Questions::out(VenueId venue, Question what) const {
    return std::any_of(pending_.begin(), pending_.end(),
                       [&](const Pending& p) { return p.venue == venue && p.what == what; });
}

void Questions::forget_old(Time now, Duration limit) {
    std::erase_if(pending_, [&](const Pending& p) { return now - p.asked > limit; });
}

void Doubts::settle(Desk& desk, Questions& questions, Port& port) {
    const Config& config = desk.config;
    for (Tracked* t : desk.live()) {
        const Order& order = t->record.order();
        Venue& venue = desk.venue(order.instrument);

        if (!t->doubt_since.known() &&
            doubtful_at(*t, config, venue.traits.taker_delay) <= desk.now) {
            t->doubt_since = desk.now;
            t->next_ask = desk.now;
            if (!t->record.acknowledged()) venue.nonces.doubt(order.nonce);
        }
        if (t->cancel_wanted &&
            (!t->cancel_sent.known() || desk.now - t->cancel_sent >= config.cancel_repeat)) {
            if (!t->record.ended()) desk.cancel(*t, port);
        }
        if (!t->doubt_since.known() || desk.now < t->next_ask) continue;
        const Duration age = desk.now - t->doubt_since;
        t->next_ask = desk.now + std::min(config.ask_period_max, config.ask_period + age / 10);
        questions.ask(desk, port, venue.traits.id, Question::order, order.client_order_id);
        if (t->record.stand_in().is_positive()) {
            questions.ask(desk, port, venue.traits.id, Question::fills, {},
                          t->record.sent() - venue.traits.replica_lag);
        }
    }
}

Time Doubts::wake(const Desk& desk) const {
    Time at = kNever;
    for (const Tracked* t : desk.live()) {
        const Venue& venue = desk.venue(t->record.order().instrument);
        at = std::min(at, t->doubt_since.known()
                              ? t->next_ask
                              : doubtful_at(*t, desk.config, venue.traits.taker_delay));
        if (t->cancel_wanted && !t->record.ended()) {
            at = std::min(at, t->cancel_sent.known() ? t->cancel_sent + desk.config.cancel_repeat
                                                     : desk.now + milliseconds(50));
        }
    }
    return at;
}

bool Doubts::doubtful(const Desk& desk, VenueId venue) {
    return std::any_of(desk.live().begin(), desk.live().end(), [&](const Tracked* t) {
        return t->doubt_since.known() &&
               desk.instrument(t->record.order().instrument).venue == venue;
    });
}

}  // namespace twinleg::exec
