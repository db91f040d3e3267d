#pragma once
// What really happened: the venues' own accounts, followed fill by fill, whatever our engine knows.

#include <cstdint>
#include <map>
#include <vector>

#include "sim/account.h"
#include "sim/world.h"

namespace twinleg::sim {

// One fill of an account and what it did to the true exposure.
struct TrueFill {
    Time time;  // of the world, not of the venue's clock
    VenueId venue;
    Fill fill;
    const VenueOrder* order{nullptr};  // null: no order of the desk
    Base before;
    Base after;
};

// Exposure is counted as EXECUTION says: coins of all fills, signed; what closes an inverse
// position takes back its share.
class Truth {
public:
    explicit Truth(const World& world);

    // The fills since the last call, oldest first.
    const std::vector<TrueFill>& follow();

    Base exposure() const { return exposure_; }
    Quantity position(InstrumentId id) const;
    // Coins of fills that no order of the desk made, in absolute value.
    Base foreign() const { return foreign_; }
    std::size_t fills(VenueId venue) const { return seen_[venue.value]; }

    // The largest position, in coins, that an order about to be sent and those alive on its side
    // can bring its venue to.
    Base reach(const Order& order) const;

    // How far the coins of inverse positions may lie apart for two who know the same fills in
    // another order.
    Base order_slack() const;

    // Whether some venue would surely take a neutralising order for `exposure` on its own rules,
    // margin among them.
    bool closable(Base exposure) const;
    // Whether both venues would let the desk close what it holds there, reduce-only.
    bool both_closable() const;
    // Whether an order of the desk is alive anywhere.
    bool any_open() const;
    // The least order of each instrument, in coins: the largest of them.
    Base largest_minimum() const;
    // Σ over venues: equity − collateral, of venues that settle in quote units, and in coins.
    Notional equity_change(VenueId venue) const;

private:
    const Position& held(InstrumentId id) const;
    static Base coins(const Position& position);
    Price price(InstrumentId id) const;
    bool margin_for(const Instrument& instrument, Quantity size, Price at) const;

    const World& world_;
    std::vector<std::size_t> seen_;  // fills of each venue
    std::vector<Position> positions_;
    std::vector<TrueFill> news_;
    Base exposure_;
    Base foreign_;
};

}  // namespace twinleg::sim
