#include "exec/pair.h"

#include <algorithm>
#include <numeric>

namespace twinleg::exec {
namespace {

constexpr std::int64_t kDepthLooked = 16;  // times the size, for the thinner book
constexpr Int128 kTo8 = 10'000'000'000;    // from 18 to 8 places

Error too_small(const Instrument& i, Quantity quantity, Price price) {
    std::string text = i.spec() + ": quantity: " + to_text(quantity) + " is under ";
    if (quantity < std::max(i.min_quantity, i.lot)) {
        text += "the minimum of " + to_text(std::max(i.min_quantity, i.lot));
    } else {
        text += "the minimum order value of " + to_text(i.min_notional) + " " + i.quote +
                " (it is " + to_text(i.notional(quantity, price), 2) + ")";
    }
    return {Errc::out_of_range, text};
}

}  // namespace

Result<PairQuantities> fit(const Instrument& first, Price first_price, const Instrument& second,
                           Price second_price, Quantity quantity) {
    PairQuantities out;
    if (first.kind == ContractKind::linear && second.kind == ContractKind::linear) {
        // At 8 + 8 = 16 places; validate() holds that a lot's coins need no more than 8.
        const auto step_first =
            static_cast<std::int64_t>(first.coins(first.lot, first_price).raw() / kTo8);
        const auto step_second =
            static_cast<std::int64_t>(second.coins(second.lot, second_price).raw() / kTo8);
        const Int128 step =
            static_cast<Int128>(step_first) / std::gcd(step_first, step_second) * step_second;
        const Int128 coins = first.coins(quantity, first_price).raw() / kTo8;
        const Int128 common = coins - coins % step;
        const Base base = Base::from_raw(common * kTo8);
        out.first = first.quantity_toward_zero(base, first_price);
        out.second = second.quantity_toward_zero(base, second_price);
    } else {
        out.first = cut_to(quantity, first.lot);
        out.second = second.quantity_toward_zero(first.coins(out.first, first_price), second_price);
    }
    if (!first.accepts(out.first, first_price, false)) {
        return std::unexpected{too_small(first, out.first, first_price)};
    }
    if (!second.accepts(out.second, second_price, false)) {
        return std::unexpected{too_small(second, out.second, second_price)};
    }
    return out;
}

void PairTrade::begin(Desk& desk, const Market& market, Port& port, const PairPlan& plan,
                      PairQuantities quantities, PairTradeId id) {
    *this = PairTrade{};
    running_ = true;
    id_ = id;
    plan_ = plan;
    if (plan_.closes) plan_.plan = Plan::concurrent;
    quantities_ = quantities;
    if (plan_.plan == Plan::thin_first) {
        // Both books hold the size, else it would not begin: what counts is how much more.
        const auto depth = [&](const Leg& leg, Quantity size) {
            const Sweep all =
                market.sweep(leg.instrument, leg.side, size * kDepthLooked, leg.price);
            return desk.instrument(leg.instrument).coins(all.available, leg.price);
        };
        if (depth(plan.second, quantities.second) < depth(plan.first, quantities.first)) {
            std::swap(plan_.first, plan_.second);
            std::swap(quantities_.first, quantities_.second);
        }
    }
    opened_ = desk.now;
    deadline_ = desk.now + desk.config.pair_deadline;
    desk.pair = id;

    const bool first_buys = plan_.first.side == Side::buy;
    const Leg& buy = first_buys ? plan_.first : plan_.second;
    const Leg& sell = first_buys ? plan_.second : plan_.first;
    port.emit(
        PairOpened{id, buy.instrument, sell.instrument, quantities_.first, buy.price, sell.price});

    const bool maker = plan_.plan == Plan::maker_then_hedge;
    const Role role = plan_.closes ? Role::close : maker ? Role::maker : Role::leg;
    const Tracked* sent =
        desk.place(plan_.first.instrument, plan_.first.side, plan_.first.price, quantities_.first,
                   maker ? TimeInForce::post_only : TimeInForce::ioc, role, plan_.closes, port);
    if (sent != nullptr) first_ = sent->record.order().client_order_id;
    if (plan_.plan != Plan::concurrent || sent == nullptr) return;
    second_tried_ = true;
    sent = desk.place(plan_.second.instrument, plan_.second.side, plan_.second.price,
                      quantities_.second, TimeInForce::ioc, role, plan_.closes, port);
    if (sent != nullptr) second_ = sent->record.order().client_order_id;
}

bool PairTrade::legs_final(const Desk& desk) const {
    return std::none_of(desk.live().begin(), desk.live().end(), [&](const Tracked* t) {
        const ClientOrderId id = t->record.order().client_order_id;
        return id == first_ || id == second_;
    });
}

bool PairTrade::holds(const Desk& desk) const {
    if (!running_ || desk.now >= deadline_) return false;
    switch (plan_.plan) {
        case Plan::maker_then_hedge:
        case Plan::thin_first:
            return false;
        case Plan::concurrent:
            return !legs_final(desk);
        case Plan::sequential:
            return !legs_final(desk);
    }
    return false;
}

Time PairTrade::wake(const Desk& desk) const {
    if (!running_) return kNever;
    if (plan_.plan == Plan::maker_then_hedge) {
        const bool waits = plan_.fill_timeout.ns > 0 && desk.now < opened_ + plan_.fill_timeout;
        return waits ? opened_ + plan_.fill_timeout : kNever;
    }
    return desk.now < deadline_ ? deadline_ : kNever;
}

void PairTrade::settle(Desk& desk, const Market& market, Port& port) {
    if (!running_) return;
    const bool maker = plan_.plan == Plan::maker_then_hedge;
    const bool late = maker ? plan_.fill_timeout.ns > 0 && desk.now - opened_ >= plan_.fill_timeout
                            : desk.now >= deadline_;
    const bool no_new_risk = desk.mode != Mode::active;
    if (late || withdrawn_ || (maker && no_new_risk)) {
        for (Tracked* t : desk.live()) {
            const ClientOrderId id = t->record.order().client_order_id;
            if ((id == first_ || id == second_) && !t->cancel_wanted) desk.cancel(*t, port);
        }
    }
    if (plan_.plan == Plan::sequential && !second_tried_ && legs_final(desk)) {
        second_tried_ = true;
        const Instrument& second = desk.instrument(plan_.second.instrument);
        const Base owed = desk.unrepairable();
        const Quantity quantity = second.quantity_toward_zero(owed.abs(), plan_.second.price);
        const bool same_way = owed.is_positive() == (plan_.second.side == Side::sell);
        if (!late && same_way && second.accepts(quantity, plan_.second.price, false) &&
            usable(desk, market, second.id)) {
            const Tracked* sent = desk.place(second.id, plan_.second.side, plan_.second.price,
                                             quantity, TimeInForce::ioc, Role::leg, false, port);
            if (sent != nullptr) second_ = sent->record.order().client_order_id;
        }
    }
    if (!desk.live().empty() || Neutraliser::owed(desk, market, desk.exposure())) return;
    const bool first = !flows_[0].coins.is_zero();
    const bool second = !flows_[1].coins.is_zero();
    const bool traded = std::any_of(flows_.begin(), flows_.end(), [](const Flow& f) {
        return f.bought.is_positive() || f.sold.is_positive();
    });
    close(desk, market, port,
          first && second ? PairOutcome::completed
          : traded        ? PairOutcome::rolled_back
                          : PairOutcome::nothing);
}

void PairTrade::abandon(Desk& desk, const Market& market, Port& port, PairOutcome outcome) {
    if (running_) close(desk, market, port, outcome);
}

void PairTrade::on_fill(const Instrument& instrument, const Fill& fill) {
    if (!running_) return;
    if (instrument.id != plan_.first.instrument && instrument.id != plan_.second.instrument) return;
    Flow& flow = flows_[instrument.id == plan_.first.instrument ? 0 : 1];
    const Base coins = instrument.coins(fill.quantity, fill.price);
    const Notional value = instrument.notional(fill.quantity, fill.price);
    if (fill.side == Side::buy) {
        flow.bought += fill.quantity;
        flow.paid += fill.quantity * fill.price;
        flow.coins += coins;
        flow.cash -= value;
    } else {
        flow.sold += fill.quantity;
        flow.received += fill.quantity * fill.price;
        flow.coins -= coins;
        flow.cash += value;
    }
    flow.fee += instrument.kind == ContractKind::linear
                    ? fill.fee
                    : value_of(Base::from_raw(fill.fee.raw()), fill.price);
}

LegResult PairTrade::result(const Desk& desk, std::size_t leg) const {
    const Flow& flow = flows_[leg];
    const InstrumentId id = leg == 0 ? plan_.first.instrument : plan_.second.instrument;
    const auto average = [](Notional value, Quantity quantity) {
        return quantity.is_zero()
                   ? Price{}
                   : Price::from_raw(static_cast<std::int64_t>(value.raw() / quantity.raw()));
    };
    return {.instrument = id,
            .bought = flow.bought,
            .sold = flow.sold,
            .average_buy = average(flow.paid, flow.bought),
            .average_sell = average(flow.received, flow.sold),
            .fee = flow.fee,
            .position = desk.holdings[id.value].contracts};
}

void PairTrade::close(Desk& desk, const Market& market, Port& port, PairOutcome outcome) {
    Notional pnl;
    for (const auto& flow : flows_)
        pnl += flow.cash - flow.fee;
    // What the legs do not share is carried: count it at the mid of the first.
    pnl += value_of(flows_[0].coins + flows_[1].coins, market.last_mid(plan_.first.instrument));
    port.emit(PairClosed{.id = id_,
                         .outcome = outcome,
                         .first = result(desk, 0),
                         .second = result(desk, 1),
                         .unhedged = unhedged_,
                         .took = desk.now - opened_,
                         .pnl = pnl,
                         .opened = opened_});
    running_ = false;
    desk.pair = {};
}

}  // namespace twinleg::exec
