#pragma once
// The saved inputs of a fuzz target, replayed: whole, cut off and spoiled.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace twinleg::support {

using FuzzTarget = int (*)(const std::uint8_t* data, std::size_t size);

inline void feed(FuzzTarget target, const std::string& text) {
    target(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

// Every file of fuzz/corpus/NAME.
inline std::vector<std::string> read_corpus(const std::string& name) {
    std::vector<std::string> out;
    const std::filesystem::path folder = TWINLEG_SOURCE_DIR "/fuzz/corpus";
    for (const auto& entry : std::filesystem::directory_iterator{folder / name})
        out.push_back(read_file(entry.path()));
    return out;
}

// Feeds all of them to the target. How many there were.
inline std::size_t replay_corpus(const std::string& name, FuzzTarget target) {
    const auto inputs = read_corpus(name);
    for (const auto& text : inputs)
        feed(target, text);
    return inputs.size();
}

// Feeds those of them that are short, cut off and with a byte spoiled, at every `step` bytes. How
// many that were.
inline std::size_t replay_spoiled_corpus(const std::string& name, FuzzTarget target,
                                         std::size_t step = 7) {
    std::size_t fed = 0;
    for (const auto& text : read_corpus(name)) {
        if (text.size() > 2500) continue;
        for (std::size_t at = 0; at < text.size(); at += step) {
            feed(target, text.substr(0, at));
            std::string spoiled = text;
            spoiled[at] = static_cast<char>(spoiled[at] ^ 0x15);
            feed(target, spoiled);
            ++fed;
        }
    }
    return fed;
}

}  // namespace twinleg::support
