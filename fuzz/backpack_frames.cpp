// Any bytes as a frame of Backpack's streams, and as an answer of its REST: no crash, and the same
// bytes say the same twice.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/sane_updates.h"
#include "venues/backpack/answers.h"
#include "venues/backpack/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg;
    using namespace twinleg::venues;
    const std::string_view text{reinterpret_cast<const char*>(data), size};

    backpack::Frames frames;
    fuzz::read_twice([&](auto& sink) { return frames.read(text, sink).has_value(); });

    fuzz::SaneUpdates sink;
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
