// Paradex: binary book frames, orders by the private socket.

#include <cstring>

#include <fmt/format.h>

#include "app/bench_dialect.h"

namespace twinleg::app {

namespace {

class ParadexDialect final : public BenchDialect {
public:
    // A frame is header and block: block length, template, schema, version; time, sequence, kind.
    std::optional<bool> book_frame(std::string_view frame) override {
        constexpr std::uint16_t kBook = 3;
        std::uint16_t which = 0;
        if (frame.size() < 25 || frame.starts_with('{')) return std::nullopt;
        std::memcpy(&which, frame.data() + 2, sizeof which);
        if (which != kBook) return std::nullopt;
        if (frame[24] != 0) return false;  // not a snapshot
        std::memcpy(&sequence_, frame.data() + 16, sizeof sequence_);
        return true;
    }

    std::string next_book_frame(bool open) override {
        std::string out;
        const auto put = [&out](auto value) {
            const auto at = out.size();
            out.resize(at + sizeof value);
            std::memcpy(out.data() + at, &value, sizeof value);
        };
        put(std::uint16_t{89});
        put(std::uint16_t{3});
        put(std::uint16_t{1});
        put(std::uint16_t{2});
        put(venue_clock_us());
        put(++sequence_);
        put(std::uint8_t{1});
        for (int i = 0; i < 9; ++i)
            put(std::int64_t{INT64_MIN});
        ++turn_;
        for (const bool asks : {false, true}) {
            const auto levels = bench_levels(open, asks, turn_);
            put(std::uint16_t{16});
            put(static_cast<std::uint16_t>(levels.size()));
            for (const auto& level : levels) {
                put(std::int64_t{level.price} * 100'000'000);
                put(std::int64_t{level.size} * 100'000'000);
            }
        }
        constexpr std::string_view kMarket = "BTC-USD-PERP";
        put(static_cast<std::uint8_t>(kMarket.size()));
        return out.append(kMarket);
    }
    bool binary_frames() const override { return true; }

    bool is_order_message(std::string_view message) const override {
        return message.find("\"order.create\"") != std::string_view::npos;
    }
    // Its replies repeat the channels it asked for.
    bool is_private(std::string_view message) const override {
        return message.find("\"orders.") != std::string_view::npos;
    }

    Ended end_order(std::string_view order) override {
        const auto object = [&](std::string_view status) {
            return fmt::format(
                R"({{"id":"{}","account":"0x1","market":"BTC-USD-PERP","side":"{}","type":"LIMIT","size":"{}","remaining_size":"{}","price":"{}","avg_fill_price":"","status":"{}","cancel_reason":"","client_id":"{}","instruction":"IOC","flags":[],"last_updated_at":{}}})",
                700'000'000'000'000'000 + orders_, text_behind(order, "\"side\""),
                text_behind(order, "\"size\""), text_behind(order, "\"size\""),
                text_behind(order, "\"price\""), status, text_behind(order, "\"client_id\""),
                venue_clock_us() / 1000);
        };
        ++orders_;
        return {
            fmt::format(
                R"({{"jsonrpc":"2.0","result":{{"order":{},"created_at":1,"received_at":1}},"usIn":1,"usOut":2,"usDiff":1,"id":{}}})",
                object("NEW"), text_behind(order, "\"id\"")),
            fmt::format(
                R"({{"jsonrpc":"2.0","method":"subscription","params":{{"channel":"orders.BTC-USD-PERP","data":{}}}}})",
                object("CLOSED"))};
    }

private:
    std::uint64_t sequence_{0};
    std::uint64_t orders_{0};
    unsigned turn_{0};
};

}  // namespace

std::unique_ptr<BenchDialect> paradex_dialect() {
    return std::make_unique<ParadexDialect>();
}

}  // namespace twinleg::app
