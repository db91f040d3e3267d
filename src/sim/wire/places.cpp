#include "sim/wire/places.h"

namespace twinleg::sim::wire {

std::string with_places(std::string text, int places) {
    if (places <= 0) return text;
    const auto wanted = static_cast<std::size_t>(places);
    const auto point = text.find('.');
    const std::size_t there = point == std::string::npos ? 0 : text.size() - point - 1;
    if (there >= wanted) return text;
    if (point == std::string::npos) text += '.';
    return text.append(wanted - there, '0');
}

}  // namespace twinleg::sim::wire
