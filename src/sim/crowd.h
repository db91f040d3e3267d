#pragma once
// The crowd's door to a venue: what generated flow needs of the markets it moves.

#include "core/instrument.h"
#include "core/order.h"
#include "sim/matching.h"

namespace twinleg::sim {

class Crowd {
public:
    virtual ~Crowd() = default;

    virtual const Instrument& instrument(InstrumentId id) const = 0;
    virtual Placed crowd(InstrumentId id, Side side, TimeInForce force, Price price,
                         Quantity quantity) = 0;
    virtual bool crowd_cancel(InstrumentId id, Handle handle) = 0;
    // Whether an order of the crowd is still there.
    virtual bool crowd_rests(InstrumentId id, Handle handle) const = 0;
    virtual void set_mark(InstrumentId id, Price mark) = 0;
    // Nothing is matched now.
    virtual bool still() const = 0;
    // Tells the changes of the books since the last time.
    virtual void publish() = 0;
};

}  // namespace twinleg::sim
