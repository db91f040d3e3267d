#pragma once
// Our orders' numbers at the venue, which takes 32 bits where the engine has 48.
//
// Source: venues page of Backpack, "Hosts and general rules" (clientId).

#include <cstdint>
#include <string_view>

#include "core/order.h"

namespace twinleg::venues::backpack {

// The upper 11 bits are the epoch, moved by a hash of the desk's tag; the lower 21 the counter. So
// two million orders of a start have numbers of their own, 2,048 starts of a data directory share
// none, and two directories begin at different places. The venue wants a number to be unique only
// while its order is open.
//
// Coming back, the epoch is the newest one known that fits; before any is known, the smallest.
//
// Threads: none of its own.
class ClientIds {
public:
    explicit ClientIds(std::string_view desk_tag);

    std::uint32_t encode(ClientOrderId id);
    // Unknown for zero and for what no order of ours can have.
    ClientOrderId decode(std::uint64_t number) const;
    // The same of digits.
    ClientOrderId decode(std::string_view digits) const;

private:
    static constexpr std::uint32_t kCounterBits = 21;
    static constexpr std::uint32_t kCounterMask = (1U << kCounterBits) - 1;
    static constexpr std::uint32_t kEpochMask = (1U << (32 - kCounterBits)) - 1;

    std::uint32_t shift_;
    std::uint32_t epoch_{0};    // the newest
    std::uint32_t counter_{0};  // its highest
};

}  // namespace twinleg::venues::backpack
