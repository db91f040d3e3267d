#include "sim/wire/lighter/sequencer.h"

#include <algorithm>
#include <cstdlib>

#include "core/check.h"
#include "core/json_writer.h"
#include "sim/wire/lighter/l1_signature.h"

namespace twinleg::sim::wire::lighter {
namespace {

// The public key that must have signed: the account's own, or the new one of a key change.
std::optional<crypto::lighter::PublicKey> signer_of(const Transaction& tx, const Members& members,
                                                    const Member& member) {
    if (const auto* change = std::get_if<ChangePubKey>(&tx.body))
        return crypto::lighter::PublicKey{change->key};
    const ApiKey* key = members.key(member, tx.api_key);
    if (key == nullptr) return std::nullopt;
    return key->public_key;
}

std::uint64_t next_nonce(const Member& member, std::uint64_t key) {
    const auto found = member.keys.find(key);
    return found == member.keys.end() ? 0 : found->second.next_nonce;
}

bool uses_quota(TxType type) {
    return type == TxType::create_order || type == TxType::create_grouped_orders ||
           type == TxType::modify_order || type == TxType::cancel_all;
}

OrderNote note_of(const CreateOrder& order, std::uint64_t sequence, const std::string& hash) {
    return {.type = order.type,
            .lifetime = order.lifetime,
            .price = static_cast<std::int64_t>(order.price),
            .sequence = sequence,
            .expiry_ms = static_cast<std::int64_t>(order.expiry_ms),
            .trigger = static_cast<std::int64_t>(order.trigger_price),
            .tx_hash = hash};
}

// The sequencer's words about an order: market, the order, what was taken, the error.
std::string event_info(const OrderRecord* order, const std::string& error) {
    JsonWriter json;
    json.object();
    if (order != nullptr) {
        const Market& market = market_of(order->request.instrument);
        const OrderRow row = order_row(*order, 0, 0);
        const std::int64_t status = row.status == OrderStatus::open     ? 2
                                    : row.status == OrderStatus::filled ? 3
                                                                        : 4;
        json.field("m", market.id);
        json.key("t").object();
        json.field("p", order->filled.is_zero() ? 0 : cut_price(market, order->average()))
            .field("s", row.filled_base)
            .field("tf", 0)
            .field("mf", 0)
            .end_object();
        json.key("to").object();
        json.field("i", row.order_index)
            .field("u", row.client_order_index)
            .field("is", row.initial_base)
            .field("rs", row.remaining_base())
            .field("p", row.price)
            .field("ia", row.is_ask ? 1 : 0)
            .field("ot", static_cast<int>(row.type))
            .field("f", static_cast<int>(row.lifetime))
            .field("ro", row.reduce_only ? 1 : 0)
            .field("tp", 0)
            .field("e", row.expiry_ms)
            .field("st", status)
            .end_object();
    }
    json.field("ae", error).end_object();
    return json.text();
}

}  // namespace

Sequencer::Sequencer(Exchange& exchange, Members& members, History& history, Executed executed)
    : exchange_(exchange),
      members_(members),
      history_(history),
      rules_(exchange, history),
      executed_(std::move(executed)) {}

const Member* Sequencer::sender_of(const Submission& submission) {
    if (submission.types.empty() || submission.infos.empty()) return nullptr;
    const auto tx = parse_transaction(submission.types.front(), submission.infos.front());
    return tx ? members_.find(tx->account) : nullptr;
}

Checked<Member*> Sequencer::admit(const Transaction& tx, const Submission& submission,
                                  std::uint64_t expected_nonce, bool first) const {
    if (static_cast<std::int64_t>(tx.expired_at_ms) <
        ms_of(submission.judged_now) + kLeastValidityMs)
        return refuse(Code::invalid_expired_time);
    Member* member = members_.find(tx.account);
    if (member == nullptr) return refuse(Code::account_not_found);
    const auto key = signer_of(tx, members_, *member);
    if (!key) return refuse(Code::api_key_not_found);
    const bool skips =
        tx.attributes.skip_nonce() && tx.nonce >= expected_nonce && tx.nonce < (1ULL << 47);
    if (tx.nonce != expected_nonce && !skips)
        return refuse(first ? Code::invalid_nonce : Code::nonce_not_increasing);
    if (!crypto::lighter::verify(*key, tx.hash(kMainnetChainId), tx.signature))
        return refuse(Code::invalid_signature);
    return member;
}

// A second copy of the same signed bytes is harmless: its nonce sees to that.
void Sequencer::count_refused(const Transaction& tx) {
    const auto* order = std::get_if<CreateOrder>(&tx.body);
    Member* member = members_.find(tx.account);
    if (order == nullptr || member == nullptr) return;
    const bool fresh = member->seen.insert(hash_text(tx.hash(kMainnetChainId))).second;
    const bool named = fresh && order->client_order_index != 0;
    exchange_.count_refused(member->account,
                            named ? std::to_string(order->client_order_index) : std::string{});
}

Checked<Accepted> Sequencer::submit(const Submission& submission) {
    if (submission.types.size() != submission.infos.size()) return refuse(Code::lengths_differ);
    if (submission.types.empty()) return refuse(Code::invalid_param, "no transaction");
    if (submission.types.size() > kLargestBatch) return refuse(Code::batch_too_large);

    std::vector<Transaction> all;
    for (std::size_t i = 0; i < submission.types.size(); ++i) {
        auto tx = parse_transaction(submission.types[i], submission.infos[i]);
        if (!tx) return std::unexpected{tx.error()};
        all.push_back(std::move(*tx));
    }
    const auto refused = [&](const Refusal& why) {
        for (const Transaction& tx : all)
            count_refused(tx);
        return std::unexpected{why};
    };
    for (const Transaction& tx : all)
        if (tx.account != all[0].account || tx.api_key != all[0].api_key)
            return refused(refusal(Code::several_owners));

    Member* member = nullptr;
    Ahead ahead;
    bool has_order = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Member* owner = members_.find(all[i].account);
        const std::uint64_t expected =
            i > 0 ? all[i - 1].nonce + 1
                  : (owner != nullptr ? next_nonce(*owner, all[i].api_key) : 0);
        const auto admitted = admit(all[i], submission, expected, i == 0);
        if (!admitted) return refused(admitted.error());
        member = *admitted;
        has_order |=
            all[i].type == TxType::create_order || all[i].type == TxType::create_grouped_orders;
    }
    for (const Transaction& tx : all) {
        const auto fine = rules_.check(tx, *member, submission.judged_now,
                                       submission.price_protection, all.size() > 1, ahead);
        if (!fine) return refused(fine.error());
    }
    if (has_order && submission.reject_order && submission.reject_order())
        return refused(refusal(Code::book_full));

    Accepted accepted;
    accepted.has_order = has_order;
    Duration longest;
    for (const Transaction& tx : all) {
        const std::string hash = hash_text(tx.hash(kMainnetChainId));
        members_.set_nonce(*member, tx.api_key, tx.nonce + 1);
        if (tx.type == TxType::create_order) member->seen.insert(hash);
        if (uses_quota(tx.type) && member->quota > 0) --member->quota;
        longest = std::max(longest, apply(tx, *member, hash));
        accepted.hashes.push_back(hash);
    }
    accepted.predicted_ms = ms_of(exchange_.now() + longest);
    accepted.quota = member->quota;
    return accepted;
}

Duration Sequencer::apply(const Transaction& tx, Member& member, const std::string& hash) {
    TxRow& row = history_.add({.hash = hash,
                               .type = tx.type,
                               .info = tx.info,
                               .sequence = history_.next_sequence(),
                               .l1_address = member.l1_address,
                               .account = member.index,
                               .api_key = tx.api_key,
                               .nonce = tx.nonce,
                               .expire_at_ms = static_cast<std::int64_t>(tx.expired_at_ms),
                               .queued_ms = ms_of(exchange_.now())});
    if (const auto* order = std::get_if<CreateOrder>(&tx.body)) return create(*order, member, row);
    if (const auto* group = std::get_if<GroupedOrders>(&tx.body))
        return create_group(*group, member, row);
    if (const auto* order = std::get_if<CancelOrder>(&tx.body)) return cancel(*order, member, row);
    if (const auto* all = std::get_if<CancelAll>(&tx.body))
        return cancel_all(*all, tx, member, row);
    if (const auto* order = std::get_if<ModifyOrder>(&tx.body))
        return modify(*order, tx, member, row);
    if (const auto* leverage = std::get_if<UpdateLeverage>(&tx.body))
        update_leverage(*leverage, member, row);
    if (const auto* change = std::get_if<ChangePubKey>(&tx.body))
        change_key(*change, tx, member, row);
    return {};
}

Duration Sequencer::create(const CreateOrder& order, Member& member, TxRow& row) {
    const OrderRequest request =
        rules_.request_of(order, member, note_of(order, row.sequence, row.hash));
    // Rows move when others come in the meantime: told of by the exchange, answered by a listener.
    const std::uint64_t sequence = row.sequence;
    const auto placed = exchange_.place(request);
    TxRow& after = *history_.tx(sequence);
    if (!placed) {
        done(after, 0, refusal_of(placed.error()).message);
        return {};
    }
    wait(request.delay, after, placed->id);
    return request.delay;
}

// All of them, or none.
Duration Sequencer::create_group(const GroupedOrders& group, Member& member, TxRow& row) {
    const std::uint64_t sequence = row.sequence;
    const std::string hash = row.hash;
    std::vector<std::uint64_t> ids;
    Duration delay;
    for (std::size_t n = 0; n < group.orders.size(); ++n) {
        const CreateOrder order = order_of_group(group, n);
        OrderRequest request = rules_.request_of(order, member, note_of(order, sequence, hash));
        if (is_led(group) && n > 0) request.parent = ids.front();
        if (is_led(group) && n == 0) delay = request.delay;
        const auto placed = exchange_.place(request);
        if (!placed) {
            for (const std::uint64_t id : ids)
                static_cast<void>(exchange_.cancel(member.account, id));
            done(*history_.tx(sequence), 0, refusal_of(placed.error()).message);
            return {};
        }
        ids.push_back(placed->id);
    }
    if (group.grouping != kOneTriggersOther)
        exchange_.link(ids[ids.size() - 2], ids[ids.size() - 1]);
    wait(delay, *history_.tx(sequence), ids.front());
    return delay;
}

Duration Sequencer::cancel(const CancelOrder& order, Member& member, TxRow& row) {
    const Duration delay = terms_of(member.tier).cancel;
    const OrderRecord* found = rules_.find_order(member, order.market, order.index);
    const std::uint64_t sequence = row.sequence;
    if (found == nullptr) {
        done(row, 0, "order not found");
        return delay;
    }
    const std::uint64_t id = found->id;
    const auto taken = exchange_.cancel(member.account, id, delay);
    TxRow& after = *history_.tx(sequence);
    if (!taken)
        done(after, id, "order not found");
    else
        wait(delay, after, id);
    return delay;
}

Duration Sequencer::cancel_all(const CancelAll& all, const Transaction& tx, Member& member,
                               TxRow& row) {
    const std::uint64_t sequence = row.sequence;
    Duration delay;
    switch (all.mode) {
        case CancelAllMode::immediate: {
            delay = terms_of(member.tier).cancel;
            std::optional<InstrumentId> instrument;
            if (tx.attributes.has(5))
                instrument = instrument_of(*find_market(tx.attributes.values[5]));
            exchange_.cancel_all(member.account, instrument, delay);
            break;
        }
        case CancelAllMode::scheduled:
            member.cancel_all_ms = static_cast<std::int64_t>(all.time_ms);
            break;
        case CancelAllMode::abort_scheduled:
            member.cancel_all_ms = 0;
            break;
    }
    member.changed_us = us_of(exchange_.now());
    wait(delay, *history_.tx(sequence), 0);
    return delay;
}

Duration Sequencer::modify(const ModifyOrder& order, const Transaction& tx, Member& member,
                           TxRow& row) {
    const std::uint64_t sequence = row.sequence;
    const OrderRecord* found = rules_.find_order(member, order.market, order.index);
    if (found == nullptr) {
        done(row, 0, "order not found");
        return {};
    }
    const std::uint64_t id = found->id;
    const Market& market = *find_market(order.market);
    const Price price = market.price(static_cast<std::int64_t>(order.price));
    const Duration delay = rules_.delay_of(member, found->request.side,
                                           OrderNote::from(found->request.venue_data).lifetime,
                                           found->request.instrument, price);
    if (tx.attributes.has(8)) history_.set_version(id, tx.attributes.values[8]);
    const auto taken =
        exchange_.modify(member.account, id, price,
                         market.size(static_cast<std::int64_t>(order.base_amount)), delay);
    TxRow& after = *history_.tx(sequence);
    if (!taken) {
        done(after, id, refusal_of(taken.error()).message);
        return {};
    }
    wait(delay, after, id);
    return delay;
}

void Sequencer::update_leverage(const UpdateLeverage& leverage, Member& member, TxRow& row) {
    const Market& market = *find_market(leverage.market);
    const auto fraction = static_cast<std::int64_t>(leverage.initial_margin_fraction);
    const auto taken = exchange_.set_margin_fraction(
        member.account, instrument_of(market), Ratio::from_raw(fraction * (Ratio::kOne / 10'000)));
    member.changed_us = us_of(exchange_.now());
    done(row, 0, taken ? std::string{} : taken.error().message);
}

void Sequencer::change_key(const ChangePubKey& change, const Transaction& tx, Member& member,
                           TxRow& row) {
    const crypto::lighter::PublicKey key{change.key};
    if (!is_owner(member.l1_address, change.l1_signature, key, tx)) {
        done(row, 0, "invalid L1 signature");
        return;
    }
    ApiKey& slot = member.keys[tx.api_key];
    slot.public_key = key;
    slot.changed_us = us_of(exchange_.now());
    done(row, 0, "");
}

void Sequencer::wait(Duration delay, TxRow& row, std::uint64_t order) {
    if (delay > Duration{}) {
        waiting_.push_back({exchange_.now() + delay, row.sequence, order});
        return;
    }
    done(row, order, "");
}

void Sequencer::done(TxRow& row, std::uint64_t order, const std::string& error) {
    row.status = error.empty() ? TxStatus::executed : TxStatus::failed;
    row.executed_us = us_of(exchange_.now());
    row.block = block_at(exchange_.now());
    row.event_info = event_info(order == 0 ? nullptr : exchange_.order(order), error);
    executed_(row);
}

void Sequencer::settle(Time now) {
    for (Member& member : members_.all()) {
        if (member.cancel_all_ms == 0 || time_of_ms(member.cancel_all_ms) > now) continue;
        member.cancel_all_ms = 0;
        member.changed_us = us_of(now);
        exchange_.cancel_all(member.account);
    }
    std::vector<Waiting> over;
    std::erase_if(waiting_, [&](const Waiting& one) {
        if (one.due > now) return false;
        over.push_back(one);
        return true;
    });
    for (const Waiting& one : over) {
        TxRow* row = history_.tx(one.sequence);
        if (row == nullptr) continue;
        const OrderRecord* order = one.order == 0 ? nullptr : exchange_.order(one.order);
        // A cancel that came after the fill found nothing.
        const bool missed = row->type == TxType::cancel_order && order != nullptr &&
                            order->state != OrderState::cancelled;
        done(*row, one.order, missed ? "order not found" : "");
    }
}

}  // namespace twinleg::sim::wire::lighter
