// Any bytes as a frame of Lighter's socket and as each of its REST answers: no crash, and a book
// that was read holds no level without a price.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "venues/lighter/answers.h"
#include "venues/lighter/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg::venues;

    class Reader final : public UpdateSink {
    public:
        void on_update(const Update& update) override {
            if (const auto* fill = std::get_if<FillUpdate>(&update)) {
                if (!fill->quantity.is_positive() || fill->fill_id.empty()) std::abort();
            }
            if (const auto* book = std::get_if<BookUpdate>(&update)) {
                if (book->market.empty()) std::abort();
            }
        }
    };
    Reader reader;
    std::vector<char> frame(size + kFramePadding);
    if (size > 0) std::memcpy(frame.data(), data, size);
    static auto decoder = lighter::make_decoder();
    static_cast<void>(
        decoder->decode({frame.data(), size}, false, twinleg::Stream::market, reader));

    const std::string_view body{frame.data(), size};
    static_cast<void>(lighter::read_verdict(body));
    static_cast<void>(lighter::read_markets(body));
    static_cast<void>(lighter::read_account(body, 65));
    static_cast<void>(lighter::read_limits(body));
    static_cast<void>(lighter::read_api_keys(body));
    static_cast<void>(lighter::read_next_nonce(body));
    static_cast<void>(lighter::read_server_time(body));
    static_cast<void>(lighter::read_orders(body, reader));
    static_cast<void>(lighter::read_fills(body, 65, reader));
    static_cast<void>(lighter::read_sent(body));
    return 0;
}
