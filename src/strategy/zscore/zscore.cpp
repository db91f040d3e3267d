#include "strategy/zscore/zscore.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "strategy/legs.h"
#include "strategy/zscore/words.h"

namespace twinleg::strategy {

using zscore::Entry;
using zscore::Held;
using zscore::Pace;
using zscore::PriceSource;
using zscore::Trading;

namespace {

constexpr Duration kPause = seconds(1);  // between two wishes, more after vain ones
constexpr Duration kNoPause = milliseconds(200);
constexpr Duration kCloseAgain = seconds(2);
constexpr Duration kQuiet = seconds(60);  // of what is told again and again
constexpr Duration kAway = seconds(5);    // books missing for so long are an interruption
constexpr int kVainMost = 3;              // then a position is closed by CloseAll

Price converted(Price price, Price rate) {
    if (rate == Price::from_units(1)) return price;
    return Price::from_raw(
        static_cast<std::int64_t>(static_cast<Int128>(price.raw()) * rate.raw() / Price::kOne));
}

Held side_of(Signal signal) {
    return signal == Signal::enter_short_a ? Held::short_a : Held::long_a;
}

bool is_entry(Signal signal) {
    return signal == Signal::enter_short_a || signal == Signal::enter_long_a;
}

Quantity coins_for(Notional value, Price price) {
    return Quantity::from_raw(static_cast<std::int64_t>(value.raw() / price.raw()));
}

}  // namespace

Result<std::unique_ptr<Strategy>> ZScore::create(
    const std::map<std::string, std::string>& parameters) {
    const auto settings = zscore::read_settings(parameters);
    if (!settings) return std::unexpected{settings.error()};
    return std::make_unique<ZScore>(*settings);
}

ZScore::ZScore(const zscore::Settings& settings)
    : settings_(settings), window_(settings.lookback, settings.max_samples), signals_(settings) {}

Duration ZScore::check_interval() const {
    return settings_.sample_every.ns > 0 ? std::min(settings_.sample_every, seconds(1))
                                         : seconds(1);
}

Result<void> ZScore::reconfigure(const std::map<std::string, std::string>& parameters) {
    const auto told = zscore::read_settings(parameters);
    if (!told) return std::unexpected{told.error()};
    if (told->price != settings_.price || told->rate_a != settings_.rate_a ||
        told->rate_b != settings_.rate_b || told->lookback != settings_.lookback ||
        told->max_samples != settings_.max_samples)
        return fail(Errc::conflict,
                    "price, rate_a, rate_b, lookback_secs and max_samples change only with a new "
                    "start");
    if (told->trading != settings_.trading) {
        imagined_ = Held::nothing;
        closing_ = at_once_ = false;
    }
    settings_ = *told;
    signals_.restate(settings_);
    return {};
}

void ZScore::on_event(const Event&, const View& view, Wishes& out) {
    const auto seen = strategy::books(view);
    if (!seen) return;
    const Time now = view.now();
    if (seen_.known() && now - seen_ > std::max(settings_.lookback / 10, kAway))
        sampling_since_ = {};
    seen_ = now;
    const bool sampled = sample(view, *seen);
    if (!price_a_.is_positive() || !price_b_.is_positive()) return;

    const Moment m{view, *seen, held_in(view, *seen), out};
    signal_ = look(m);
    if (sampled && now - told_ >= settings_.tell_every) tell(m);
    remind(m);
    if (settings_.trading == Trading::automatic) act(m);
}

std::optional<Price> ZScore::price_of(const View& view, InstrumentId id, const Bbo& bbo) const {
    const Reference& told = view.reference(id);
    Price price;
    switch (settings_.price) {
        case PriceSource::mid:
            price = Books::mid(bbo);
            break;
        case PriceSource::last:
            price = told.last;
            break;
        case PriceSource::mark:
            price = told.mark;
            break;
        case PriceSource::index:
            price = told.index;
            break;
    }
    if (!price.is_positive()) return std::nullopt;
    return converted(price, id == kFirst ? settings_.rate_a : settings_.rate_b);
}

bool ZScore::sample(const View& view, const Books& books) {
    const auto a = price_of(view, kFirst, books.first);
    const auto b = price_of(view, kSecond, books.second);
    if (!a || !b) return false;
    const Time now = view.now();
    const bool due = settings_.sample_every.ns > 0 ? now - sampled_ >= settings_.sample_every
                                                   : *a != price_a_ || *b != price_b_;
    if (!due) return false;
    price_a_ = *a;
    price_b_ = *b;
    sampled_ = now;
    if (!sampling_since_.known()) sampling_since_ = now;
    window_.add(now, *a - *b);
    const auto statistics = window_.statistics();
    now_ = {.mean = statistics.mean, .stddev = statistics.deviation, .z = statistics.z};
    drift_ = settings_.drift ? zscore::drift(view, books, settings_.lookback) : 0;
    return true;
}

bool ZScore::warm(Time now) const {
    return sampling_since_.known() && now - sampling_since_ >= settings_.lookback;
}

Held ZScore::held_in(const View& view, const Books& books) const {
    const Quantity a = view.position(kFirst);
    const Quantity b = view.position(kSecond);
    if (a.is_zero() || b.is_zero() || a.is_positive() == b.is_positive()) return Held::nothing;
    // Less than an order is dust, and nobody's position.
    if (!view.instrument(kFirst).accepts(a.abs(), Books::mid(books.first), false) ||
        !view.instrument(kSecond).accepts(b.abs(), Books::mid(books.second), false))
        return Held::nothing;
    return a.is_positive() ? Held::long_a : Held::short_a;
}

Base ZScore::coins_held(const View& view, const Books& books) const {
    return view.instrument(kFirst).coins(view.position(kFirst), Books::mid(books.first));
}

Signal ZScore::look(const Moment& m) {
    const Time now = m.view.now();
    zscore::Signals::Seen seen{.now = now, .held = m.held};
    if (m.held == Held::nothing) {
        seen.held = imagined_;
        seen.slice_left = imagined_ == Held::nothing;
    } else {
        if (slice_.is_zero())  // not opened by us
            slice_ = coins_for(settings_.slice(), Books::mid(m.books.first));
        // A slice is never quite what was asked for: nine tenths are one.
        const Int128 held = coins_held(m.view, m.books).abs().raw() / 10'000'000'000;
        const Int128 one = std::max<std::int64_t>(slice_.raw(), 1);
        const std::int64_t most = settings_.opening == Pace::whole ? 1 : settings_.max_legs;
        seen.slice_left = (held * 10 + one * 9) / (one * 10) < most;
    }
    const double floor = settings_.min_stddev_bps * to_double(price_a_) / 1e4;
    if (warm(now) && window_.samples() >= 2 && now_.stddev > 0 && now_.stddev >= floor) {
        seen.z = now_.z;
        seen.z_entry = now_.z - drift_ / now_.stddev;
    }
    return signals_.look(seen);
}

void ZScore::tell(const Moment& m) {
    const Time now = m.view.now();
    told_ = now;
    m.out.evaluated =
        Evaluated{.price_a = price_a_,
                  .price_b = price_b_,
                  .spread = price_a_ - price_b_,
                  .mean = now_.mean,
                  .stddev = now_.stddev,
                  .z = now_.z,
                  .samples = static_cast<std::uint32_t>(window_.samples()),
                  .long_threshold = zscore::as_price(settings_.enter_z * now_.stddev - now_.mean),
                  .short_threshold = zscore::as_price(settings_.enter_z * now_.stddev + now_.mean),
                  .signal = signal_};
    if (!std::exchange(currencies_told_, true)) {
        auto text = zscore::currencies(m.view, settings_);
        if (!text.empty()) m.out.notices.push_back({Severity::warning, std::move(text)});
    }
    if (window_.cut_short() > 0 && !cut_told_) {
        cut_told_ = true;
        m.out.notices.push_back(
            {Severity::warning,
             "zscore: more samples than max_samples within the lookback; the oldest leave early"});
    }
    if (outlook_told_.known() && now - outlook_told_ < seconds(1)) return;
    outlook_told_ = now;
    now_.half_life = window_.half_life();
    const Side side = now_.z > 0 ? Side::sell : Side::buy;
    const Quantity coins = next_slice(m);
    const auto costs =
        zscore::costs_of(m.view, m.books, {side, coins}, now_, settings_).value_or(zscore::Costs{});
    m.out.outlook =
        Outlook{.automatic = settings_.trading == Trading::automatic,
                .warm = warm(now),
                .half_life = now_.half_life.value_or(Duration{}),
                .exit_in = zscore::exit_in(now_, settings_.exit_z).value_or(Duration{}),
                .quantity = coins,
                .gain = zscore::as_price(zscore::gain_of(now_, drift_, settings_.exit_z)),
                .cost = zscore::as_price(costs.total())};
}

// Each signal once, and again when it has been gone for a while.
void ZScore::remind(const Moment& m) {
    if (signal_ == Signal::none) return;
    const Time now = m.view.now();
    const bool news = signal_ != reminded_ || now - reminded_at_ >= kQuiet;
    if (settings_.trading == Trading::remind && m.held == Held::nothing) {
        imagined_ = is_entry(signal_) ? side_of(signal_) : Held::nothing;
        signals_.note(now, imagined_);
    }
    if (!news) {
        reminded_at_ = now;
        return;
    }
    reminded_ = signal_;
    reminded_at_ = now;
    hint(m);
}

void ZScore::hint(const Moment& m) {
    now_.half_life = window_.half_life();
    std::string text = settings_.trading == Trading::remind ? "reminder: " : "signal: ";
    text += zscore::words_of(signal_, now_, to_double(price_a_ - price_b_), settings_);
    if (is_entry(signal_)) {
        const Side side = signal_ == Signal::enter_short_a ? Side::sell : Side::buy;
        const Quantity coins = next_slice(m);
        const auto costs = zscore::costs_of(m.view, m.books, {side, coins}, now_, settings_);
        text += zscore::advice(m.view, m.books, side, coins, settings_);
        text += zscore::prospects(now_, zscore::gain_of(now_, drift_, settings_.exit_z), costs,
                                  settings_.exit_z);
    } else {
        text += "; close both legs";
    }
    m.out.notices.push_back({Severity::info, std::move(text)});
}

void ZScore::act(const Moment& m) {
    if (m.held == Held::nothing) closing_ = at_once_ = false;
    if (m.held != Held::nothing) {
        const bool turned = is_entry(signal_) && side_of(signal_) != m.held;
        const bool leaves = signal_ == Signal::exit;
        if (signal_ == Signal::stop) closing_ = at_once_ = true;
        if (turned || (leaves && settings_.closing == Pace::whole)) closing_ = true;
        if (closing_ || leaves) return close(m);
    }
    if (is_entry(signal_)) open(m);
}

Quantity ZScore::next_slice(const Moment& m) const {
    const Price a = Books::mid(m.books.first);
    const Price b = Books::mid(m.books.second);
    const Notional gross = m.view.instrument(kFirst).notional(m.view.position(kFirst).abs(), a) +
                           m.view.instrument(kSecond).notional(m.view.position(kSecond).abs(), b);
    const Notional slice = settings_.slice();
    const Notional room = Notional::from_raw((settings_.max_gross_notional - gross).raw() / 2);
    const Notional value = std::min(slice, room);
    // A small rest of the room is not worth an order.
    if (value.raw() < slice.raw() / 20) return {};
    const Quantity coins = coins_for(value, std::max(a, b));
    return settings_.size.is_zero() ? coins : std::min(coins, settings_.size);
}

// Words are made only where they are said: a signal that is not followed comes with every tick.
template <typename Why>
void ZScore::not_followed(const Moment& m, const Why& why) {
    const Time now = m.view.now();
    if (complained_at_.known() && now - complained_at_ < kQuiet) return;
    complained_at_ = now;
    m.out.notices.push_back(
        {Severity::info, std::string{zscore::name(signal_)} + " is not followed: " + why()});
}

// So far apart are two prices of one coin where a rate does not hold any more (a stablecoin has
// lost its value) or a venue is cut off, and not where they come back to a mean.
bool ZScore::too_far(const Moment& m) {
    const double a = to_double(price_a_);
    const double apart = std::fabs(a - to_double(price_b_)) / a * 1e4;
    if (settings_.max_basis_bps <= 0 || apart <= settings_.max_basis_bps) return false;
    not_followed(m, [&] { return zscore::far_apart(apart, m.view, settings_); });
    return true;
}

void ZScore::open(const Moment& m) {
    const Time now = m.view.now();
    if (!m.view.open() || m.view.busy()) return;
    const bool vain = wished_.known() && m.view.position(kFirst) == wished_with_;
    const Duration pause = vain ? kPause * (1 + std::min(vain_, 9)) : kPause;
    if (wished_.known() && now - wished_ < pause) return;
    const Quantity coins = next_slice(m);
    if (!coins.is_positive() || too_far(m)) return;
    if (!zscore::liquid(m.view, m.books, settings_))
        return not_followed(m, [&] {
            return "a book holds less than " + to_text(settings_.min_liquidity) + " within " +
                   std::to_string(settings_.max_slippage_bps) + " bps of its best";
        });
    const Side side = signal_ == Signal::enter_short_a ? Side::sell : Side::buy;
    now_.half_life = window_.half_life();
    const auto costs = zscore::costs_of(m.view, m.books, {side, coins}, now_, settings_);
    if (!costs)
        return not_followed(
            m, [] { return std::string{"the books do not hold a slice within max_slippage_bps"}; });
    const double gain = zscore::gain_of(now_, drift_, settings_.exit_z);
    const double edge = settings_.min_edge_bps * to_double(price_a_) / 1e4;
    if (settings_.cost_check && gain - costs->total() < edge)
        return not_followed(m, [&] { return zscore::too_dear(gain, *costs, edge); });
    if (m.held == Held::nothing) slice_ = coins;
    // What rested in vain is taken now.
    const bool takes = settings_.entry == Entry::limit && rested_ && vain;
    wish_pair(m, side, coins, takes ? Entry::thin_first : settings_.entry);
}

void ZScore::close(const Moment& m) {
    const Time now = m.view.now();
    if (m.view.busy() || !m.view.may_close()) return;
    const bool vain = wished_.known() && m.view.position(kFirst) == wished_with_;
    if (at_once_ || (vain && vain_ >= kVainMost)) {
        if (wished_.known() && vain && now - wished_ < kCloseAgain) return;
        wished_ = now;
        wished_with_ = m.view.position(kFirst);
        m.out.list.push_back(CloseAll{});
        return;
    }
    const bool waits = vain || settings_.closing == Pace::slices;
    if (wished_.known() && now - wished_ < (waits ? kPause : kNoPause)) return;
    const Quantity all = Quantity::from_raw(
        static_cast<std::int64_t>(coins_held(m.view, m.books).abs().raw() / 10'000'000'000));
    wish_pair(m, m.held == Held::short_a ? Side::buy : Side::sell, all, Entry::together);
    // How much of it is the executor's: a slice, or the whole where less is left.
    std::get<TradePair>(m.out.list.back()).closes = true;
}

void ZScore::wish_pair(const Moment& m, Side side_a, Quantity coins, Entry entry) {
    const Quantity held = m.view.position(kFirst);
    vain_ = wished_.known() && held == wished_with_ ? vain_ + 1 : 0;
    wished_ = m.view.now();
    wished_with_ = held;
    rested_ = entry == Entry::limit;

    const Instrument& a = m.view.instrument(kFirst);
    const Instrument& b = m.view.instrument(kSecond);
    const std::int64_t bps = settings_.max_slippage_bps;
    const Side side_b = opposite(side_a);
    const Leg leg_a{kFirst, side_a, zscore::worst_price(a, side_a, m.books.first, bps)};
    const Leg leg_b{kSecond, side_b, zscore::worst_price(b, side_b, m.books.second, bps)};
    TradePair pair{.first = leg_a,
                   .second = leg_b,
                   .quantity = in_contracts(a, coins, leg_a.price),
                   .plan = entry == Entry::together ? Plan::concurrent : Plan::thin_first};
    if (entry == Entry::limit) {
        pair.plan = Plan::maker_then_hedge;
        pair.fill_timeout = settings_.fill_timeout;
        if (zscore::thinner(m.view, leg_b, leg_a, coins)) {
            std::swap(pair.first, pair.second);
            pair.quantity = in_contracts(b, coins, leg_b.price);
        }
        const bool first_is_a = pair.first.instrument == kFirst;
        pair.first.price = zscore::resting_price(first_is_a ? a : b, pair.first.side,
                                                 first_is_a ? m.books.first : m.books.second);
    }
    m.out.list.push_back(pair);
}

}  // namespace twinleg::strategy
