#include "venues/edgex/order_ids.h"

namespace twinleg::venues::edgex {

void OrderIds::remember(std::string_view venue_order_id, ClientOrderId id) {
    const std::uint64_t number = kit::order_number(venue_order_id);
    if (number != 0 && id.known()) known_.entry(number).id = id;
}

ClientOrderId OrderIds::find(std::string_view venue_order_id) const {
    const Known* const found = known_.find(kit::order_number(venue_order_id));
    return found == nullptr ? ClientOrderId{} : found->id;
}

bool OrderIds::repeated(std::string_view venue_order_id, OrderWord word, Quantity filled) {
    const std::uint64_t number = kit::order_number(venue_order_id);
    if (number == 0) return false;
    Known& known = known_.entry(number);
    const bool same = known.told && known.word == word && known.filled == filled;
    known.told = true;
    known.word = word;
    known.filled = filled;
    return same;
}

}  // namespace twinleg::venues::edgex
