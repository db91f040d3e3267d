// Frames for `twinleg decode`, each for itself.

#include "venues/paradex/wire.h"

namespace twinleg::venues::paradex {
namespace {

class Decoder final : public FrameDecoder {
public:
    // Either stream may have either kind of frame, and each says which it is.
    Result<void> decode(std::span<const char> frame, bool binary, Stream /*stream*/,
                        UpdateSink& sink) override {
        const auto head = wire_.read(frame, binary, sink);
        if (!head) return std::unexpected{head.error()};
        return {};
    }

    Result<void> read_metadata(std::string_view /*answer*/) override {
        return fail(Errc::unsupported, "paradex: frames name their markets by symbol");
    }

private:
    Wire wire_;
};

}  // namespace

std::unique_ptr<FrameDecoder> make_decoder() {
    return std::make_unique<Decoder>();
}

}  // namespace twinleg::venues::paradex
