#pragma once
// What our orders took from recorded levels, which the recording itself does not show.

#include <vector>

#include "book/order_book.h"
#include "core/event.h"

namespace twinleg::replay {

// It is gone until the recording shows another quantity at that level.
//
// Threads: none of its own.
class Impact {
public:
    // What a level of the recording has left for us.
    Quantity available(Side side, const Level& level) const;
    void took(Side side, const Level& level, Quantity quantity);
    // The recording went on.
    void follow(const book::OrderBook& book);

private:
    struct Taken {
        Side side;  // of the level
        Price price;
        Quantity quantity;
        Quantity seen;  // what the recording had there
    };
    std::vector<Taken> taken_;
};

}  // namespace twinleg::replay
