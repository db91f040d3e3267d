#pragma once
// One raw Binance frame, taken apart.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/result.h"

namespace twinleg::replay {

struct BinanceFrame {
    enum class What : std::uint8_t { other, snapshot, delta, quote, trade };
    What what{What::other};
    std::string_view symbol;   // as text in the frame; empty: not told
    bool has_pair{false};      // "ps", "pair": COIN-M
    bool has_previous{false};  // "pu": futures
    bool has_times{false};     // "T" beside "U" or in the snapshot: futures
    std::uint64_t first{0};    // U
    std::uint64_t last{0};     // u, or lastUpdateId
    std::uint64_t previous{0};
    std::uint64_t trade_id{0};
    Time venue_time;  // T, else E; unknown: not told
    Level bid, ask;   // quote
    Price price;      // trade
    Quantity quantity;
    bool buyer_is_maker{false};
    // Of a book; live until the next decode.
    std::vector<Level> bids, asks;
};

class BinanceDecoder {
public:
    BinanceDecoder();
    ~BinanceDecoder();

    // `json` must be followed by LineReader::kPadding readable bytes.
    //
    // Errors: malformed, out_of_range, missing, naming the field.
    Result<void> decode(std::string_view json, BinanceFrame& out);

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace twinleg::replay
