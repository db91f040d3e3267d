// Any bytes as a frame of EdgeX's sockets, as an answer of its REST and as metadata, by the parts
// and by the decoder of `twinleg decode`: no crash, and the same bytes say the same twice.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "venues/edgex/answers.h"
#include "venues/edgex/wire.h"

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
            for (const Level& level : book->bids)
                if (!level.price.is_positive() || level.quantity.is_negative()) std::abort();
        }
        if (const auto* fill = std::get_if<FillUpdate>(&update)) {
            if (!fill->quantity.is_positive() || !fill->price.is_positive()) std::abort();
        }
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text;
    text.reserve(size + kFramePadding);
    text.assign(reinterpret_cast<const char*>(data), size);

    edgex::Frames frames;
    Count first;
    Count second;
    const bool read = frames.read(text, first).has_value();
    if (frames.read(text, second).has_value() != read || first.updates != second.updates)
        std::abort();

    edgex::Answers answers;
    const edgex::ContractInfo btc{.id = "30000001", .quote_coin_id = "1000"};
    edgex::ContractInfo contract;
    edgex::AccountInfo account;
    edgex::Page page;
    edgex::Answers::CancelResults results;
    std::string id;
    Time time;
    Count sink;
    (void)answers.server_time(text, time);
    (void)answers.order_id(text, id);
    (void)answers.cancel_results(text, results);
    (void)answers.orders(text, page, sink);
    (void)answers.fills(text, page, sink);
    (void)answers.funding(text, page, sink);
    (void)answers.account(text, btc, account);
    (void)answers.contract(text, edgex::Generation::v1, "BTCUSD", contract);
    (void)answers.contract(text, edgex::Generation::v2, "BTCUSDC", contract);

    const auto decoder = edgex::make_decoder();
    Count third;
    (void)decoder->read_metadata(text);
    const std::span<const char> frame{text.data(), text.size()};
    if (decoder->decode(frame, false, Stream::market, third).has_value() != read ||
        third.updates != first.updates)
        std::abort();
    (void)decoder->decode(frame, true, Stream::account, third);
    return 0;
}
