// Any bytes as a frame of Aster's streams, and as an answer of its REST: no crash, and the same
// bytes say the same twice.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "venues/aster/answers.h"
#include "venues/aster/wire.h"

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

    aster::Frames frames;
    Count first;
    Count second;
    const bool read = frames.read(text, first).has_value();
    if (frames.read(text, second).has_value() != read || first.updates != second.updates)
        std::abort();

    Count sink;
    std::uint64_t last_id = 0;
    (void)aster::read_verdict(text);
    (void)aster::read_time(text);
    (void)aster::read_exchange_info(text);
    (void)aster::read_funding_interval(text, "BTCUSDT");
    (void)aster::read_dual_side(text);
    (void)aster::read_commission(text);
    (void)aster::read_account(text);
    (void)aster::read_position(text, "BTCUSDT");
    (void)aster::read_listen_key(text);
    (void)aster::read_depth(text, "BTCUSDT", sink);
    (void)aster::read_orders(text, sink);
    (void)aster::read_fills(text, sink, last_id);
    (void)aster::read_funding(text, sink);
    return 0;
}
