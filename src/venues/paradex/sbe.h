#pragma once
// Paradex's binary frames (SBE) in the vocabulary of venues/update.h.
//
// Source: venues page of Paradex, section 12; vectors in tests/venues/paradex/data/sbe_frames.json.
//
// Pure: bytes in, updates out; nothing is allocated in steady state.

#include <cstdint>
#include <memory>
#include <span>

#include "core/result.h"
#include "venues/update.h"

namespace twinleg::venues::paradex {

enum class Template : std::uint16_t {
    trade = 1,
    bbo = 2,
    book = 3,
    summary = 4,
    funding = 5,
    funding_comparison = 6,
    order = 20,
    fill = 21,
    position = 22,
    account = 23,
    heartbeat = 40,
    subscribed = 41,  // reserved, not sent
};

// What a frame is, besides the updates in it.
struct SbeHead {
    std::uint16_t template_id{0};
    std::uint16_t version{0};
    bool known{false};        // false: a template of a later day; skipped
    bool liquidation{false};  // of an account: the venue has begun to close it

    bool is(Template which) const { return template_id == static_cast<std::uint16_t>(which); }
    // Whose books or orders it may have been about, had it been readable.
    bool is_private() const { return template_id >= 20 && template_id < 40; }
};

// Reads frames of every version of schema 1 (page, 12.4):
//
//   * The block's length is the header's. A field is there if it ends within the block; a block
//     longer than known is passed over, one shorter than version 0's is malformed. So are entries.
//   * Texts are positional; later ones are absent where bytes or version do not reach them.
//   * Unknown templates are skipped. Unknown enums are nothing: a trade without a side and a
//     position without one tell nothing, an order's status is `accepted`, a fill's side is an
//     error, since a fill that cannot be booked must not be passed over.
//
//   trade      TradeUpdate; `id` is the book's sequence. (tradeId is a piece of an id, and no key.)
//   bbo        QuoteUpdate; a price no book can hold counts as an empty side
//   book       BookUpdate; an increment has first = last = sequence and previous = sequence − 1
//   summary    MarkUpdate, FundingUpdate (rate of eight hours, the finer of both, cut at 10 places)
//   funding    FundingUpdate; comparison: the same, of the venue's own rate alone
//   order      OrderUpdate; fill: FillUpdate, and FundingPaidUpdate where it realised funding;
//   position   PositionUpdate, signed; account: BalanceUpdate
//
// Times are put to whole microseconds, as they come.
// Threads: none of its own; belongs to one at a time.
class Sbe {
public:
    Sbe();
    ~Sbe();
    Sbe(const Sbe&) = delete;
    Sbe& operator=(const Sbe&) = delete;

    // Errors: malformed or unsupported (another schema), naming what is wrong.
    Result<SbeHead> read(std::span<const char> frame, UpdateSink& sink);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace twinleg::venues::paradex
