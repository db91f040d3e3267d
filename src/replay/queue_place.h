#pragma once
// Where a resting order of ours stands among the recorded ones at its price.

#include "core/money.h"

namespace twinleg::replay {

// It comes behind all that is there. A public trade takes from those before it first; what the
// level loses without a trade was cancelled before and behind it in proportion. A trade told after
// the increment that shows it does not count twice.
//
// Threads: none of its own.
class QueuePlace {
public:
    // here: what others have at its price when it comes.
    explicit QueuePlace(Quantity here) : ahead_(here), seen_(here) {}

    // The recording shows so much at its price.
    void level_is(Quantity here);
    // So much was traded there. Answers how much of it reaches our order.
    Quantity traded(Quantity quantity);

    // What is still before it.
    Quantity ahead() const { return ahead_; }

private:
    Quantity ahead_;
    Quantity seen_;       // others at its price, as last recorded
    Quantity traded_;     // told as trades, not yet seen to leave the level
    Quantity cancelled_;  // seen to leave the level without a trade, until the next trade
};

}  // namespace twinleg::replay
