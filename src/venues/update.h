#pragma once
// What a venue's frames and answers say, in one vocabulary for all venues: what `wire` makes of
// bytes, before anybody asks which instrument of the desk it is about.

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <variant>

#include "core/event.h"
#include "core/result.h"

namespace twinleg::venues {

// Views point into the frame and live as long as it does. `market` is the venue's own name of the
// instrument as the frame has it: a symbol, a contract id, a market number.

struct BookUpdate {
    std::string_view market;
    bool snapshot{false};
    std::uint64_t first{0};     // of a snapshot: zero
    std::uint64_t last{0};      // of a snapshot: its sequence
    std::uint64_t previous{0};  // of a snapshot: zero
    Time venue_time;
    std::span<const Level> bids;  // a quantity of zero removes
    std::span<const Level> asks;
};

struct QuoteUpdate {
    std::string_view market;
    std::uint64_t sequence{0};
    Time venue_time;
    Level bid;  // a quantity of zero: that side is empty
    Level ask;
};

struct TradeUpdate {
    std::string_view market;
    std::uint64_t id{0};
    Time venue_time;
    Price price;
    Quantity quantity;
    Side taker_side{Side::buy};
};

struct MarkUpdate {
    std::string_view market;
    Price mark;
    Price index;  // zero: not told
    Time venue_time;
};

struct FundingUpdate {
    std::string_view market;
    Ratio rate;
    Duration interval;  // zero: not told
    Time next;          // unknown: not told
};

struct MarketStateUpdate {
    std::string_view market;
    MarketMode mode{MarketMode::normal};
};

struct OrderUpdate {
    std::string_view market;
    std::string_view client_order_id;  // the text the venue knows it by; empty where it has none
    std::string_view venue_order_id;
    OrderWord word{OrderWord::accepted};
    std::string_view reason_text;  // the venue's own word; empty where it gives none
    Reason reason{Reason::none};
    Side side{Side::buy};
    Price price;
    Quantity quantity;  // as ordered
    bool has_filled{true};
    Quantity filled;      // so far
    Price average_price;  // of what is filled; zero where not told
    bool reduce_only{false};
    Time venue_time;
};

struct FillUpdate {
    std::string_view market;
    std::string_view client_order_id;  // empty where the venue gives only its own
    std::string_view venue_order_id;
    std::string_view fill_id;
    Side side{Side::buy};
    Price price;
    Quantity quantity;
    Notional fee;  // positive is paid
    Liquidity liquidity{Liquidity::taker};
    Time venue_time;
};

struct PositionUpdate {
    std::string_view market;
    Quantity quantity;  // signed
    Price entry_price;  // zero where not told
    Time venue_time;
};

struct BalanceUpdate {
    std::string_view currency;  // empty where there is but one
    Notional equity;
    Notional free_collateral;
    Time venue_time;
};

struct FundingPaidUpdate {
    std::string_view market;
    std::string_view payment_id;
    Notional amount;  // positive is received
    Time venue_time;
};

using Update =
    std::variant<BookUpdate, QuoteUpdate, TradeUpdate, MarkUpdate, FundingUpdate, MarketStateUpdate,
                 OrderUpdate, FillUpdate, PositionUpdate, BalanceUpdate, FundingPaidUpdate>;

// Takes updates in the order they stand in the frame.
class UpdateSink {
public:
    virtual ~UpdateSink() = default;
    virtual void on_update(const Update& update) = 0;
};

// One frame, by itself, to updates: pure, and safe with any bytes. What `twinleg decode` prints.
//
// `frame` has at least kFramePadding writable bytes after it. A frame that is rightly skipped
// (greetings, pongs, acknowledgements) gives nothing and is no error.
// Errors: malformed or out_of_range, naming the first field that is missing or wrong. Updates that
// stood before it have been told.
class FrameDecoder {
public:
    virtual ~FrameDecoder() = default;
    virtual Result<void> decode(std::span<const char> frame, bool binary, Stream stream,
                                UpdateSink& sink) = 0;
    // The venue's own metadata answer, after which markets that frames name by number only are
    // named by symbol. Errors: malformed; unsupported, where frames have names anyway.
    virtual Result<void> read_metadata(std::string_view answer) = 0;
};

inline constexpr std::size_t kFramePadding = 64;  // what simdjson may read past the end

}  // namespace twinleg::venues
