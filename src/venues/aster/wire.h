#pragma once
// What Aster's streams say, in the vocabulary of venues/update.h. V1 and V3 speak the same frames,
// and so do Binance's USD-margined futures.
//
// Source: venues page of Aster, "Streams"; samples in tests/venues/aster/data.
//
// Pure: bytes in, updates out. Numbers are read from their text into fixed point, never through a
// double; nothing is allocated in steady state.

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "venues/update.h"

namespace twinleg::venues::aster {

struct FrameHead {
    enum class Kind : std::uint8_t {
        skipped,     // an event of no use here
        answer,      // to a control frame of ours; its id is in `text`
        error,       // to one, too; text: its words
        market,      // a public event
        account,     // an event of the account
        funding,     // ACCOUNT_UPDATE that says a payment was made, and not which
        key_expired  // listenKeyExpired: nothing more comes
    };
    Kind kind{Kind::skipped};
    std::string_view text;
    Time venue_time;  // E
};

// Reads frames, bare or wrapped as {"stream":…,"data":…}.
//
//   depthUpdate       one BookUpdate: U first, u last, pu previous. Of a stream @depth5, 10 or 20,
//                     which tells whole top levels, a snapshot
//   a REST depth      {"lastUpdateId":…}: a snapshot; recordings have it between the frames
//   bookTicker        QuoteUpdate        aggTrade, trade   TradeUpdate
//   markPriceUpdate   MarkUpdate, FundingUpdate where it has a rate
//   ORDER_TRADE_UPDATE  of a trade the FillUpdate first, then the OrderUpdate
//   ACCOUNT_UPDATE    PositionUpdates of one-way positions
//
// Lists of events (`!markPrice@arr`) are walked. Threads: none of its own; one at a time.
class Frames {
public:
    // Errors: malformed, missing or out_of_range, naming the field. Updates before it were told.
    Result<FrameHead> read(std::span<const char> frame, UpdateSink& sink);

private:
    struct Walk;

    std::vector<Level> bids_;
    std::vector<Level> asks_;
    std::array<char, 48> fill_id_{};
};

std::unique_ptr<FrameDecoder> make_decoder();

// {"method":"SUBSCRIBE","params":["btcusdt@markPrice@1s"],"id":1}
std::string subscribe_frame(std::string_view stream, unsigned id);

// "btcusdt" of "BTCUSDT"
std::string stream_symbol(std::string_view symbol);

}  // namespace twinleg::venues::aster
