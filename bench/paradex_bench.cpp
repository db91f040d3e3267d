// Paradex's frames to updates: binary books, their JSON form, fills.
//
//   cmake --preset release -DTWINLEG_BENCH=ON && cmake --build build/release --target paradex_bench
//   build/release/bin/paradex_bench --benchmark_repetitions=9
//   --benchmark_report_aggregates_only=true

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "venues/paradex/wire.h"

namespace {

using namespace twinleg;
using namespace twinleg::venues;

// Touches what it is told, so that nothing can be left out.
class Sum final : public UpdateSink {
public:
    void on_update(const Update& update) override {
        const auto* book = std::get_if<BookUpdate>(&update);
        if (book == nullptr) return;
        for (const Level& level : book->bids)
            total += level.price.raw() ^ level.quantity.raw();
        for (const Level& level : book->asks)
            total += level.price.raw() ^ level.quantity.raw();
    }
    std::int64_t total{0};
};

class Bytes {
public:
    template <typename T>
    Bytes& put(T value) {
        const std::size_t at = text_.size();
        text_.resize(at + sizeof value);
        std::memcpy(text_.data() + at, &value, sizeof value);
        return *this;
    }
    Bytes& text(std::string_view value) {
        put(static_cast<std::uint8_t>(value.size()));
        text_ += value;
        return *this;
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

// An increment with so many levels a side.
std::string book_frame(int levels) {
    Bytes out;
    out.put<std::uint16_t>(89).put<std::uint16_t>(3).put<std::uint16_t>(1).put<std::uint16_t>(2);
    out.put<std::int64_t>(1'795'438'493'571'222).put<std::int64_t>(7'565'643'792);
    out.put<std::uint8_t>(1);
    for (int i = 0; i < 9; ++i)
        out.put<std::int64_t>(INT64_MIN);
    for (int side = 0; side < 2; ++side) {
        out.put<std::uint16_t>(16).put(static_cast<std::uint16_t>(levels));
        for (int i = 0; i < levels; ++i)
            out.put<std::int64_t>(6'000'000'000'000 + 10'000'000 * (side == 0 ? -i : i + 1))
                .put<std::int64_t>(100'000 + i);
    }
    return out.text("BTC-USD-PERP").take();
}

// The same in JSON.
std::string json_frame(int levels) {
    std::string text =
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"order_book.BTC-USD-PERP.deltas",)"
        R"("data":{"seq_no":7565643792,"market":"BTC-USD-PERP","last_updated_at":1795438493571,)"
        R"("update_type":"d","inserts":[],"updates":[)";
    for (int i = 0; i < 2 * levels; ++i) {
        char level[80];
        std::snprintf(level, sizeof level, R"(%s{"side":"%s","price":"%d.%d","size":"0.%05d"})",
                      i > 0 ? "," : "", i % 2 == 0 ? "BUY" : "SELL",
                      i % 2 == 0 ? 59'999 - i : 60'001 + i, i % 10, 10'000 + i);
        text += level;
    }
    return text + R"(],"deletes":[]}}})";
}

void decode(benchmark::State& state, const std::string& text, bool binary) {
    std::vector<char> frame(text.begin(), text.end());
    frame.resize(text.size() + kFramePadding);
    paradex::Wire wire;
    Sum sum;
    for (auto _ : state) {
        const auto head = wire.read({frame.data(), text.size()}, binary, sum);
        if (!head) {
            state.SkipWithError(head.error().message.c_str());
            break;
        }
    }
    benchmark::DoNotOptimize(sum.total);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

// The frame alone.
void sbe_book(benchmark::State& state) {
    const std::string frame = book_frame(static_cast<int>(state.range(0)));
    paradex::Sbe sbe;
    Sum sum;
    for (auto _ : state) {
        const auto head = sbe.read(frame, sum);
        if (!head) {
            state.SkipWithError(head.error().message.c_str());
            break;
        }
    }
    benchmark::DoNotOptimize(sum.total);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(frame.size()));
}
BENCHMARK(sbe_book)->Arg(1)->Arg(3)->Arg(16);

// As it comes from a socket.
void wire_book(benchmark::State& state) {
    decode(state, book_frame(static_cast<int>(state.range(0))), true);
}
BENCHMARK(wire_book)->Arg(1)->Arg(3)->Arg(16);

void json_book(benchmark::State& state) {
    decode(state, json_frame(static_cast<int>(state.range(0))), false);
}
BENCHMARK(json_book)->Arg(1)->Arg(3)->Arg(16);

}  // namespace
