#pragma once
// Opens a hedged pair, holds it for a while, closes it, waits, and begins again (document 003).

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "exec/pair.h"
#include "strategy/hedge_cycle/lines.h"
#include "strategy/hedge_cycle/settings.h"
#include "strategy/signal/spread_window.h"
#include "strategy/strategy.h"

namespace twinleg::strategy {

// first LONG, second SHORT (or reversed), of  margin / ((mid of first + mid of second) / 2)  coins,
// cut down to what both venues can take; both legs at once through the book by the aggressive
// offset. A leg that fails is not tried again: what the other filled is taken back, and the next
// round begins after the cycle wait. So does a pair that was filled in part.
//
// Held until one leg's P&L reaches the take profit or the stop loss, or the time is over; looked at
// on every event and at least each second. Then both legs are closed at once.
//
// A pair that is open when it begins is taken over: its entries are the portfolio's, and where the
// journal does not know when it was opened, it was opened now.
//
// It asks the desk to stop where either venue's free collateral is under twice the margin, or the
// margin buys less than a venue takes.
class HedgeCycle final : public Strategy {
public:
    static Result<std::unique_ptr<Strategy>> create(
        const std::map<std::string, std::string>& parameters);
    explicit HedgeCycle(HedgeSettings settings) : settings_(std::move(settings)) {}

    std::string_view name() const override { return "hedge-cycle"; }
    void on_event(const Event& event, const View& view, Wishes& out) override;
    Duration check_interval() const override { return kLook; }
    // From the next look on; a pair that is open stays, and so does the way it was opened.
    Result<void> reconfigure(const std::map<std::string, std::string>& parameters) override;

private:
    static constexpr Duration kLook = seconds(1);
    static constexpr std::size_t kToldSpreads = 100;

    enum class Phase : std::uint8_t { flat, opening, holding, closing };
    enum class Why : std::uint8_t { none, stop_loss, take_profit, hold_over, roll_back };

    struct Returns {
        Ratio first;
        Ratio second;
    };

    void begin_life(const View& view, Wishes& out);
    void name_places(const View& view);
    // How long both books have been there, and what is said while they are not.
    void watch_data(bool there, const View& view, Wishes& out);
    void tell(const struct Books& seen, const View& view, Wishes& out);

    void look_to_open(const struct Books& seen, const View& view, Wishes& out);
    // False: not before the venues have said what is free now, or there is too little.
    bool funded(const struct Books& seen, const View& view, Wishes& out);
    void after_opening(const View& view, Wishes& out);
    void hold(const struct Books& seen, const View& view, Wishes& out);
    void look_to_close(const struct Books& seen, const View& view, Wishes& out);
    void after_closing(const View& view, Wishes& out);
    void round_over(const View& view, Wishes& out);

    bool first_is_long(const View& view) const;
    // Both legs are open, opposite, and large enough that both venues let us close them.
    bool pair_is_open(const struct Books& seen, const View& view) const;
    Returns returns(const struct Books& seen, const View& view) const;
    const hedge_lines::Place& place_of(InstrumentId id) const;

    HedgeSettings settings_;
    hedge_lines::Place first_;
    hedge_lines::Place second_;
    SpreadWindow spreads_{kToldSpreads};

    Phase phase_{Phase::flat};
    Why why_{Why::none};  // the pair is to be closed; stands until it is
    PairTradeId before_;  // the last pair trade when the running one was wished for
    exec::PairQuantities wanted_;
    Time opened_;      // of the pair that is held
    Time next_round_;  // not before
    Time next_try_;    // of a wish that was refused
    Time funds_from_;  // older words about free collateral count no more
    bool stopping_{false};

    Time data_since_;  // both books have been there; unknown: not yet in this life
    Time waiting_from_;
    int tries_{0};
    Time told_;
    Time told_pnl_;
    bool told_closing_{false};
};

}  // namespace twinleg::strategy
