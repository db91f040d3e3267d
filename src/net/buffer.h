#pragma once
// Bytes read and not yet understood, in one piece. For net's own .cpp files only.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace twinleg::net {

// Readable and writable bytes behind every message we hand out: simdjson reads past the end.
inline constexpr std::size_t kSpare = 64;

// Invariant: at least kSpare bytes of ours lie behind the last one. Memory grows with what was
// really read, never with what a peer announces, and is kept for the next message.
class Buffer {
public:
    std::span<char> bytes() { return {memory_.get() + begin_, end_ - begin_}; }
    std::string_view view() const { return {memory_.get() + begin_, end_ - begin_}; }
    std::size_t size() const { return end_ - begin_; }
    bool empty() const { return begin_ == end_; }

    // Room for at least `least` more bytes. Moves what is there; spans given out before are void.
    std::span<char> prepare(std::size_t least) {
        if (capacity_ - std::min(capacity_, end_ + kSpare) < least) make_room(least);
        return {memory_.get() + end_, capacity_ - kSpare - end_};
    }
    // So many of the prepared bytes have been written.
    void commit(std::size_t count) { end_ += count; }
    // So many at the front have been understood. They stay where they are until prepare().
    void consume(std::size_t count) {
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    void append(std::string_view bytes) {
        if (bytes.empty()) return;
        std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
        commit(bytes.size());
    }
    void clear() { begin_ = end_ = 0; }

private:
    void make_room(std::size_t least) {
        const auto held = size();
        const auto needed = held + least + kSpare;
        if (needed <= capacity_) {
            std::memmove(memory_.get(), memory_.get() + begin_, held);
        } else {
            const auto bigger = std::max({needed, 2 * capacity_, std::size_t{16} << 10});
            auto fresh = std::make_unique_for_overwrite<char[]>(bigger);
            if (held != 0) std::memcpy(fresh.get(), memory_.get() + begin_, held);
            memory_ = std::move(fresh);
            capacity_ = bigger;
        }
        begin_ = 0;
        end_ = held;
    }

    std::unique_ptr<char[]> memory_;
    std::size_t capacity_{0};
    std::size_t begin_{0};
    std::size_t end_{0};
};

}  // namespace twinleg::net
