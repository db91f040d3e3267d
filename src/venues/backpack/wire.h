#pragma once
// What Backpack's streams say, in the vocabulary of venues/update.h.
//
// Source: venues page of Backpack, "Streams"; samples in tests/venues/backpack/data.
//
// Pure: bytes in, updates out. Numbers are read from their text into fixed point, never through a
// double; nothing is allocated in steady state.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "venues/update.h"

namespace twinleg::venues::backpack {

struct FrameHead {
    enum class Kind : std::uint8_t {
        skipped,   // an acknowledgement, a stream of no use here
        market,    // a public stream
        order,     // account.orderUpdate
        position,  // account.positionUpdate
        error,     // text: the frame's own words
    };
    Kind kind{Kind::skipped};
    std::string_view stream;
    std::string_view text;
};

// Reads frames.
//
//   depth        one BookUpdate: first = U, last = u, previous = U − 1
//   bookTicker   QuoteUpdate      trade      TradeUpdate
//   markPrice    MarkUpdate and FundingUpdate (its interval is in the metadata alone)
//   liquidation  nothing
//   orderUpdate  of a fill the FillUpdate first, then the OrderUpdate
//   positionUpdate  PositionUpdate
//
// Times are those of the engine (T), in microseconds.
// Threads: none of its own; belongs to one at a time.
class Frames {
public:
    // Errors: malformed, missing or out_of_range, naming the field. Updates before it were told.
    Result<FrameHead> read(std::span<const char> frame, UpdateSink& sink);

private:
    struct Walk;

    std::vector<Level> bids_;
    std::vector<Level> asks_;
};

std::unique_ptr<FrameDecoder> make_decoder();

// {"method":"SUBSCRIBE","params":["depth.BTC_USDC_PERP",…]}; private streams are Signer::frame's.
std::string subscribe_frame(std::span<const std::string> streams);

}  // namespace twinleg::venues::backpack
