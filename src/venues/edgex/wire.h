#pragma once
// What EdgeX's sockets say, in the vocabulary of venues/update.h. Both generations speak the same
// frames.
//
// Source: venues page of EdgeX, "Websockets" and "Objects"; samples in
// tests/venues/edgex/data/sim_fixtures.json.
//
// Pure: bytes in, updates out. Numbers are read from their text into fixed point, never through a
// double; nothing is allocated in steady state.

#include <memory>
#include <span>
#include <string_view>

#include "venues/update.h"

namespace twinleg::venues::edgex {

// What a frame is, besides the updates in it. Views point into the frame.
struct FrameHead {
    enum class Kind : std::uint8_t {
        greeting,      // "connected"
        ping,          // to be answered with a pong of the same time
        pong,          // to one of ours
        subscribed,    // channel
        unsubscribed,  // channel
        error,         // text: the venue's word and sentence
        market,        // "quote-event": channel
        account,       // "trade-event": text is the event's name
        skipped,       // known, and of no use here
    };
    Kind kind{Kind::skipped};
    std::string_view channel;
    std::string_view text;     // ping, pong: the time as it came, without quotes
    bool snapshot{false};      // of a channel, or of the account
    std::uint64_t version{0};  // of the account; rises
    Time venue_time;           // of account frames
};

// Reads frames.
//
//   depth        one BookUpdate. A snapshot's `last` is endVersion; a change has first = previous =
//                startVersion and last = endVersion as they stand, which of them continue is the
//                connector's to see. Empty changes are heartbeats, and are told.
//   trades       TradeUpdates; the id is the first half of the ticket's UUID
//   ticker       MarkUpdate (the oracle price where no mark price is told), FundingUpdate, and
//                MarketStateUpdate where marketOpen is told
//   bookTicker   QuoteUpdates; fundingRate  FundingUpdates
//   metadata     MarketStateUpdates: not open for trade is halted, closed for opening cancel_only
//   account      in the order of the frame: OrderUpdate of `order`, FillUpdate of
//                `orderFillTransaction` (not those the risk check refused or has not seen yet),
//                PositionUpdate of `position`, FundingPaidUpdate of `positionTransaction`.
//                `collateral` is cash alone, no equity, and tells nothing.
//
// Markets are named by contractName where the frame has it, else by contractId.
// Of an order, `filled` is cumMatchSize − cumFailSize: what the matching engine matched, at once,
// less what the risk check took back.
//
// Threads: none of its own; belongs to one at a time.
class Frames {
public:
    Frames();
    ~Frames();
    Frames(const Frames&) = delete;
    Frames& operator=(const Frames&) = delete;

    // `frame` has kFramePadding readable bytes after it.
    // Errors: malformed or out_of_range, naming the field. Updates before it have been told.
    Result<FrameHead> read(std::span<const char> frame, UpdateSink& sink);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// For `twinleg decode`. read_metadata() takes an answer of getMetaData, and makes account frames
// name contracts by contractName.
std::unique_ptr<FrameDecoder> make_decoder();

}  // namespace twinleg::venues::edgex
