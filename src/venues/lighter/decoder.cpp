#include <vector>

#include "venues/lighter/answers.h"
#include "venues/lighter/wire.h"

namespace twinleg::venues::lighter {
namespace {

class Decoder final : public FrameDecoder {
public:
    Decoder() { wire_.want_names({}); }

    Result<void> decode(std::span<const char> frame, bool binary, Stream,
                        UpdateSink& sink) override {
        if (binary) return fail(Errc::malformed, "frame: binary, where this venue speaks text");
        Telling telling{sink};
        const auto head = wire_.read(frame, telling);
        if (!head) return std::unexpected{head.error()};
        return {};
    }

    Result<void> read_metadata(std::string_view answer) override {
        const auto markets = read_markets(answer);
        if (!markets) return std::unexpected{markets.error()};
        if (markets->empty())
            return fail(Errc::missing, "metadata: order_book_details names no market");
        std::map<std::string, std::string, std::less<>> names;
        for (const MarketInfo& market : *markets)
            names.emplace(std::to_string(market.id), market.symbol);
        wire_.want_names(std::move(names));
        return {};
    }

private:
    // Of a frame only the updates are printed.
    class Telling final : public FrameSink {
    public:
        explicit Telling(UpdateSink& to) : to_(to) {}
        void on_update(const Update& update) override { to_.on_update(update); }

    private:
        UpdateSink& to_;
    };

    Wire wire_;
};

}  // namespace

std::unique_ptr<FrameDecoder> make_decoder() {
    return std::make_unique<Decoder>();
}

}  // namespace twinleg::venues::lighter
