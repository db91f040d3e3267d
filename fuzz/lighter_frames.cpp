// Any bytes as a frame of Lighter's socket, as each of its REST answers and as metadata: no crash,
// what was read makes sense, and the same bytes say the same twice.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "venues/lighter/answers.h"
#include "venues/lighter/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg::venues;

    class Reader final : public UpdateSink {
    public:
        std::size_t updates{0};
        void on_update(const Update& update) override {
            ++updates;
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
    const std::string_view body{frame.data(), size};
    const std::span<const char> bytes{frame.data(), size};
    const auto decoder = lighter::make_decoder();
    const bool read = decoder->decode(bytes, false, twinleg::Stream::market, reader).has_value();
    Reader again;
    static_cast<void>(decoder->read_metadata(body));
    if (decoder->decode(bytes, false, twinleg::Stream::account, again).has_value() != read ||
        again.updates != reader.updates)
        std::abort();

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
