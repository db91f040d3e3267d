#pragma once
// The finest decimal digit seen, for a tick or lot that nobody told.

#include <algorithm>

#include "core/money.h"

namespace twinleg::replay {

template <typename T>
class FinestDigit {
public:
    void see(T value) {
        auto raw = value.raw();
        if (raw == 0) return;
        int places = T::kDigits;
        while (places > places_ && raw % 10 == 0) {
            raw /= 10;
            --places;
        }
        places_ = std::max(places_, places);
        any_ = true;
    }
    bool any() const { return any_; }
    // 10^-places of the finest value seen; one where there was none.
    T step() const {
        auto raw = T::kOne;
        for (int i = 0; i < places_; ++i)
            raw /= 10;
        return T::from_raw(raw);
    }

private:
    int places_{0};
    bool any_{false};
};

}  // namespace twinleg::replay
