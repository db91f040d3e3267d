// Any bytes as a frame of Backpack's streams, and as an answer of its REST: no crash, and the same
// bytes say the same twice.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "venues/backpack/answers.h"
#include "venues/backpack/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace twinleg;
using namespace twinleg::venues;

class Count final : public UpdateSink {
public:
    std::size_t updates{0};
    void on_update(const Update& update) override {
        ++updates;
        if (const auto* book = std::get_if<BookUpdate>(&update)) {
            for (const auto side : {book->bids, book->asks})
                for (const Level& level : side)
                    if (!level.price.is_positive() || level.quantity.is_negative()) std::abort();
        }
        if (const auto* fill = std::get_if<FillUpdate>(&update)) {
            if (!fill->quantity.is_positive() || !fill->price.is_positive()) std::abort();
        }
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};

    backpack::Frames frames;
    Count first;
    Count second;
    const bool read = frames.read(text, first).has_value();
    if (frames.read(text, second).has_value() != read || first.updates != second.updates)
        std::abort();

    Count sink;
    (void)backpack::read_refusal(text);
    (void)backpack::read_time(text);
    (void)backpack::read_iso_time(text, "time");
    (void)backpack::read_markets(text);
    (void)backpack::read_account(text);
    (void)backpack::read_collateral(text);
    (void)backpack::read_depth(text, "BTC_USDC_PERP", sink);
    (void)backpack::read_orders(text, sink);
    (void)backpack::read_fills(text, sink);
    (void)backpack::read_positions(text, sink);
    (void)backpack::read_funding(text, sink);
    return 0;
}
