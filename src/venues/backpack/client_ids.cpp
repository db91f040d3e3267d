#include "venues/backpack/client_ids.h"

#include <algorithm>
#include <charconv>

namespace twinleg::venues::backpack {
namespace {

constexpr std::uint32_t kMostEpochs = 1U << 16;

// FNV-1a: the same on every machine and every day.
std::uint32_t hash_of(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash ^ (hash >> 16);
}

}  // namespace

ClientIds::ClientIds(std::string_view desk_tag) : shift_(hash_of(desk_tag) & kEpochMask) {}

std::uint32_t ClientIds::encode(ClientOrderId id) {
    const auto counter = static_cast<std::uint32_t>(id.value);
    if (id.epoch() > epoch_) {
        epoch_ = id.epoch();
        counter_ = counter;
    } else if (id.epoch() == epoch_) {
        counter_ = std::max(counter_, counter);
    }
    const std::uint32_t number =
        (((id.epoch() + shift_) & kEpochMask) << kCounterBits) | (counter & kCounterMask);
    return number;
}

ClientOrderId ClientIds::decode(std::uint64_t number) const {
    if (number == 0 || number > UINT32_MAX) return {};
    const auto bits = static_cast<std::uint32_t>(number);
    std::uint32_t epoch = ((bits >> kCounterBits) - shift_) & kEpochMask;
    constexpr std::uint32_t kEpochs = kEpochMask + 1;
    while (epoch + kEpochs <= epoch_)
        epoch += kEpochs;
    if (epoch >= kMostEpochs) return {};
    std::uint32_t counter = bits & kCounterMask;
    // Past two million orders of this start, the last number that ends in these bits.
    constexpr std::uint32_t kCounters = kCounterMask + 1;
    if (epoch == epoch_ && counter_ >= kCounters) {
        const std::uint32_t rounds = counter_ & ~kCounterMask;
        counter += counter <= (counter_ & kCounterMask) ? rounds : rounds - kCounters;
    }
    return ClientOrderId::make(epoch, counter);
}

ClientOrderId ClientIds::decode(std::string_view digits) const {
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (code != std::errc{} || end != digits.data() + digits.size()) return {};
    return decode(number);
}

}  // namespace twinleg::venues::backpack
