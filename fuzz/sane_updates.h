#pragma once
// What a venue's decoder makes of any bytes: updates that make sense, counted.

#include <cstddef>
#include <variant>

#include "fuzz/must.h"
#include "venues/update.h"

namespace twinleg::fuzz {

// Prices of levels and fills are above zero, quantities not below.
class SaneUpdates : public venues::UpdateSink {
public:
    std::size_t updates{0};

    void on_update(const venues::Update& update) override {
        ++updates;
        if (const auto* book = std::get_if<venues::BookUpdate>(&update)) {
            for (const auto& side : {book->bids, book->asks})
                for (const Level& level : side)
                    must(level.price.is_positive() && !level.quantity.is_negative());
        }
        if (const auto* fill = std::get_if<venues::FillUpdate>(&update))
            must(fill->quantity.is_positive() && fill->price.is_positive());
    }
};

struct ReadTwice {
    bool understood{false};
    std::size_t updates{0};
};

// The same bytes say the same twice. read(sink): whether it understood them.
template <typename Updates = SaneUpdates, typename Read>
ReadTwice read_twice(Read read) {
    Updates first;
    Updates second;
    const bool understood = read(first);
    must(read(second) == understood && second.updates == first.updates);
    return {understood, first.updates};
}

}  // namespace twinleg::fuzz
