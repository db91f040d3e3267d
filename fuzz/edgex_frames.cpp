// Any bytes as a frame of EdgeX's sockets, as an answer of its REST and as metadata, by the parts
// and by the decoder of `twinleg decode`: no crash, and the same bytes say the same twice.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "fuzz/sane_updates.h"
#include "venues/edgex/answers.h"
#include "venues/edgex/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg;
    using namespace twinleg::venues;
    std::string text;
    text.reserve(size + kFramePadding);
    text.assign(reinterpret_cast<const char*>(data), size);

    edgex::Frames frames;
    const auto [read, updates] =
        fuzz::read_twice([&](auto& sink) { return frames.read(text, sink).has_value(); });

    edgex::Answers answers;
    const edgex::ContractInfo btc{.id = "30000001", .quote_coin_id = "1000"};
    edgex::ContractInfo contract;
    edgex::AccountInfo account;
    edgex::Page page;
    edgex::Answers::CancelResults results;
    std::string id;
    Time time;
    fuzz::SaneUpdates sink;
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
    fuzz::SaneUpdates third;
    (void)decoder->read_metadata(text);
    const std::span<const char> frame{text.data(), text.size()};
    fuzz::must(decoder->decode(frame, false, Stream::market, third).has_value() == read &&
               third.updates == updates);
    (void)decoder->decode(frame, true, Stream::account, third);
    return 0;
}
