#pragma once
// What the engine's process and the venues' process say to each other over a Unix socket.
//
//   frame := size:u32 word:u8 payload:size
//
// Engine to venues: start (epoch), next (wake_at), execute (time, command), done (positions).
// Venues to engine: event, no_more. Events and commands are in the journal's own encoding.

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/file.h"

namespace twinleg::crash {

enum class Word : std::uint8_t { start = 1, next, execute, done, event, no_more };

struct Frame {
    Word word{Word::start};
    std::vector<std::byte> payload;

    // Takes a number off the front.
    template <typename T>
    T take() {
        T value{};
        std::memcpy(&value, payload.data() + taken, sizeof value);
        taken += sizeof value;
        return value;
    }
    std::span<const std::byte> rest() const { return std::span(payload).subspan(taken); }
    std::size_t taken{0};
};

template <typename T>
void put(std::vector<std::byte>& payload, T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto* bytes = reinterpret_cast<const std::byte*>(&value);
    payload.insert(payload.end(), bytes, bytes + sizeof value);
}

class Wire {
public:
    explicit Wire(store::File file) : file_(std::move(file)) {}

    // Has left when it returns: whoever dies then, the other side reads it. False if that one is
    // gone.
    bool send(Word word, std::span<const std::byte> payload = {}) {
        out_.clear();
        put(out_, static_cast<std::uint32_t>(payload.size()));
        put(out_, static_cast<std::uint8_t>(word));
        out_.insert(out_.end(), payload.begin(), payload.end());
        return store::write_all(file_.get(), out_) == 0;
    }

    // Nothing once the other side is gone.
    std::optional<Frame> receive() {
        std::byte head[5];
        if (!read_all(head)) return std::nullopt;
        std::uint32_t size = 0;
        std::memcpy(&size, head, sizeof size);
        Frame frame{.word = static_cast<Word>(head[4]), .payload = {}, .taken = 0};
        frame.payload.resize(size);
        if (!read_all(frame.payload)) return std::nullopt;
        return frame;
    }

private:
    bool read_all(std::span<std::byte> bytes) {
        while (!bytes.empty()) {
            const ssize_t got = ::read(file_.get(), bytes.data(), bytes.size());
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return false;
            bytes = bytes.subspan(static_cast<std::size_t>(got));
        }
        return true;
    }

    store::File file_;
    std::vector<std::byte> out_;
};

}  // namespace twinleg::crash
