// Any bytes as a frame of Paradex's sockets, text and binary, and as an answer of its REST: no
// crash, and the same bytes say the same twice. The first byte chooses.

#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/sane_updates.h"
#include "venues/paradex/answers.h"
#include "venues/paradex/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace twinleg;
using namespace twinleg::venues;

class Updates final : public fuzz::SaneUpdates {
public:
    void on_update(const Update& update) override {
        SaneUpdates::on_update(update);
        if (const auto* order = std::get_if<OrderUpdate>(&update))
            fuzz::must(!order->filled.is_negative() && order->quantity >= order->filled);
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const bool binary = *data != 'T';
    std::string text;
    text.reserve(size + kFramePadding);
    text.assign(reinterpret_cast<const char*>(data + 1), size - 1);

    paradex::Wire wire;
    fuzz::read_twice<Updates>(
        [&](auto& sink) { return wire.read(text, binary, sink).has_value(); });
    if (binary) return 0;

    paradex::Answers answers;
    Updates sink;
    (void)answers.refusal(text);
    (void)answers.market(text, "BTC-USD-PERP");
    (void)answers.system(text);
    (void)answers.status(text);
    (void)answers.server_time(text);
    (void)answers.token(text);
    (void)answers.account(text);
    (void)answers.account_info(text, "0x1");
    (void)answers.bbo(text);
    (void)answers.order(text, sink);
    (void)answers.orders(text, sink);
    (void)answers.fills(text, sink);
    (void)answers.positions(text, sink);
    return 0;
}
