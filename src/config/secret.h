#pragma once
// Text that nobody may see: keys, tokens, passphrases.

#include <cstddef>
#include <string>
#include <string_view>

namespace twinleg::config {

// Kept apart from all other memory: locked where the system allows it, never in a core dump, wiped
// at the end. It cannot be copied, streamed or formatted, so that it reaches no log by accident.
//
// Threads: none of its own; like a string.
class Secret {
public:
    Secret() = default;
    // A copy of `text`; the caller wipes its own.
    explicit Secret(std::string_view text);
    // Takes `text` over and wipes it.
    static Secret taken(std::string& text);
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    // Do not copy it anywhere that is not wiped.
    std::string_view reveal() const { return {bytes_, size_}; }
    bool empty() const { return size_ == 0; }

private:
    char* bytes_{nullptr};
    std::size_t size_{0};
};

// Overwrites every byte, and leaves it empty.
void wipe(std::string& text);

}  // namespace twinleg::config
