#pragma once
// Frames for `twinleg decode` of a venue that speaks text alone and names its markets by symbol.

#include <memory>
#include <string>
#include <string_view>

#include "venues/update.h"

namespace twinleg::venues::kit {

// `Frames` is the venue's reader: read(frame, sink) → Result of its head.
//
// Threads: none of its own; one at a time.
template <typename Frames>
class TextDecoder final : public FrameDecoder {
public:
    explicit TextDecoder(std::string_view venue) : venue_(venue) {}

    Result<void> decode(std::span<const char> frame, bool binary, Stream,
                        UpdateSink& sink) override {
        if (binary) return fail(Errc::malformed, "frame: binary, where this venue speaks text");
        const auto head = frames_.read(frame, sink);
        if (!head) return std::unexpected{head.error()};
        return {};
    }
    Result<void> read_metadata(std::string_view) override {
        return fail(Errc::unsupported, venue_ + ": frames name their market by its symbol");
    }

private:
    const std::string venue_;
    Frames frames_;
};

}  // namespace twinleg::venues::kit
