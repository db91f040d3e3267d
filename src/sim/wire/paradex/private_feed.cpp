#include "sim/wire/paradex/private_feed.h"

#include "sim/wire/paradex/account_sbe.h"

namespace twinleg::sim::wire::paradex {

using Kind = Channel::Kind;

// market: null where the channel has none.
template <typename Json, typename Binary>
void PrivateFeed::tell(Kind kind, const Member& member, const Instrument* market, Json json,
                       Binary binary) {
    for (auto& [number, peer] : peers_) {
        if (!peer->login || peer->login->member != &member) continue;
        for (const Subscription& each : peer->subscriptions) {
            if (each.channel.kind != kind) continue;
            if (market != nullptr && !each.channel.covers(market->id)) continue;
            std::string frame = peer->sbe && binary_ ? binary(*peer->sbe) : std::string{};
            if (frame.empty())
                peer->line->tell(notification(each.channel.name, json()));
            else
                peer->line->tell_binary(std::move(frame));
        }
    }
}

void PrivateFeed::order(const OrderRecord& order) {
    const Member& member = members_.at(order.request.account);
    const OrderExtras* extras = extras_.find(order.id);
    tell(
        Kind::orders, member, &exchange_.instrument(order.request.instrument),
        [&] { return order_json(exchange_, member, order, extras); },
        [&](SbeLayout layout) { return order_frame(exchange_, member, order, extras, layout); });
}

void PrivateFeed::fill(const LedgerFill& fill, const FundingRow* realised) {
    const Member& member = members_.at(fill.record.account);
    const Instrument& at = exchange_.instrument(fill.record.instrument);
    touched_[fill.record.account].insert(fill.record.instrument.value);
    tell(
        Kind::fills, member, &at, [&] { return fill_json(exchange_, member, fill); },
        [&](SbeLayout layout) { return fill_frame(exchange_, member, fill, layout); });
    if (realised == nullptr) return;
    tell(
        Kind::funding_payments, member, &at,
        [&] { return funding_json(exchange_, member, *realised); },
        [](SbeLayout) { return std::string{}; });
}

void PrivateFeed::account(AccountIndex index, Time now) {
    const std::set<std::uint16_t> touched = std::move(touched_[index]);
    touched_.erase(index);
    const bool accrued = accrued_.erase(index) > 0;
    if (accrued && touched.empty()) return;
    const Member& member = members_.at(index);
    for (const std::uint16_t each : touched) {
        tell(
            Kind::positions, member, nullptr,
            [&] { return position_json(exchange_, member, InstrumentId{each}); },
            [&](SbeLayout layout) {
                return position_frame(exchange_, member, InstrumentId{each}, layout);
            });
    }
    tell(
        Kind::account, member, nullptr, [&] { return account_json(exchange_, member, now); },
        [&](SbeLayout layout) { return account_frame(exchange_, member, now, layout); });
    tell(
        Kind::balance_events, member, nullptr, [&] { return balance_json(member, now); },
        [](SbeLayout) { return std::string{}; });
}

}  // namespace twinleg::sim::wire::paradex
