#include "venues/aster/order_ids.h"

#include <charconv>

namespace twinleg::venues::aster {
namespace {

// Zero for what is no number of 64 bits.
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

void OrderIds::remember(std::string_view venue_order_id, ClientOrderId id) {
    const std::uint64_t number = number_of(venue_order_id);
    if (number == 0 || !id.known()) return;
    if (!known_.insert_or_assign(number, id).second) return;
    age_.push_back(number);
    if (age_.size() <= kRemembered) return;
    known_.erase(age_.front());
    age_.pop_front();
}

ClientOrderId OrderIds::find(std::string_view venue_order_id) const {
    const auto found = known_.find(number_of(venue_order_id));
    return found == known_.end() ? ClientOrderId{} : found->second;
}

}  // namespace twinleg::venues::aster
