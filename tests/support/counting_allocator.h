#pragma once
// Counts what the program takes from the heap. For one source file of one test binary: it replaces
// the global operator new and delete of that binary. ThreadSanitizer brings its own, so nothing is
// counted there.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TWINLEG_COUNTS_NOTHING
#endif
#endif

namespace twinleg::support {

#ifdef TWINLEG_COUNTS_NOTHING
inline constexpr bool kCounts = false;
#else
inline constexpr bool kCounts = true;
#endif

inline std::atomic<std::uint64_t> g_allocations{0};

// Allocations of all threads since the object was made.
class CountAllocations {
public:
    std::uint64_t count() const { return g_allocations.load() - before_; }

private:
    std::uint64_t before_{g_allocations.load()};
};

inline void* counted(std::size_t size, std::size_t alignment) {
    g_allocations.fetch_add(1, std::memory_order_relaxed);
    const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
    void* memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

}  // namespace twinleg::support

#ifndef TWINLEG_COUNTS_NOTHING
// There is one of each in a program. Never inlined, or g++ takes the halves of a pair for a
// mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
    return twinleg::support::counted(size, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new[](std::size_t size) {
    return twinleg::support::counted(size, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
    return twinleg::support::counted(size, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void* operator new[](std::size_t size, std::align_val_t alignment) {
    return twinleg::support::counted(size, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return twinleg::support::counted(size, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return twinleg::support::counted(size, alignof(std::max_align_t));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
#endif
