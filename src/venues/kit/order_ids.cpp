#include "venues/kit/order_ids.h"

#include <charconv>

namespace twinleg::venues::kit {

ClientOrderId OrderNames::parse(std::string_view text) const {
    if (!text.starts_with(prefix_)) return {};
    text.remove_prefix(prefix_.size());
    if (text.empty() || text.front() == '0') return {};
    const std::uint64_t number = order_number(text);
    return number >> 48 == 0 ? ClientOrderId{number} : ClientOrderId{};
}

std::uint64_t order_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc{} && end == text.data() + text.size() ? number : 0;
}

}  // namespace twinleg::venues::kit
