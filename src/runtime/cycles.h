#pragma once
// The processor's cycle counter: the cheapest way to see how long something took.

#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace twinleg::runtime {

// Never goes back on one core; its unit is known to CycleScale alone.
inline std::uint64_t cycles() {
#if defined(__x86_64__)
    return __rdtsc();
#else
    return static_cast<std::uint64_t>(__builtin_readcyclecounter());
#endif
}

// How many nanoseconds a cycle takes, measured over the life of this object: the longer it has
// lived, the better it knows. Good to a few parts in a thousand after ten milliseconds.
class CycleScale {
public:
    CycleScale();
    double ns_per_cycle() const;

private:
    std::uint64_t cycles_{0};
    std::int64_t ns_{0};
};

}  // namespace twinleg::runtime
