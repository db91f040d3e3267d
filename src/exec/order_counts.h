#pragma once
// How orders ended, for the report.

#include <cstdint>

#include "exec/order_record.h"

namespace twinleg::exec {

// Each order counts once, when it is final.
struct OrderCounts {
    std::uint64_t accepted{0};   // the venue took it, whatever became of it
    std::uint64_t rejected{0};   // the venue refused it
    std::uint64_t cancelled{0};  // ended by a cancel short of its quantity; a cut IOC too
    std::uint64_t expired{0};    // the same, by its validity

    void add(const OrderRecord& record);
};

}  // namespace twinleg::exec
