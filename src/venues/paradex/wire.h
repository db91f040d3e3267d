#pragma once
// What Paradex's sockets say, text and binary, in the vocabulary of venues/update.h.
//
// Source: venues page of Paradex, sections 7 (JSON-RPC) and 12 (SBE).
//
// Pure: bytes in, updates out.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "venues/paradex/sbe.h"
#include "venues/update.h"

namespace twinleg::venues::paradex {

// What a frame is, besides the updates in it. Views point into the frame.
struct FrameHead {
    enum class Kind : std::uint8_t {
        data,     // of a channel; `channel` where it is text
        reply,    // to a request of ours
        error,    // to a request of ours, or to nobody
        skipped,  // heartbeats, templates of a later day
    };
    Kind kind{Kind::skipped};
    bool binary{false};
    SbeHead sbe;               // of binary frames
    std::string_view channel;  // of data, and of the reply to a subscription
    std::string_view id;       // of replies and errors, digits; empty: none
    // Of a reply's result.
    std::string_view order_id;
    std::string_view status;  // "QUEUED_FOR_CANCELLATION", "ok"
    std::optional<bool> enabled;
    // Of an error.
    std::int64_t code{0};
    std::string_view message;
    std::string_view data;  // its text, where it has one
    // Of an account object in text; of binary ones see `sbe`.
    bool liquidation{false};
};

// Reads frames, each for itself. Text:
//
//   orders, fills, positions, account          as section 5 and 6 have them
//   order_book, bbo, trades, markets_summary, funding_data
//   a reply that holds an order                its OrderUpdate
//
// Other channels are skipped. For binary frames see Sbe.
//
// Threads: none of its own; belongs to one at a time.
class Wire {
public:
    Wire();
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // `frame` has kFramePadding readable bytes after it.
    // Errors: malformed, out_of_range or unsupported, naming the field.
    Result<FrameHead> read(std::span<const char> frame, bool binary, UpdateSink& sink);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// For `twinleg decode`, recordings and replay. Frames name their markets: read_metadata() is
// unsupported.
std::unique_ptr<FrameDecoder> make_decoder();

}  // namespace twinleg::venues::paradex
