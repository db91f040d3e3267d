// Any bytes as a frame of Aster's streams, and as an answer of its REST: no crash, and the same
// bytes say the same twice.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/sane_updates.h"
#include "venues/aster/answers.h"
#include "venues/aster/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg;
    using namespace twinleg::venues;
    const std::string_view text{reinterpret_cast<const char*>(data), size};

    aster::Frames frames;
    fuzz::read_twice([&](auto& sink) { return frames.read(text, sink).has_value(); });

    fuzz::SaneUpdates sink;
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
