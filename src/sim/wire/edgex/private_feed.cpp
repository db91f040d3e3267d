#include "sim/wire/edgex/private_feed.h"

#include <algorithm>

#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

// Adds what `write` writes to a list without brackets.
template <typename Write>
void append(std::string& items, Write&& write) {
    JsonWriter json;
    write(json);
    if (!items.empty()) items += ',';
    items += json.text();
}

}  // namespace

std::string PrivateFeed::frame(const Member& member, std::string_view event,
                               const Data& data) const {
    JsonWriter json;
    json.object().field("type", "trade-event").key("content");
    json.object()
        .field("event", event)
        .field("version", std::to_string(member.version))
        .field("time", ms_text(venue_.exchange.now()))
        .field("accountId", member.account.account_id)
        .key("data");
    json.object();
    const auto group = [&](std::string_view name, const std::string& items) {
        json.key(name).raw("[" + items + "]");
    };
    group("account", data.account);
    group("collateral", data.collateral);
    group("collateralTransaction", data.collateral_transactions);
    group("position", data.positions);
    group("positionTransaction", data.position_transactions);
    group("deposit", {});
    group("withdraw", {});
    group("transferIn", {});
    group("transferOut", {});
    group("order", data.orders);
    group("orderFillTransaction", data.fills);
    json.end_object().end_object().end_object();
    return json.text();
}

void PrivateFeed::publish(Member& member, Generation generation, std::string_view event,
                          const Data& data) {
    ++member.version;
    std::string text;
    for (auto& [id, peer] : peers_) {
        if (peer.member != &member || peer.generation != generation) continue;
        if (text.empty()) text = frame(member, event, data);
        peer.conversation.line().tell(text);
    }
}

void PrivateFeed::opened(std::uint64_t id, Line& line, std::string_view sid, Member& member,
                         Generation generation) {
    const auto [peer, fresh] = peers_.emplace(
        id, Peer{Conversation{line, sid, true, venue_.exchange.now()}, &member, generation});
    if (fresh) snapshot(peer->second);
}

void PrivateFeed::snapshot(Peer& peer) {
    const Member& member = *peer.member;
    Data data;
    append(data.account, [&](JsonWriter& json) { write_account(json, venue_, member); });
    append(data.collateral, [&](JsonWriter& json) { write_collateral(json, member); });
    for (const PositionState* position : member.statement.positions()) {
        if (venue_.contracts.of(position->instrument).generation != peer.generation) continue;
        append(data.positions,
               [&](JsonWriter& json) { write_position(json, venue_, member, *position); });
    }
    for (const OrderRecord* order : venue_.exchange.open_orders(member.index)) {
        if (venue_.contracts.of(order->request.instrument).generation != peer.generation) continue;
        append(data.orders, [&](JsonWriter& json) { write_order(json, venue_, member, *order); });
    }
    peer.conversation.line().tell(frame(member, "Snapshot", data));
}

void PrivateFeed::message(std::uint64_t id, std::string_view text) {
    const auto peer = peers_.find(id);
    if (peer == peers_.end()) return;
    // There is nothing to subscribe to.
    if (const auto heard = peer->second.conversation.hear(text))
        peer->second.conversation.complain(text, "GATEWAY_INVALID_CHANNEL",
                                           "invalid channel : " + heard->channel);
}

void PrivateFeed::expire() {
    for (auto& [id, peer] : peers_)
        peer.conversation.line().close(1008, "the session has expired");
}

void PrivateFeed::order(const OrderRecord& record) {
    Member* member = venue_.members.at(record.request.account);
    if (member == nullptr) return;
    const Generation generation = venue_.contracts.of(record.request.instrument).generation;
    const auto tell = [&](std::string_view status, const OrderRecord& matched,
                          const Censored& censored) {
        Data data;
        append(data.orders, [&](JsonWriter& json) {
            write_order(json, venue_, *member, record, status, matched, censored);
        });
        publish(*member, generation, "ORDER_UPDATE", data);
    };
    // Every order is pending first, if only for a moment.
    const bool waits = record.state == OrderState::pending && !record.asleep;
    if (record.version == 1 || waits) tell("PENDING", OrderRecord{}, Censored{});
    if (waits) return;
    const auto known = censored_.find(record.id);
    tell(status_of(record), record, known == censored_.end() ? Censored{} : known->second);
    // One that ends with nothing new to pass the risk check is over.
    const Quantity passed = known == censored_.end() ? Quantity{} : known->second.size;
    if (ended(record.state) && passed == record.filled) censored_.erase(record.id);
}

void PrivateFeed::booked(Member& member, const Entry& entry) {
    booked_[member.index].push_back(entry);
}

void PrivateFeed::account(Member& member) {
    const std::vector<Entry> entries = std::exchange(booked_[member.index], {});
    if (entries.empty()) {
        Data data;
        append(data.account, [&](JsonWriter& json) { write_account(json, venue_, member); });
        append(data.collateral, [&](JsonWriter& json) { write_collateral(json, member); });
        for (const Generation generation : {Generation::v1, Generation::v2})
            if (member.takes_part(generation)) publish(member, generation, "ACCOUNT_UPDATE", data);
        return;
    }
    for (const Generation generation : {Generation::v1, Generation::v2}) {
        std::vector<const Entry*> own;
        for (const Entry& entry : entries)
            if (venue_.contracts.of(entry.instrument).generation == generation)
                own.push_back(&entry);
        if (!own.empty()) publish_booked(member, generation, std::move(own));
    }
}

void PrivateFeed::publish_booked(Member& member, Generation generation,
                                 std::vector<const Entry*> entries) {
    Data data;
    std::set<std::uint16_t> contracts;
    std::set<std::uint64_t> orders;
    bool funding = false;
    bool liquidation = false;
    append(data.collateral, [&](JsonWriter& json) { write_collateral(json, member); });
    for (const Entry* entry : entries) {
        contracts.insert(entry->instrument.value);
        append(data.collateral_transactions,
               [&](JsonWriter& json) { write_collateral_transaction(json, member, *entry); });
        append(data.position_transactions,
               [&](JsonWriter& json) { write_position_transaction(json, venue_, member, *entry); });
        if (!entry->fill) {
            funding = true;
            continue;
        }
        liquidation |= entry->fill->liquidation;
        if (entry->fill->order_id != 0) orders.insert(entry->fill->order_id);
        append(data.fills, [&](JsonWriter& json) { write_fill(json, venue_, member, *entry); });
    }
    for (const std::uint16_t number : contracts)
        append(data.positions, [&](JsonWriter& json) {
            write_position(json, venue_, member, *member.statement.position({number}));
        });
    for (const std::uint64_t id : orders) {
        const OrderRecord* order = venue_.exchange.order(id);
        if (order == nullptr) continue;
        append(data.orders, [&](JsonWriter& json) { write_order(json, venue_, member, *order); });
        if (order->alive())
            censored_[id] = Censored::all_of(*order);
        else
            censored_.erase(id);
    }
    if (liquidation) publish(member, generation, "START_LIQUIDATING", {});
    publish(member, generation, funding ? "FUNDING_SETTLEMENT" : "ORDER_UPDATE", data);
    if (liquidation) publish(member, generation, "FINISH_LIQUIDATING", {});
}

void PrivateFeed::beat(Time now) {
    beat_all(peers_, now);
}

}  // namespace twinleg::sim::wire::edgex
