#include "venues/lighter/order_entry.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "venues/lighter/codes.h"

namespace twinleg::venues::lighter {
namespace {

// No word on the socket for so long: it was lost.
constexpr Duration kAnswerLimit = seconds(5);

// Too many transactions: the socket does not say for how long.
constexpr Duration kRateLimitPause = milliseconds(250);

// Whether an error without a name may be about a transaction: subscriptions have 30000 and up.
bool of_a_transaction(std::int64_t number) {
    return number >= 20000 && number < 30000 && number != code::invalid_param;
}

// A transaction's validity where the engine gives none.
Time valid_until(Time wanted, Time now) {
    return wanted.known() ? wanted : now + kValidity;
}

}  // namespace

OrderEntry::OrderEntry(Station& station, Limits& limits, Rest& sends, Rest& reads, Session* socket)
    : station_(station), limits_(limits), sends_(sends), reads_(reads), socket_(socket) {
    pending_.reserve(64);
}

void OrderEntry::place(const Order& order, Time now) {
    Pending pending{.kind = Kind::place,
                    .instrument = order.instrument,
                    .order = order.client_order_id,
                    .nonce = order.nonce,
                    .urgent = order.role == Role::neutralise || order.role == Role::close};
    const auto body = order_body(order, station_.market, now);
    if (!body || order.nonce == kNoNonce || !station_.usable)
        return failed(pending, SendOutcome::never_sent, now);
    const auto transaction = station_.identity->signer().transaction(
        *body, static_cast<std::uint64_t>(order.nonce), to_ms(valid_until(order.valid_until, now)));
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
    const auto transaction = station_.identity->signer().transaction(
        *body, static_cast<std::uint64_t>(cancel.nonce), to_ms(now + kValidity));
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
        lighter::cancel_all(station_.identity->signer(), station_.market,
                            static_cast<std::uint64_t>(cancel.nonce), to_ms(now + kValidity));
    send(std::move(pending), transaction, now);
}

void OrderEntry::burn(const BurnNonce& burn, Time now) {
    Pending pending{.kind = Kind::burn,
                    .instrument = station_.instrument(),
                    .request = burn.request,
                    .nonce = burn.nonce,
                    .urgent = true};
    if (burn.nonce == kNoNonce) return failed(pending, SendOutcome::never_sent, now);
    const auto transaction = station_.identity->signer().transaction(
        burn_body(station_.market), static_cast<std::uint64_t>(burn.nonce), to_ms(now + kValidity));
    send(std::move(pending), transaction, now);
}

void OrderEntry::send(Pending pending, const crypto::lighter::Transaction& transaction, Time now) {
    if (!limits_.take(Call::send, now, pending.urgent))
        return failed(pending, SendOutcome::never_sent, now);
    const std::uint64_t began = runtime::cycles();
    const SignedTransaction transaction_signed = station_.identity->sign(transaction);
    station_.timed(runtime::LatencyStage::sign, began);
    pending.number = ++number_;
    pending.sent = now;
    if (socket_ != nullptr && socket_->ready() &&
        socket_->send(frame(transaction_signed, std::to_string(pending.number)))) {
        pending.on_socket = true;
        pending.tx_hash = transaction_signed.tx_hash_hex();
        pending_.push_back(std::move(pending));
        return;
    }
    const std::uint64_t number = pending.number;
    pending_.push_back(std::move(pending));
    sends_.post(Call::send, target::kSendTx, form(transaction_signed), [this, number](Reply reply) {
        const auto at = std::ranges::find(pending_, number, &Pending::number);
        if (at == pending_.end()) return;
        const Pending ours = take(static_cast<std::size_t>(at - pending_.begin()));
        const Time received = reply.received.known() ? reply.received : station_.loop.now();
        switch (reply.kind) {
            case Reply::Kind::good:
                return accepted(ours, received);
            case Reply::Kind::refused:
                return settle(ours, {.code = reply.code,
                                     .message = std::move(reply.message),
                                     .received = received});
            case Reply::Kind::lost:
                return failed(ours, SendOutcome::unknown, received);
            case Reply::Kind::not_sent:
                return failed(ours, SendOutcome::never_sent, received);
        }
    });
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
        return has_id ? p.number == number : !head.tx_hash.empty() && p.tx_hash == head.tx_hash;
    });
    if (at == pending_.end()) return has_id || !head.tx_hash.empty();
    const Verdict verdict{
        .accepted = head.kind == FrameKind::transaction && head.code == code::ok,
        .code = head.code,
        .message = std::string{head.message},
        .received = received,
    };
    settle(take(static_cast<std::size_t>(at - pending_.begin())), verdict);
    return true;
}

bool OrderEntry::on_nameless_error(const FrameHead& head, Time received) {
    if (!of_a_transaction(head.code) && !is_rate_limit(head.code)) return false;
    const auto waiting = std::ranges::count_if(pending_, &Pending::on_socket);
    if (waiting == 0) return false;
    const bool clear = waiting == 1;
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
    if (verdict.accepted) return accepted(pending, verdict.received);
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
    }
}

void OrderEntry::refused(const Pending& pending, const Verdict& verdict) {
    switch (pending.kind) {
        case Kind::place:
            if (verdict.code == code::invalid_nonce) {
                wrong_nonce(pending, verdict.received);
            } else {
                report(pending, OrderWord::rejected, reason_of(verdict.code), verdict.received);
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
    }
}

// One code for both: only the venue's next nonce tells a used one from one that comes too early.
void OrderEntry::wrong_nonce(const Pending& pending, Time) {
    const Identity& who = *station_.identity;
    reads_.get(Call::next_nonce, target::next_nonce(who.account_index(), who.api_key_index()), true,
               {}, [this, pending](const Reply& reply) {
                   const Time received =
                       reply.received.known() ? reply.received : station_.loop.now();
                   const auto next = reply.good() ? read_next_nonce(reply.body)
                                                  : Result<Nonce>{pending.nonce + 1};
                   // Not known: "used" is the word that decides nothing, and the engine asks.
                   const bool gap = next && *next <= pending.nonce;
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
