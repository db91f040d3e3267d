// Any bytes as a frame of Paradex's sockets, text and binary, and as an answer of its REST: no
// crash, and the same bytes say the same twice. The first byte chooses.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "venues/paradex/answers.h"
#include "venues/paradex/wire.h"

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
            for (const auto& side : {book->bids, book->asks})
                for (const Level& level : side)
                    if (!level.price.is_positive() || level.quantity.is_negative()) std::abort();
        }
        if (const auto* fill = std::get_if<FillUpdate>(&update)) {
            if (!fill->quantity.is_positive() || !fill->price.is_positive()) std::abort();
        }
        if (const auto* order = std::get_if<OrderUpdate>(&update)) {
            if (order->filled.is_negative() || order->quantity < order->filled) std::abort();
        }
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
    Count first;
    Count second;
    const bool read = wire.read(text, binary, first).has_value();
    if (wire.read(text, binary, second).has_value() != read || first.updates != second.updates)
        std::abort();
    if (binary) return 0;

    paradex::Answers answers;
    Count sink;
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
