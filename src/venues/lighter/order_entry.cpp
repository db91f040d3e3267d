#include "venues/lighter/order_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "net/redact.h"
#include "venues/lighter/codes.h"
#include "venues/lighter/probe.h"

namespace twinleg::venues::lighter {
namespace {

// No word on the socket for so long: it was lost.
constexpr Duration kAnswerLimit = seconds(5);

// The venue's own limit is 50 today; an older text says 15 over the socket.
constexpr std::size_t kLargestBatch = 15;

// Too many transactions: the socket does not say for how long.
constexpr Duration kRateLimitPause = milliseconds(250);

// Whether an error without a name may be about a transaction: subscriptions have 30000 and up.
bool of_a_transaction(std::int64_t number) {
    return number >= 20000 && number < 30000 && number != code::invalid_param;
}

// What the venue is told: the key is named beside it.
std::uint64_t number_in(Nonce nonce) {
    return static_cast<std::uint64_t>(number_of(nonce));
}

// A transaction's validity where the engine gives none.
Time valid_until(Time wanted, Time now) {
    return wanted.known() ? wanted : now + kValidity;
}

}  // namespace

OrderEntry::OrderEntry(Station& station, Limits& limits, Rest& sends, Rest& reads, Session* socket)
    : station_(station),
      limits_(limits),
      sends_(sends),
      reads_(reads),
      socket_(socket),
      turn_(station.loop) {
    pending_.reserve(64);
}

void OrderEntry::place(const Order& order, Time now) {
    Pending pending{.kind = Kind::place,
                    .instrument = order.instrument,
                    .order = order.client_order_id,
                    .nonce = order.nonce,
                    .urgent = order.role == Role::neutralise || order.role == Role::close};
    const auto body = order_body(order, station_.market, station_.venue_time(now));
    if (!body || order.nonce == kNoNonce || !station_.usable)
        return failed(pending, SendOutcome::never_sent, now);
    const auto transaction =
        station_.identity->signer(key_of(order.nonce))
            .transaction(*body, number_in(order.nonce), to_ms(valid_until(order.valid_until, now)));
    send(std::move(pending), transaction, now);
}

void OrderEntry::cancel(const CancelOrder& cancel, Time now) {
    Pending pending{.kind = Kind::cancel,
                    .instrument = cancel.instrument,
                    .order = cancel.client_order_id,
                    .nonce = cancel.nonce,
                    .urgent = true};
    const auto body = cancel_body(cancel, station_.market);
    if (!body || cancel.nonce == kNoNonce) return failed(pending, SendOutcome::never_sent, now);
    const auto transaction = station_.identity->signer(key_of(cancel.nonce))
                                 .transaction(*body, number_in(cancel.nonce),
                                              to_ms(station_.venue_time(now) + kValidity));
    send(std::move(pending), transaction, now);
}

void OrderEntry::cancel_all(const CancelAll& cancel, Time now) {
    Pending pending{.kind = Kind::cancel_all,
                    .instrument = station_.instrument(),
                    .request = cancel.request,
                    .nonce = cancel.nonce,
                    .urgent = true};
    if (cancel.nonce == kNoNonce) return failed(pending, SendOutcome::never_sent, now);
    const auto transaction =
        lighter::cancel_all(station_.identity->signer(key_of(cancel.nonce)), station_.market,
                            number_in(cancel.nonce), to_ms(station_.venue_time(now) + kValidity));
    send(std::move(pending), transaction, now);
}

void OrderEntry::burn(const BurnNonce& burn, Time now) {
    Pending pending{.kind = Kind::burn,
                    .instrument = station_.instrument(),
                    .request = burn.request,
                    .nonce = burn.nonce,
                    .urgent = true};
    if (burn.nonce == kNoNonce) return failed(pending, SendOutcome::never_sent, now);
    const auto transaction = station_.identity->signer(key_of(burn.nonce))
                                 .transaction(burn_body(station_.market), number_in(burn.nonce),
                                              to_ms(station_.venue_time(now) + kValidity));
    send(std::move(pending), transaction, now);
}

// The times are the venue's own: its clock may be off ours.
void OrderEntry::arm(const ArmDeadMan& arm, Time now) {
    Pending pending{.kind = Kind::arm,
                    .instrument = station_.instrument(),
                    .request = arm.request,
                    .nonce = arm.nonce,
                    .urgent = true};
    if (arm.nonce == kNoNonce) return failed(pending, SendOutcome::never_sent, now);
    const Signer& signer = station_.identity->signer(key_of(arm.nonce));
    const std::uint64_t expired_at = to_ms(now + kValidity);
    if (!arm.at.known()) {
        return send(std::move(pending),
                    abort_scheduled_cancel_all(signer, number_in(arm.nonce), expired_at), now);
    }
    auto transaction =
        scheduled_cancel_all(signer, station_.venue_time(now), station_.venue_time(arm.at),
                             number_in(arm.nonce), expired_at);
    if (!transaction) return failed(pending, SendOutcome::never_sent, now);
    send(std::move(pending), std::move(*transaction), now);
}

void OrderEntry::send(Pending pending, crypto::lighter::Transaction transaction, Time) {
    waiting_.push_back({std::move(pending), std::move(transaction)});
    if (waiting_.size() == 1) turn_.after(Duration{}, [this] { flush(station_.loop.now()); });
}

bool OrderEntry::together(const Waiting& first, const Waiting& second) {
    const auto trades = [](const Waiting& one) {
        return one.pending.kind == Kind::place || one.pending.kind == Kind::cancel;
    };
    const bool alike = (trades(first) && trades(second)) ||
                       (first.pending.kind == Kind::arm && second.pending.kind == Kind::arm);
    return alike && second.pending.nonce == first.pending.nonce + 1;
}

void OrderEntry::flush(Time now) {
    if (waiting_.empty()) return;
    turn_.cancel();
    std::vector<Waiting> step = std::exchange(waiting_, {});
    for (std::size_t from = 0; from < step.size();) {
        std::size_t to = from + 1;
        while (to < step.size() && to - from < kLargestBatch && together(step[to - 1], step[to]))
            ++to;
        send_group(std::span{step}.subspan(from, to - from), now);
        from = to;
    }
}

void OrderEntry::send_group(std::span<Waiting> group, Time now) {
    const bool urgent =
        std::ranges::any_of(group, [](const Waiting& one) { return one.pending.urgent; });
    if (!limits_.take(Call::send, now, urgent)) {
        for (const Waiting& one : group)
            failed(one.pending, SendOutcome::never_sent, now);
        return;
    }
    const std::uint64_t began = runtime::cycles();
    std::vector<SignedTransaction> transactions;
    transactions.reserve(group.size());
    for (const Waiting& one : group)
        transactions.push_back(station_.identity->sign(one.transaction, key_of(one.pending.nonce)));
    station_.timed(runtime::LatencyStage::sign, began);

    const bool batch = group.size() > 1;
    const std::uint64_t number = ++number_;
    const std::string id = std::to_string(number);
    const bool on_socket =
        socket_ != nullptr && socket_->ready() &&
        socket_->send(batch ? batch_frame(transactions, id) : frame(transactions.front(), id));
    for (std::size_t i = 0; i < group.size(); ++i) {
        Pending& pending = group[i].pending;
        pending.number = number;
        pending.batched = batch;
        pending.on_socket = on_socket;
        pending.sent = now;
        if (on_socket || batch) pending.tx_hash = transactions[i].tx_hash_hex();
        pending_.push_back(std::move(pending));
    }
    if (on_socket) return;
    sends_.post(Call::send, batch ? target::kSendTxBatch : target::kSendTx,
                batch ? batch_form(transactions) : form(transactions.front()),
                [this, number](Reply reply) { on_reply(number, std::move(reply)); });
}

void OrderEntry::on_reply(std::uint64_t number, Reply reply) {
    const Time received = reply.received.known() ? reply.received : station_.loop.now();
    if (reply.good() || reply.kind == Reply::Kind::refused) {
        const bool names_hashes = reply.body.find(R"("tx_hash")") != std::string::npos;
        return settle_all(number, {.accepted = reply.good(),
                                   .hashes = names_hashes ? reply.body : std::string_view{},
                                   .code = reply.code,
                                   .message = std::move(reply.message),
                                   .received = received});
    }
    const auto outcome =
        reply.kind == Reply::Kind::lost ? SendOutcome::unknown : SendOutcome::never_sent;
    for (std::size_t i = 0; i < pending_.size();) {
        if (pending_[i].number == number) {
            failed(take(i), outcome, received);
        } else {
            ++i;
        }
    }
}

void OrderEntry::settle_all(std::uint64_t number, const Verdict& verdict) {
    for (std::size_t i = 0; i < pending_.size();) {
        if (pending_[i].number == number) {
            settle(take(i), verdict);
        } else {
            ++i;
        }
    }
}

OrderEntry::Pending OrderEntry::take(std::size_t at) {
    const auto place = pending_.begin() + static_cast<std::ptrdiff_t>(at);
    Pending pending = std::move(*place);
    pending_.erase(place);
    return pending;
}

bool OrderEntry::on_answer(const FrameHead& head, Time received) {
    std::uint64_t number = 0;
    const auto [end, error] =
        std::from_chars(head.id.data(), head.id.data() + head.id.size(), number);
    const bool has_id =
        !head.id.empty() && error == std::errc{} && end == head.id.data() + head.id.size();
    const auto at = std::ranges::find_if(pending_, [&](const Pending& p) {
        if (!p.on_socket) return false;
        if (has_id) return p.number == number;
        if (p.batched) return head.tx_hashes.find(p.tx_hash) != std::string_view::npos;
        return !head.tx_hash.empty() && p.tx_hash == head.tx_hash;
    });
    if (at == pending_.end()) return has_id || !head.tx_hash.empty() || !head.tx_hashes.empty();
    const Verdict verdict{
        .accepted = head.kind == FrameKind::transaction && head.code == code::ok,
        .hashes = head.tx_hashes,
        .code = head.code,
        .message = std::string{head.message},
        .received = received,
    };
    settle_all(at->number, verdict);
    return true;
}

bool OrderEntry::on_nameless_error(const FrameHead& head, Time received) {
    if (!of_a_transaction(head.code) && !is_rate_limit(head.code)) return false;
    const auto first = std::ranges::find_if(pending_, &Pending::on_socket);
    if (first == pending_.end()) return false;
    const bool clear = std::ranges::all_of(
        pending_, [&](const Pending& p) { return !p.on_socket || p.number == first->number; });
    const Verdict verdict{
        .code = head.code, .message = std::string{head.message}, .received = received};
    for (std::size_t i = 0; i < pending_.size();) {
        if (!pending_[i].on_socket) {
            ++i;
            continue;
        }
        // One of them was refused, and nobody says which: all are in doubt.
        const Pending pending = take(i);
        if (clear) {
            settle(pending, verdict);
        } else {
            failed(pending, SendOutcome::unknown, received);
        }
    }
    return true;
}

void OrderEntry::settle(const Pending& pending, const Verdict& verdict) {
    if (verdict.accepted) {
        // A list that does not name it says nothing of it.
        const bool named = !pending.batched || verdict.hashes.empty() ||
                           verdict.hashes.find(pending.tx_hash) != std::string_view::npos;
        if (!named) return failed(pending, SendOutcome::unknown, verdict.received);
        return accepted(pending, verdict.received);
    }
    if (pending.batched && !is_of_the_batch(verdict.code))
        return failed(pending, SendOutcome::unknown, verdict.received);
    if (is_internal(verdict.code)) return failed(pending, SendOutcome::unknown, verdict.received);
    if (is_rate_limit(verdict.code)) limits_.punish(Call::send, verdict.received + kRateLimitPause);
    refused(pending, verdict);
}

void OrderEntry::accepted(const Pending& pending, Time received) {
    switch (pending.kind) {
        case Kind::place:
            report(pending, OrderWord::accepted, Reason::none, received);
            break;
        case Kind::cancel:
            break;  // the order's own end comes by the stream
        case Kind::cancel_all:
            station_.tell(received, CancelAllAnswer{.head = {.venue = station_.venue(),
                                                             .request = pending.request,
                                                             .ok = true}});
            break;
        case Kind::burn:
            station_.tell(received, BurnAnswer{.head = {.venue = station_.venue(),
                                                        .request = pending.request,
                                                        .ok = true},
                                               .nonce = pending.nonce,
                                               .accepted = true});
            break;
        case Kind::arm:
            station_.tell(received, DeadManAnswer{.head = {.venue = station_.venue(),
                                                           .request = pending.request,
                                                           .ok = true}});
            break;
    }
}

void OrderEntry::refused(const Pending& pending, const Verdict& verdict) {
    switch (pending.kind) {
        case Kind::place:
            if (verdict.code == code::invalid_nonce) {
                wrong_nonce(pending, verdict.received);
            } else {
                report(pending, OrderWord::rejected, reason_of(verdict.code), verdict.received);
                explain(verdict);
            }
            break;
        case Kind::cancel:
            if (is_order_not_found(verdict.code, verdict.message)) {
                report(pending, OrderWord::accepted, Reason::not_found, verdict.received);
            } else {
                // Certainly not done, and the nonce not used; of a nonce that was not taken we do
                // not know why.
                failed(pending,
                       verdict.code == code::invalid_nonce ? SendOutcome::unknown
                                                           : SendOutcome::never_sent,
                       verdict.received);
            }
            break;
        case Kind::cancel_all:
            failed(pending, SendOutcome::unknown, verdict.received);
            break;
        case Kind::burn:
            station_.tell(verdict.received, BurnAnswer{.head = {.venue = station_.venue(),
                                                                .request = pending.request,
                                                                .ok = !is_rate_limit(verdict.code)},
                                                       .nonce = pending.nonce,
                                                       .accepted = false});
            break;
        case Kind::arm:
            failed(pending,
                   verdict.code == code::invalid_nonce ? SendOutcome::unknown
                                                       : SendOutcome::never_sent,
                   verdict.received);
            break;
    }
}

// What a person must know of, and what makes us look at the market again.
void OrderEntry::explain(const Verdict& verdict) {
    const Reason reason = reason_of(verdict.code);
    if (is_auth(0, verdict.code, verdict.message))
        station_.say(fmt::format(
            "lighter: an order was refused with code {}: {}; look at {} and {}", verdict.code,
            net::redact(verdict.message), kKeyVariable, kKeyIndexVariable));
    const bool doubtful =
        reason == Reason::other || reason == Reason::price_band || reason == Reason::below_minimum;
    if (doubtful && market_doubt_) market_doubt_();
}

// One code for both: only the venue's next nonce tells a used one from one that comes too early.
void OrderEntry::wrong_nonce(const Pending& pending, Time) {
    const Identity& who = *station_.identity;
    reads_.get(Call::next_nonce,
               target::next_nonce(who.account_index(), who.api_key_index(key_of(pending.nonce))),
               true, {}, [this, pending](const Reply& reply) {
                   const Time received =
                       reply.received.known() ? reply.received : station_.loop.now();
                   const auto next = reply.good() ? read_next_nonce(reply.body)
                                                  : Result<Nonce>{number_of(pending.nonce) + 1};
                   // Not known: "used" is the word that decides nothing, and the engine asks.
                   const bool gap = next && *next <= number_of(pending.nonce);
                   report(pending, OrderWord::rejected,
                          gap ? Reason::nonce_gap : Reason::nonce_used, received);
               });
}

void OrderEntry::failed(const Pending& pending, SendOutcome outcome, Time now) {
    switch (pending.kind) {
        case Kind::place:
        case Kind::cancel:
            station_.tell(now, SendFailed{.instrument = pending.instrument,
                                          .client_order_id = pending.order,
                                          .was_cancel = pending.kind == Kind::cancel,
                                          .outcome = outcome});
            break;
        case Kind::cancel_all:
            station_.tell(now, CancelAllAnswer{.head = {.venue = station_.venue(),
                                                        .request = pending.request}});
            break;
        case Kind::burn:
            station_.tell(
                now, BurnAnswer{.head = {.venue = station_.venue(), .request = pending.request},
                                .nonce = pending.nonce});
            break;
        case Kind::arm:
            station_.tell(
                now, DeadManAnswer{.head = {.venue = station_.venue(), .request = pending.request},
                                   .certain = outcome == SendOutcome::never_sent});
            break;
    }
}

void OrderEntry::report(const Pending& pending, OrderWord word, Reason reason, Time received) {
    station_.tell(received, OrderReport{.instrument = pending.instrument,
                                        .client_order_id = pending.order,
                                        .word = word,
                                        .reason = reason,
                                        .source = Source::reply});
}

void OrderEntry::on_socket_gone(Time now) {
    for (std::size_t i = 0; i < pending_.size();) {
        if (pending_[i].on_socket) {
            failed(take(i), SendOutcome::unknown, now);
        } else {
            ++i;
        }
    }
}

void OrderEntry::tick(Time now) {
    for (std::size_t i = 0; i < pending_.size();) {
        if (pending_[i].on_socket && now - pending_[i].sent >= kAnswerLimit) {
            failed(take(i), SendOutcome::unknown, now);
        } else {
            ++i;
        }
    }
}

}  // namespace twinleg::venues::lighter
