#include "replay/recorded_venue.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::replay {
namespace {

bool reduces(Quantity position, Side side) {
    return side == Side::buy ? position.is_negative() : position.is_positive();
}

// Whether `price` is one that an order of `side` at `limit` would take.
bool within(Side side, Price price, Price limit) {
    return side == Side::buy ? price <= limit : price >= limit;
}

}  // namespace

RecordedVenue::RecordedVenue(RecordedVenueConfig config)
    : config_(std::move(config)),
      book_(config_.rules),
      ledger_({config_.instrument}, config_.collateral, {}) {}

// --- The recording.

void RecordedVenue::market(const Event& event) {
    pass_to(event.time);
    if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
        // A gap or a crossed book makes it not ready; the engine's own book says so.
        (void)book_.apply(*delta, event.time);
        book_changed();
    } else if (const auto* trade = std::get_if<PublicTrade>(&event.what)) {
        if (!makers_.empty()) trade_passed(*trade);
    } else if (const auto* quote = std::get_if<Quote>(&event.what)) {
        if (!config_.rules.from_quotes) return;
        (void)book_.apply(*quote, event.time);
        book_changed();
    } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
        (void)book_.apply(*snapshot, event.time);
        book_changed();
    } else if (const auto* funding = std::get_if<FundingRate>(&event.what)) {
        mark_to_mid();
        const sim::Position& position = ledger_.account().position(config_.instrument.id);
        if (!position.quantity().is_zero() && position.mark().is_positive()) {
            tell(ledger_.fund(config_.instrument.id, funding->rate, venue_time()));
        }
    }
}

void RecordedVenue::book_changed() {
    if (const auto best = book_.bbo()) {
        const Price mid = Price::from_raw((best->bid.price.raw() + best->ask.price.raw()) / 2);
        if (mid != mid_) {
            mid_ = mid;
            liquidate_if_due();
        }
    }
    impact_.follow(book_);
    if (makers_.empty() || !book_.complete()) return;
    for (Maker& maker : makers_) {
        maker.place.level_is(book_.at(maker.side, maker.price));
        // The other side quotes at our price or through it: it would have met us first.
        const auto other = book_.best(opposite(maker.side));
        if (other && within(maker.side, other->price, maker.price)) quoted_through(maker);
    }
    drop_final_makers();
}

void RecordedVenue::trade_passed(const PublicTrade& trade) {
    for (Maker& maker : makers_) {
        if (trade.taker_side == maker.side) continue;  // it took from the other side
        if (trade.price != maker.price) {
            // Through our price, or short of it.
            if (within(maker.side, trade.price, maker.price)) fill_maker(maker, trade.quantity);
            continue;
        }
        fill_maker(maker, maker.place.traded(trade.quantity));
    }
    drop_final_makers();
}

void RecordedVenue::quoted_through(const Maker& maker) {
    const Side side = opposite(maker.side);
    bids_.resize(16);
    bids_.resize(book_.levels(side, std::span<Level>{bids_}));
    for (const Level& level : bids_) {
        if (!within(maker.side, level.price, maker.price)) return;
        const Quantity filled = fill_maker(maker, impact_.available(side, level));
        if (filled.is_positive()) impact_.took(side, level, filled);
    }
}

Quantity RecordedVenue::fill_maker(const Maker& maker, Quantity quantity) {
    const sim::VenueOrder& order = ledger_.order(maker.index);
    if (order.final()) return {};
    Quantity filled = cut_to(std::min(quantity, order.left()), config_.instrument.lot);
    if (order.order.reduce_only) {
        const Quantity position = ledger_.account().position(config_.instrument.id).quantity();
        filled =
            reduces(position, order.order.side) ? std::min(filled, position.abs()) : Quantity{};
    }
    if (!filled.is_positive()) return {};
    tell(ledger_.fill(maker.index, maker.price, filled, Liquidity::maker, venue_time()));
    if (order.left().is_zero()) {
        finish(maker.index, OrderWord::filled, Reason::none);
    } else {
        tell_order(maker.index, Source::stream);
    }
    return filled;
}

void RecordedVenue::drop_final_makers() {
    std::erase_if(makers_, [&](const Maker& maker) { return ledger_.order(maker.index).final(); });
}

void RecordedVenue::mark_to_mid() {
    if (mid_.is_positive()) ledger_.account().position(config_.instrument.id).mark(mid_);
}

void RecordedVenue::liquidate_if_due() {
    sim::Position& position = ledger_.account().position(config_.instrument.id);
    if (position.quantity().is_zero()) return;
    position.mark(mid_);
    if (!ledger_.account().liquidatable()) return;
    for (const std::size_t index : std::vector<std::size_t>{open_})
        finish(index, OrderWord::cancelled, Reason::margin);
    drop_final_makers();
    const Side side = position.quantity().is_positive() ? Side::sell : Side::buy;
    tell(ledger_.foreign_fill(config_.instrument.id, side, mid_, position.quantity().abs(),
                              venue_time()));
}

// --- What we send.

void RecordedVenue::push(Time due, Request request) {
    const auto at = std::upper_bound(pending_.begin(), pending_.end(), due,
                                     [](Time t, const Pending& p) { return t < p.due; });
    pending_.insert(at, {due, std::move(request)});
}

void RecordedVenue::place(const Order& order, Time now) {
    push(now + config_.outbound + config_.inbound, order);
}

void RecordedVenue::send(const Command& command, Time now) {
    const Time due = now + config_.outbound + config_.inbound;
    const InstrumentId ours = config_.instrument.id;
    if (const auto* placed = std::get_if<PlaceOrder>(&command)) {
        if (placed->order->instrument == ours) place(*placed->order, now);
    } else if (const auto* cancel = std::get_if<CancelOrder>(&command)) {
        if (cancel->instrument == ours) push(due, *cancel);
    } else if (const auto* all = std::get_if<CancelAll>(&command)) {
        if (all->venue == config_.traits.id) push(due, *all);
    } else if (const auto* ask = std::get_if<Ask>(&command)) {
        if (ask->venue == config_.traits.id) push(due, *ask);
    } else if (const auto* burn = std::get_if<BurnNonce>(&command)) {
        if (burn->venue == config_.traits.id) push(due, *burn);
    } else if (const auto* arm = std::get_if<ArmDeadMan>(&command)) {
        if (arm->venue == config_.traits.id) push(due, *arm);
    } else if (const auto* resync = std::get_if<Resync>(&command)) {
        if (resync->instrument == ours) push(due, *resync);
    }
}

Time RecordedVenue::due() const {
    return pending_.empty() ? kNever : pending_.front().due;
}

void RecordedVenue::run_due() {
    CHECK(!pending_.empty());
    const Pending pending = std::move(pending_.front());
    pending_.erase(pending_.begin());
    pass_to(std::max(now_, pending.due));
    std::visit([&](const auto& request) { run(request); }, pending.request);
    drop_final_makers();
}

bool RecordedVenue::take(Event& event) {
    if (told_at_ == told_.size()) {
        told_.clear();
        told_at_ = 0;
        return false;
    }
    event = told_[told_at_++];
    event.more = told_at_ != told_.size();
    return true;
}

void RecordedVenue::tell(decltype(Event::what) what) {
    told_.push_back({now_, false, std::move(what)});
}

void RecordedVenue::tell_order(std::size_t index, Source source) {
    OrderReport report = ledger_.report(index, venue_time());
    report.source = source;
    tell(report);
}

void RecordedVenue::finish(std::size_t index, OrderWord word, Reason reason) {
    ledger_.finish(index, word, reason, venue_time());
    std::erase(open_, index);
    tell_order(index, Source::stream);
}

Reason RecordedVenue::refusal(const Order& order) const {
    if (order.valid_until.known() && venue_time() > order.valid_until) return Reason::expired;
    if (ledger_.find(order.client_order_id) != sim::Ledger::kNone) return Reason::duplicate_id;
    if (!order.price.is_positive() || !is_multiple(order.price, config_.instrument.tick)) {
        return Reason::other;
    }
    if (!config_.instrument.accepts(order.quantity, order.price, order.reduce_only)) {
        return Reason::below_minimum;
    }
    return Reason::none;
}

bool RecordedVenue::margin_allows(const Order& order, Quantity quantity) const {
    const sim::Position& position = ledger_.account().position(order.instrument);
    if (reduces(position.quantity(), order.side) && quantity <= position.quantity().abs()) {
        return true;
    }
    Quantity buys;
    Quantity sells;
    for (const std::size_t index : open_) {
        const sim::VenueOrder& other = ledger_.order(index);
        if (other.order.reduce_only || other.order.client_order_id == order.client_order_id)
            continue;
        (other.order.side == Side::buy ? buys : sells) += other.left();
    }
    (order.side == Side::buy ? buys : sells) += quantity;
    const Quantity worst =
        std::max((position.quantity() + buys).abs(), (position.quantity() - sells).abs());
    const Price mark = mid_.is_positive() ? mid_ : order.price;
    const Notional needed = scale_toward_zero(sim::settled_value(config_.instrument, worst, mark),
                                              config_.instrument.initial_margin);
    return ledger_.account().equity() >= needed;
}

void RecordedVenue::run(const Order& order) {
    if (const Reason reason = refusal(order); reason != Reason::none) {
        ledger_.refuse(order, reason, venue_time());
        OrderReport report;
        report.instrument = order.instrument;
        report.client_order_id = order.client_order_id;
        report.word = OrderWord::rejected;
        report.reason = reason;
        report.venue_time = venue_time();
        report.source = Source::reply;
        return tell(report);
    }
    const std::size_t index = ledger_.accept(order, venue_time());
    open_.push_back(index);
    if (order.time_in_force != TimeInForce::post_only && config_.traits.taker_delay.ns > 0) {
        tell_order(index, Source::reply);
        return push(now_ + config_.traits.taker_delay, Match{index});
    }
    match(index);
}

void RecordedVenue::run(const Match& held) {
    if (!ledger_.order(held.index).final()) match(held.index);
}

void RecordedVenue::match(std::size_t index) {
    mark_to_mid();
    const Order order = ledger_.order(index).order;
    Quantity quantity = order.quantity;
    if (order.reduce_only) {
        const Quantity position = ledger_.account().position(order.instrument).quantity();
        const Quantity most = reduces(position, order.side) ? position.abs() : Quantity{};
        if (most.is_zero()) return finish(index, OrderWord::cancelled, Reason::reduce_only);
        quantity = std::min(quantity, most);
    }
    if (!margin_allows(order, quantity)) return finish(index, OrderWord::rejected, Reason::margin);

    if (order.time_in_force == TimeInForce::post_only) {
        const auto other = book_.best(opposite(order.side));
        if (other && within(order.side, other->price, order.price)) {
            return finish(index, OrderWord::rejected, Reason::would_cross);
        }
        return rest(index);
    }
    const Quantity filled = take_levels(index, quantity);
    if (ledger_.order(index).left().is_zero()) {
        return finish(index, OrderWord::filled, Reason::none);
    }
    if (filled == quantity) return finish(index, OrderWord::cancelled, Reason::reduce_only);
    if (order.time_in_force == TimeInForce::gtc) return rest(index);
    finish(index, OrderWord::cancelled, filled.is_zero() ? Reason::no_liquidity : Reason::none);
}

// Fills of the recorded levels; answers how much.
Quantity RecordedVenue::take_levels(std::size_t index, Quantity quantity) {
    const Order order = ledger_.order(index).order;
    const Side side = opposite(order.side);
    Quantity filled;
    for (std::size_t depth = 64;; depth *= 8) {
        bids_.resize(depth);
        bids_.resize(book_.levels(side, std::span<Level>{bids_}));
        Quantity there;
        for (const Level& level : bids_) {
            if (within(order.side, level.price, order.price))
                there += impact_.available(side, level);
        }
        if (there >= quantity || bids_.size() < depth) break;
    }
    for (const Level& level : bids_) {
        if (filled == quantity || !within(order.side, level.price, order.price)) break;
        const Quantity here = cut_to(std::min(impact_.available(side, level), quantity - filled),
                                     config_.instrument.lot);
        if (!here.is_positive()) continue;
        tell(ledger_.fill(index, level.price, here, Liquidity::taker, venue_time()));
        impact_.took(side, level, here);
        filled += here;
    }
    return filled;
}

void RecordedVenue::rest(std::size_t index) {
    const Order& order = ledger_.order(index).order;
    ledger_.order(index).resting = true;
    const Quantity here = book_.at(order.side, order.price);
    makers_.push_back({index, order.side, order.price, QueuePlace{here}});
    tell_order(index, Source::reply);
}

void RecordedVenue::run(const CancelOrder& cancel) {
    const std::size_t index = ledger_.find(cancel.client_order_id);
    if (index == sim::Ledger::kNone || ledger_.order(index).final()) {
        OrderReport report;
        report.instrument = cancel.instrument;
        report.client_order_id = cancel.client_order_id;
        report.word = OrderWord::rejected;
        report.reason = Reason::not_found;
        report.venue_time = venue_time();
        report.source = Source::reply;
        return tell(report);
    }
    finish(index, OrderWord::cancelled, Reason::none);
}

void RecordedVenue::run(const CancelAll& cancel) {
    for (const std::size_t index : std::vector<std::size_t>{open_})
        finish(index, OrderWord::cancelled, Reason::none);
    tell(CancelAllAnswer{{config_.traits.id, cancel.request, true, venue_time()}});
}

void RecordedVenue::run(const BurnNonce& burn) {
    tell(BurnAnswer{{config_.traits.id, burn.request, true, venue_time()}, burn.nonce, true});
}

// It stands or falls with this process: there is nobody it could outlive.
void RecordedVenue::run(const ArmDeadMan& arm) {
    tell(DeadManAnswer{{config_.traits.id, arm.request, true, venue_time()}});
}

void RecordedVenue::run(const Resync&) {
    if (!book_.complete()) return;  // the recording has a hole here, and nobody to fill it
    bids_ = book_.levels(Side::buy);
    asks_ = book_.levels(Side::sell);
    tell(BookSnapshot{config_.instrument.id, book_.sequence(), venue_time(), bids_, asks_});
}

void RecordedVenue::run(const Ask& ask) {
    const AnswerHead head{config_.traits.id, ask.request, true, venue_time()};
    switch (ask.what) {
        case Question::order: {
            OrderAnswer answer = ledger_.answer_order(ask.client_order_id, venue_time());
            answer.head = head;
            answer.report.source = Source::query;
            return tell(answer);
        }
        case Question::open_orders:
            orders_.clear();
            ledger_.answer_open(venue_time(), orders_);
            return tell(OpenOrdersAnswer{head, orders_});
        case Question::fills:
            fills_.clear();
            ledger_.answer_fills(ask.since, venue_time(), fills_);
            return tell(FillsAnswer{head, ask.since, venue_time(), fills_});
        case Question::positions:
            positions_.clear();
            ledger_.answer_positions(venue_time(), positions_);
            return tell(PositionsAnswer{head, positions_});
        case Question::balance:
            mark_to_mid();
            return tell(BalanceAnswer{head, ledger_.account().equity(),
                                      ledger_.account().free_collateral()});
        case Question::nonce:
            return tell(NonceAnswer{head, 1});
    }
}

Quantity RecordedVenue::ahead_of(ClientOrderId id) const {
    const std::size_t index = ledger_.find(id);
    for (const Maker& maker : makers_) {
        if (maker.index == index) return maker.place.ahead();
    }
    return {};
}

}  // namespace twinleg::replay
