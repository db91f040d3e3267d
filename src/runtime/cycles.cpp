#include "runtime/cycles.h"

#include <ctime>

namespace twinleg::runtime {
namespace {

std::int64_t monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

CycleScale::CycleScale() : cycles_(cycles()), ns_(monotonic_ns()) {}

double CycleScale::ns_per_cycle() const {
    constexpr std::int64_t kEnough = 10'000'000;
    std::int64_t passed = 0;
    std::uint64_t counted = 0;
    do {
        passed = monotonic_ns() - ns_;
        counted = cycles() - cycles_;
    } while (passed < kEnough || counted == 0);
    return static_cast<double>(passed) / static_cast<double>(counted);
}

}  // namespace twinleg::runtime
