#include "venues/edgex/order_ids.h"

#include <charconv>

namespace twinleg::venues::edgex {
namespace {

// Zero for what is no number of 64 bits: the venue's ids are snowflakes of 18 digits.
std::uint64_t number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc{} && end == text.data() + text.size() ? number : 0;
}

}  // namespace

ClientOrderId OrderIds::parse(std::string_view text) const {
    if (!text.starts_with(prefix_)) return {};
    text.remove_prefix(prefix_.size());
    if (text.empty() || text.front() == '0') return {};
    const std::uint64_t number = number_of(text);
    return number >> 48 == 0 ? ClientOrderId{number} : ClientOrderId{};
}

OrderIds::Known& OrderIds::entry(std::uint64_t number) {
    const auto [at, added] = known_.try_emplace(number);
    if (added) {
        age_.push_back(number);
        if (age_.size() > kRemembered) {
            known_.erase(age_.front());
            age_.pop_front();
        }
    }
    return at->second;
}

void OrderIds::remember(std::string_view venue_order_id, ClientOrderId id) {
    const std::uint64_t number = number_of(venue_order_id);
    if (number != 0 && id.known()) entry(number).id = id;
}

ClientOrderId OrderIds::find(std::string_view venue_order_id) const {
    const auto found = known_.find(number_of(venue_order_id));
    return found == known_.end() ? ClientOrderId{} : found->second.id;
}

bool OrderIds::repeated(std::string_view venue_order_id, OrderWord word, Quantity filled) {
    const std::uint64_t number = number_of(venue_order_id);
    if (number == 0) return false;
    Known& known = entry(number);
    const bool same = known.told && known.word == word && known.filled == filled;
    known.told = true;
    known.word = word;
    known.filled = filled;
    return same;
}

}  // namespace twinleg::venues::edgex
