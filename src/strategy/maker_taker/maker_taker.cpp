#include "strategy/maker_taker/maker_taker.h"

#include "strategy/legs.h"
#include "strategy/parameters.h"

namespace twinleg::strategy {
namespace {

constexpr Duration kLatencyStep = milliseconds(50);
constexpr Price kDefaultFixed =
    Price::from_units(10);  // document 001, where only one side is given

// The delay between deciding and resting: the browser's where there is one, else the venue's.
Duration latency_of_first(const View& view) {
    const VenueId venue = view.instrument(kFirst).venue;
    const Duration browser = view.latency(venue, Stage::browser_leg);
    return browser.ns > 0 ? browser : view.latency(venue, Stage::order_ack);
}

Differences fixed_thresholds(const MakerTaker::Settings& settings) {
    return {settings.long_threshold.value_or(kDefaultFixed),
            settings.short_threshold.value_or(kDefaultFixed)};
}

}  // namespace

Result<MakerTaker::Settings> MakerTaker::read(const std::map<std::string, std::string>& values) {
    Parameters read{values};
    Settings s;
    s.size = read.quantity("size", s.size);
    s.max_position = read.quantity("max_position", s.max_position);
    if (read.has("long_threshold")) s.long_threshold = read.price("long_threshold", {});
    if (read.has("short_threshold")) s.short_threshold = read.price("short_threshold", {});
    s.threshold_offset = read.price("threshold_offset", s.threshold_offset);
    s.samples = read.whole("samples", s.samples);
    s.sample_interval = read.milliseconds_of("check_interval_ms", s.sample_interval);
    s.fill_timeout = read.milliseconds_of("fill_timeout_ms", s.fill_timeout);
    s.max_reprices_per_minute = read.whole("max_reprices_per_minute", s.max_reprices_per_minute);
    s.tell_every = read.evaluate();
    if (read.error()) return std::unexpected{*read.error()};
    if (s.size.is_zero()) return fail(Errc::out_of_range, "size: 0 can never trade");
    if (s.samples < 1) return fail(Errc::out_of_range, "samples: 0 has no mean");
    return s;
}

Result<std::unique_ptr<Strategy>> MakerTaker::create(
    const std::map<std::string, std::string>& values) {
    const auto settings = read(values);
    if (!settings) return std::unexpected{settings.error()};
    return std::make_unique<MakerTaker>(*settings);
}

Result<void> MakerTaker::reconfigure(const std::map<std::string, std::string>& values) {
    const auto told = read(values);
    if (!told) return std::unexpected{told.error()};
    if (told->samples != settings_.samples)
        return fail(Errc::conflict, "samples: changes only with a new start");
    if ((told->long_threshold || told->short_threshold) == thresholds_.adaptive())
        return fail(Errc::conflict,
                    "fixed thresholds and sampled ones change places only with a new start");
    settings_ = *told;
    if (thresholds_.adaptive())
        thresholds_.move(settings_.threshold_offset);
    else
        thresholds_.move(fixed_thresholds(settings_));
    return {};
}

MakerTaker::MakerTaker(Settings settings)
    : settings_(settings),
      thresholds_(settings.long_threshold || settings.short_threshold
                      ? Thresholds::fixed(fixed_thresholds(settings).long_side,
                                          fixed_thresholds(settings).short_side)
                      : Thresholds::sampled_mean(static_cast<std::size_t>(settings.samples),
                                                 settings.threshold_offset)),
      spreads_(static_cast<std::size_t>(settings.samples)) {}

void MakerTaker::on_event(const Event&, const View& view, Wishes& out) {
    const auto seen = books(view);
    if (!seen) return;
    const Differences now = seen->differences();
    const bool sampling = view.now() - sampled_ >= settings_.sample_interval;
    if (sampling) {
        sampled_ = view.now();
        thresholds_.sample(now);
        spreads_.add(seen->spread());
        drift_first_.point(view.now(), seen->first.bid.price);
        drift_second_.point(view.now(), seen->second.bid.price);
    }
    const Duration latency = latency_of_first(view);
    auto thresholds = thresholds_.current();
    if (thresholds) {
        const Price compensation = view.instrument(kFirst).tick * (latency.ns / kLatencyStep.ns);
        thresholds->long_side += compensation;
        thresholds->short_side += compensation;
    }
    if (sampling && view.now() - told_ >= settings_.tell_every) {
        told_ = view.now();
        out.evaluated = evaluated(*seen, thresholds, spreads_);
    }
    if (!thresholds) return;

    if (resting_ && !view.busy()) resting_.reset();
    if (resting_) {
        watch(*seen, *thresholds, out);
    } else {
        const Price first_moves = drift_first_.after(latency);
        const Price second_moves = drift_second_.after(latency);
        const Differences predicted{now.long_side + second_moves - first_moves,
                                    now.short_side + first_moves - second_moves};
        consider(view, *seen, predicted, *thresholds, out);
    }
}

void MakerTaker::consider(const View& view, const Books& seen, const Differences& now,
                          const Differences& thresholds, Wishes& out) {
    const bool buys = now.long_side > thresholds.long_side;
    const bool sells = !buys && now.short_side > thresholds.short_side;
    if (!(buys || sells) || !view.open() || view.busy()) return;
    if (view.now() - tried_ < settings_.retry_after) return;
    if (view.now() - minute_ >= minutes(1)) {
        minute_ = view.now();
        tries_ = 0;
    }
    if (tries_ >= settings_.max_reprices_per_minute) return;

    const Instrument& first = view.instrument(kFirst);
    const Side side = buys ? Side::buy : Side::sell;
    // A tick inside the spread, or at the best price where the spread is one tick.
    const Price price = buys ? floor_to(seen.first.ask.price - first.tick, first.tick)
                             : ceil_to(seen.first.bid.price + first.tick, first.tick);
    const Price hedge = buys ? seen.second.bid.price : seen.second.ask.price;
    if (!room(view, kFirst, side, settings_.size, settings_.max_position, price) ||
        !room(view, kSecond, opposite(side), settings_.size, settings_.max_position, hedge)) {
        return;
    }
    ++tries_;
    tried_ = view.now();
    resting_ = Resting{side, price};
    out.list.push_back(TradePair{
        .first = {kFirst, side, price},
        .second = {kSecond, opposite(side), hedge},
        .quantity = in_contracts(first, settings_.size, price),
        .plan = Plan::maker_then_hedge,
        .fill_timeout = settings_.fill_timeout,
    });
}

// The order rests: does it still pay if it fills now, and is it still where fills happen?
void MakerTaker::watch(const Books& seen, const Differences& thresholds, Wishes& out) {
    if (resting_->withdrawn) return;
    const bool buys = resting_->side == Side::buy;
    const Price gain =
        buys ? seen.second.bid.price - resting_->price : resting_->price - seen.second.ask.price;
    const Price wanted = buys ? thresholds.long_side : thresholds.short_side;
    const bool gone = gain < wanted;
    const bool left_behind =
        buys ? seen.first.bid.price > resting_->price : seen.first.ask.price < resting_->price;
    if (!gone && !left_behind) return;
    resting_->withdrawn = true;
    out.list.push_back(Withdraw{});
}

}  // namespace twinleg::strategy
