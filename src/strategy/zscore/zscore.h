#pragma once
// Trades a spread that comes back to its mean: short what is dear and long what is cheap by
// standard deviations, until they are near each other again (document 002).

#include <map>
#include <memory>
#include <string>

#include "core/result.h"
#include "strategy/signal/rolling_window.h"
#include "strategy/strategy.h"
#include "strategy/zscore/costs.h"
#include "strategy/zscore/settings.h"
#include "strategy/zscore/signals.h"

namespace twinleg::strategy {

// A is the first instrument, B the second; spread = P_A − P_B, each times its rate.
//
// A sample is taken at each change of either price (or each `evaluate`), while both books are
// ready. Warm-up: no signal before sampling has gone on for a whole lookback; it begins anew when
// the books were away for more than a tenth of it (and 5 s). The window itself never forgets but by
// age.
//
// Opening: slices of max_gross_notional_usd / max_legs, if the books hold min_liquidity_usd and
// what the spread gives back until the exit threshold exceeds fees, slippage and funding. Closing:
// a pair that closes, slice by slice; what three attempts do not change, and every stop, is closed
// by CloseAll. While reminding nothing is sent, and an entry that was told counts
// as held, so that its exit is told as well.
//
// State is of this pair alone. Threads: the engine's.
class ZScore final : public Strategy {
public:
    static Result<std::unique_ptr<Strategy>> create(
        const std::map<std::string, std::string>& parameters);
    explicit ZScore(const zscore::Settings& settings);

    std::string_view name() const override { return "zscore"; }
    void on_event(const Event& event, const View& view, Wishes& out) override;
    // But what the window is of: price, rates, lookback, max_samples.
    Result<void> reconfigure(const std::map<std::string, std::string>& parameters) override;
    Duration check_interval() const override;

private:
    // What is true of one event.
    struct Moment {
        const View& view;
        const Books& books;
        zscore::Held held;  // by positions
        Wishes& out;
    };

    std::optional<Price> price_of(const View& view, InstrumentId id, const Bbo& bbo) const;
    bool sample(const View& view, const Books& books);
    bool warm(Time now) const;
    Signal look(const Moment& m);
    void tell(const Moment& m);
    void remind(const Moment& m);
    void hint(const Moment& m);

    void act(const Moment& m);
    bool too_far(const Moment& m);
    void open(const Moment& m);
    void close(const Moment& m);
    template <typename Why>
    void not_followed(const Moment& m, const Why& why);
    void wish_pair(const Moment& m, Side side_a, Quantity coins, zscore::Entry entry);

    zscore::Held held_in(const View& view, const Books& books) const;
    Base coins_held(const View& view, const Books& books) const;
    Quantity next_slice(const Moment& m) const;

    zscore::Settings settings_;
    RollingWindow window_;
    zscore::Signals signals_;

    // Sampling.
    Price price_a_;
    Price price_b_;
    Time sampled_;
    Time sampling_since_;
    Time seen_;  // both books, last
    zscore::Statistics now_;
    double drift_{0};
    Signal signal_{Signal::none};

    // Telling.
    Time told_;
    Time outlook_told_;
    Signal reminded_{Signal::none};
    Time reminded_at_;
    Time complained_at_;
    bool cut_told_{false};
    bool currencies_told_{false};
    zscore::Held imagined_{zscore::Held::nothing};  // while reminding

    // Acting.
    Quantity slice_;  // coins of the first one of what is held
    Time wished_;
    Quantity wished_with_;  // of A, when it was wished
    int vain_{0};           // wishes in a row that changed nothing
    bool closing_{false};
    bool at_once_{false};  // by CloseAll
    bool rested_{false};   // the last wish was a resting leg
};

}  // namespace twinleg::strategy
