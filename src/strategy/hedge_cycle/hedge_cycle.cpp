#include "strategy/hedge_cycle/hedge_cycle.h"

#include <algorithm>

#include "exec/neutralise.h"
#include "strategy/hedge_cycle/returns.h"
#include "strategy/legs.h"

namespace twinleg::strategy {
namespace {

constexpr Duration kTryAgain = seconds(1);
constexpr Duration kCloseAgain = milliseconds(400);
constexpr Duration kDataTry = seconds(2);
constexpr int kDataTries = 10;
// What a venue says of free collateral may be so much older than the answer.
constexpr Duration kFundsLag = seconds(1);

void say(std::vector<Notice>& lines, std::string text, Severity severity = Severity::info) {
    lines.push_back({severity, std::move(text)});
}

// Coins (8 places would not do for cheap ones) that `value` buys at `price`, cut toward zero.
Base coins_for(Notional value, Price price) {
    const Int128 whole = value.raw() / price.raw();
    const Int128 rest = value.raw() % price.raw();
    return Base::from_raw(whole * Price::kOne + rest * Price::kOne / price.raw());
}

// In quote units, whatever the account is kept in.
Notional in_quote(const Instrument& instrument, Notional amount, Price price) {
    return instrument.kind == ContractKind::linear ? amount
                                                   : value_of(Base::from_raw(amount.raw()), price);
}

Quantity net(const LegResult& leg) {
    return leg.bought - leg.sold;
}

// All of it; inverse contracts are other coins at the price they fill than at the limit, and what
// that leaves is neutralised: at most what one lot of the other leg is.
bool whole(Quantity filled, Quantity wanted, const Instrument& of, const Instrument& other,
           Price price) {
    if (of.kind == ContractKind::linear && other.kind == ContractKind::linear)
        return filled >= wanted;
    if (!filled.is_positive() || !price.is_positive()) return false;
    const Quantity lot = of.quantity_toward_zero(other.coins(other.lot, price), price);
    return filled.raw() >= wanted.raw() / 100 * 98 || filled >= wanted - floor_to(lot, of.lot);
}

const LegResult& leg_of(const PairClosed& pair, InstrumentId id) {
    return pair.first.instrument == id ? pair.first : pair.second;
}

exec::Best best_of(const Bbo& bbo) {
    return {bbo.bid.price, bbo.ask.price};
}

}  // namespace

Result<std::unique_ptr<Strategy>> HedgeCycle::create(
    const std::map<std::string, std::string>& values) {
    auto settings = HedgeSettings::of(values);
    if (!settings) return std::unexpected{settings.error()};
    return std::make_unique<HedgeCycle>(std::move(*settings));
}

Result<void> HedgeCycle::reconfigure(const std::map<std::string, std::string>& values) {
    auto settings = HedgeSettings::of(values);
    if (!settings) return std::unexpected{settings.error()};
    // Risk holds the largest pair trade and its limits, which were made for the margin.
    if (settings->margin > settings_.margin)
        return fail(Errc::conflict, "margin: is made larger only with a new start");
    settings_ = std::move(*settings);
    return {};
}

void HedgeCycle::on_event(const Event& event, const View& view, Wishes& out) {
    if (std::holds_alternative<Started>(event.what)) begin_life(view, out);
    const auto seen = books(view);
    watch_data(seen.has_value(), view, out);
    if (view.busy()) return;
    if (phase_ == Phase::opening) after_opening(view, out);
    if (phase_ == Phase::closing) after_closing(view, out);
    if (!seen) return;
    tell(*seen, view, out);
    if (phase_ == Phase::flat && view.may_close() && pair_is_open(*seen, view)) {
        phase_ = Phase::holding;
        why_ = Why::none;
        opened_ = view.now();
        say(out.notices, "An open pair is taken over: held from now on");
    }
    if (phase_ == Phase::holding)
        hold(*seen, view, out);
    else
        look_to_open(*seen, view, out);
}

void HedgeCycle::begin_life(const View& view, Wishes& out) {
    name_places(view);
    stopping_ = false;
    data_since_ = waiting_from_ = {};
    tries_ = 0;
    funds_from_ = view.now();
    const Instrument& first = view.instrument(kFirst);
    for (auto& line :
         hedge_lines::configuration(settings_, first.base, first_.currency, first_, second_))
        say(out.notices, std::move(line));
}

void HedgeCycle::name_places(const View& view) {
    const auto or_else = [](const std::string& said, const std::string& otherwise) {
        return said.empty() ? otherwise : said;
    };
    const auto place = [&](InstrumentId id, const std::string& title, const std::string& contract,
                           const std::string& currency) {
        const Instrument& i = view.instrument(id);
        return hedge_lines::Place{
            or_else(title, hedge_lines::title_of(i)), or_else(contract, i.symbol),
            i.kind == ContractKind::linear ? or_else(currency, i.quote) : i.base};
    };
    first_ =
        place(kFirst, settings_.first_title, settings_.first_contract, settings_.first_currency);
    second_ = place(kSecond, settings_.second_title, settings_.second_contract,
                    settings_.second_currency);
}

void HedgeCycle::watch_data(bool there, const View& view, Wishes& out) {
    if (first_.title.empty()) name_places(view);
    if (data_since_.known()) return;
    if (there) {
        data_since_ = view.now();
        next_round_ = std::max(next_round_, view.now() + settings_.settle);
        return;
    }
    if (!waiting_from_.known()) waiting_from_ = view.now();
    if (tries_ >= kDataTries || view.now() < waiting_from_ + kDataTry * tries_) return;
    say(out.notices, hedge_lines::waiting_for_data(++tries_, kDataTries));
}

void HedgeCycle::tell(const Books& seen, const View& view, Wishes& out) {
    if (view.now() - told_ < settings_.tell_every) return;
    told_ = view.now();
    spreads_.add(seen.spread());
    out.evaluated = evaluated(seen, std::nullopt, spreads_);
    if (phase_ == Phase::holding && why_ == Why::stop_loss) out.evaluated->signal = Signal::stop;
    if (phase_ == Phase::holding && why_ != Why::none && why_ != Why::stop_loss)
        out.evaluated->signal = Signal::exit;
}

// --- Opening.

bool HedgeCycle::funded(const Books& seen, const View& view, Wishes& out) {
    const Notional required = settings_.margin * 2;
    struct Side {
        InstrumentId id;
        const hedge_lines::Place& place;
        Price price;
    };
    for (const Side& side : {Side{kFirst, first_, Books::mid(seen.first)},
                             Side{kSecond, second_, Books::mid(seen.second)}}) {
        const Instrument& i = view.instrument(side.id);
        const auto funds = view.funds(i.venue);
        if (!funds || funds->read < funds_from_ + kFundsLag) return false;
        const Notional free = in_quote(i, funds->free_collateral, side.price);
        if (free >= required) {
            say(out.notices_if_begun,
                hedge_lines::balance(side.place, *funds, side.place.currency));
            continue;
        }
        stopping_ = true;
        say(out.notices, hedge_lines::balance(side.place, *funds, side.place.currency));
        const bool in_coins = i.kind == ContractKind::inverse;  // told in quote units all the same
        out.list.push_back(Stop{hedge_lines::insufficient(
            side.place, free, required, in_coins ? i.quote : side.place.currency)});
        return false;
    }
    return true;
}

void HedgeCycle::look_to_open(const Books& seen, const View& view, Wishes& out) {
    if (stopping_ || !view.open() || view.now() < next_round_ || view.now() < next_try_) return;
    if (!funded(seen, view, out)) return;

    const Instrument& first = view.instrument(kFirst);
    const Instrument& second = view.instrument(kSecond);
    const Price mid_first = Books::mid(seen.first);
    const Price mid_second = Books::mid(seen.second);
    const Price average = Price::from_raw((mid_first.raw() + mid_second.raw()) / 2);
    const Base coins = coins_for(settings_.margin, average);
    const Side side = settings_.reverse ? Side::sell : Side::buy;
    const Price offset_first =
        exec::through(first, best_of(seen.first), side, settings_.aggressive_offset);
    const Price offset_second =
        exec::through(second, best_of(seen.second), opposite(side), settings_.aggressive_offset);
    const Quantity asked = first.quantity_toward_zero(coins, average);
    const auto quantities = exec::fit(first, offset_first, second, offset_second, asked);
    if (!quantities) {
        stopping_ = true;
        out.list.push_back(Stop{"Error: margin " + hedge_lines::money_text(settings_.margin) + " " +
                                first_.currency + " buys " + to_text(coins, 8) + " " + first.base +
                                " at " + hedge_lines::price_text(average, first.tick) + ": " +
                                quantities.error().message + "; give a larger --margin"});
        return;
    }
    wanted_ = *quantities;
    const PairClosed* last = view.last_pair();
    before_ = last != nullptr ? last->id : PairTradeId{};
    phase_ = Phase::opening;
    next_try_ = view.now() + kTryAgain;
    for (auto& line : hedge_lines::opening({.first = first_,
                                            .second = second_,
                                            .instrument = first,
                                            .mid_first = mid_first,
                                            .mid_second = mid_second,
                                            .average = average,
                                            .quantity = wanted_.first,
                                            .bbo = seen.first,
                                            .side = side,
                                            .price = offset_first},
                                           settings_))
        say(out.notices_if_begun, std::move(line));
    out.list.push_back(TradePair{.first = {kFirst, side, offset_first},
                                 .second = {kSecond, opposite(side), offset_second},
                                 .quantity = wanted_.first,
                                 .plan = settings_.plan,
                                 .roll_back = true});
}

void HedgeCycle::after_opening(const View& view, Wishes& out) {
    const PairClosed* last = view.last_pair();
    if (last == nullptr || last->id == before_) {  // refused; tried again in a moment
        phase_ = Phase::flat;
        return;
    }
    next_try_ = {};
    const LegResult& a = leg_of(*last, kFirst);
    const LegResult& b = leg_of(*last, kSecond);
    const Instrument& first = view.instrument(kFirst);
    const Instrument& second = view.instrument(kSecond);
    const bool long_first = !settings_.reverse;
    const auto entry = [](const LegResult& leg, bool is_long) {
        return is_long ? leg.average_buy : leg.average_sell;
    };
    if (whole(net(a).abs(), wanted_.first, first, second, entry(a, long_first)) &&
        whole(net(b).abs(), wanted_.second, second, first, entry(b, !long_first))) {
        say(out.notices,
            hedge_lines::leg_opened(first_, first, long_first, net(a).abs(), entry(a, long_first)));
        say(out.notices, hedge_lines::leg_opened(second_, second, !long_first, net(b).abs(),
                                                 entry(b, !long_first)));
        say(out.notices, hedge_lines::opened());
        const auto of_price = [&](Ratio threshold) {
            if (settings_.basis == PnlBasis::price || !first.initial_margin.is_positive())
                return threshold;
            return Ratio::from_raw(static_cast<std::int64_t>(
                static_cast<Int128>(threshold.raw()) * first.initial_margin.raw() / Ratio::kOne));
        };
        say(out.notices,
            hedge_lines::thresholds(settings_, of_price(settings_.take_profit),
                                    of_price(settings_.stop_loss), entry(a, long_first),
                                    first_.currency, spreads_.deviation()));
        phase_ = Phase::holding;
        why_ = Why::none;
        opened_ = told_pnl_ = view.now();
        return;
    }
    // The venue's own word for it: an order was cancelled with something left.
    say(out.notices, hedge_lines::not_filled(), Severity::warning);
    for (const auto& [leg, place, instrument, is_long] :
         {std::tuple{&a, &first_, &first, long_first}, {&b, &second_, &second, !long_first}}) {
        const Quantity filled = is_long ? leg->bought : leg->sold;
        if (filled.is_positive())
            say(out.notices,
                hedge_lines::rolling_back(*place, *instrument, filled, entry(*leg, is_long)),
                Severity::warning);
    }
    if (!net(a).is_zero() && !net(b).is_zero()) {
        // Both hold a part of it: hedged, and closed like any pair.
        phase_ = Phase::holding;
        why_ = Why::roll_back;
        opened_ = view.now();
        return;
    }
    round_over(view, out);
}

// --- Holding and closing.

bool HedgeCycle::first_is_long(const View& view) const {
    return view.position(kFirst).is_positive();
}

bool HedgeCycle::pair_is_open(const Books& seen, const View& view) const {
    const Quantity first = view.position(kFirst);
    const Quantity second = view.position(kSecond);
    if (first.is_zero() || second.is_zero() || first.is_positive() == second.is_positive())
        return false;
    return view.instrument(kFirst).accepts(first.abs(), Books::mid(seen.first), true) &&
           view.instrument(kSecond).accepts(second.abs(), Books::mid(seen.second), true);
}

HedgeCycle::Returns HedgeCycle::returns(const Books& seen, const View& view) const {
    const auto one = [&](InstrumentId id, Price now) {
        const Price entry = view.entry(id);
        if (!entry.is_positive()) return Ratio{};
        const Ratio of_price = percent_of_price(entry, now, view.position(id).is_positive());
        return settings_.basis == PnlBasis::price
                   ? of_price
                   : percent_of_margin(of_price, view.instrument(id).initial_margin);
    };
    return {one(kFirst, Books::mid(seen.first)), one(kSecond, Books::mid(seen.second))};
}

void HedgeCycle::hold(const Books& seen, const View& view, Wishes& out) {
    if (!pair_is_open(seen, view)) {  // a halt, an operator or a person closed it
        if (view.position(kFirst).is_zero() || view.position(kSecond).is_zero() ||
            view.may_close()) {
            say(out.notices, "The pair is not open any more");
            round_over(view, out);
        }
        return;
    }
    const Returns now = returns(seen, view);
    if (view.now() - told_pnl_ >= settings_.tell_every && why_ == Why::none) {
        told_pnl_ = view.now();
        say(out.notices, hedge_lines::pnl(first_, now.first, second_, now.second, settings_.basis));
    }
    if (why_ == Why::none) {
        const bool worse_first = now.first < now.second;
        const Ratio worst = worse_first ? now.first : now.second;
        const Ratio best = worse_first ? now.second : now.first;
        if (worst <= -settings_.stop_loss) {
            why_ = Why::stop_loss;
            say(out.notices, hedge_lines::stopped_out(worse_first ? first_ : second_, worst,
                                                      settings_.stop_loss));
        } else if (best >= settings_.take_profit) {
            why_ = Why::take_profit;
            say(out.notices, hedge_lines::took_profit(worse_first ? second_ : first_, best,
                                                      settings_.take_profit));
        } else if (view.now() - opened_ >= settings_.hold) {
            why_ = Why::hold_over;
            say(out.notices, hedge_lines::hold_expired(settings_.hold));
        }
    }
    if (why_ != Why::none) look_to_close(seen, view, out);
}

void HedgeCycle::look_to_close(const Books& seen, const View& view, Wishes& out) {
    if (!view.may_close() || view.now() < next_try_) return;
    const bool sells_first = first_is_long(view);
    const Side side = sells_first ? Side::sell : Side::buy;
    const Instrument& first = view.instrument(kFirst);
    const Instrument& second = view.instrument(kSecond);
    const PairClosed* last = view.last_pair();
    before_ = last != nullptr ? last->id : PairTradeId{};
    phase_ = Phase::closing;
    next_try_ = view.now() + kCloseAgain;
    const Price price =
        exec::through(first, best_of(seen.first), side, settings_.aggressive_offset);
    if (!told_closing_) say(out.notices_if_begun, hedge_lines::closing());
    say(out.notices_if_begun,
        hedge_lines::market_order(side, first, view.position(kFirst).abs(), price, seen.first));
    out.list.push_back(
        TradePair{.first = {kFirst, side, price},
                  .second = {kSecond, opposite(side),
                             exec::through(second, best_of(seen.second), opposite(side),
                                           settings_.aggressive_offset)},
                  .quantity = view.position(kFirst).abs(),
                  .plan = Plan::concurrent,
                  .closes = true});
}

void HedgeCycle::after_closing(const View& view, Wishes& out) {
    phase_ = Phase::holding;  // what is left of it, if anything
    const PairClosed* last = view.last_pair();
    if (last == nullptr || last->id == before_) return;  // refused; tried again in a moment
    told_closing_ = true;
    for (const InstrumentId id : {kFirst, kSecond}) {
        const LegResult& leg = leg_of(*last, id);
        const Quantity closed = net(leg);
        if (closed.is_zero()) continue;
        say(out.notices,
            hedge_lines::leg_closed(place_of(id), view.instrument(id), closed.abs(),
                                    closed.is_positive() ? leg.average_buy : leg.average_sell));
    }
    const auto books_now = books(view);
    if (books_now && pair_is_open(*books_now, view)) return;
    if (!books_now && !view.position(kFirst).is_zero() && !view.position(kSecond).is_zero()) return;
    say(out.notices, hedge_lines::closed());
    round_over(view, out);
}

const hedge_lines::Place& HedgeCycle::place_of(InstrumentId id) const {
    return id == kFirst ? first_ : second_;
}

void HedgeCycle::round_over(const View& view, Wishes& out) {
    phase_ = Phase::flat;
    why_ = Why::none;
    told_closing_ = false;
    funds_from_ = view.now();
    next_round_ = view.now() + settings_.cycle_wait;
    next_try_ = {};
    // A desk that stops or is halted has no next cycle to speak of.
    if (view.may_close()) say(out.notices, hedge_lines::cycle_wait(settings_.cycle_wait));
}

}  // namespace twinleg::strategy
