#pragma once
// Frames of the socket to the vocabulary of venues/update.h. Pure: bytes in, updates out.
//
// Source: venue page, sections 3 (objects) and 4 (channels); samples in
// tests/venues/lighter/data/ws_samples.json.

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "venues/update.h"

namespace twinleg::venues::lighter {

enum class FrameKind : std::uint8_t {
    snapshot,      // "subscribed/…": the first frame of a channel, all there is
    update,        // "update/…": what changed
    connected,     // the server's first frame
    ping,          // wants a pong
    pong,          // to our ping
    shutdown,      // the server will close the connection
    unsubscribed,  // acknowledged
    error,         // about a subscription, or a transaction where it has an id
    transaction,   // the answer to a sent transaction
    other,         // a type we do not know
};

// What a frame is, beside the updates in it. Views live as long as the frame, but `message`, which
// lives until the next one.
struct FrameHead {
    FrameKind kind{FrameKind::other};
    std::string_view channel;  // "order_book:1"
    std::string_view topic;    // "order_book": the channel without what follows its first colon
    Time time;                 // when the server sent it; unknown where it does not say

    // Of errors and of answers to transactions.
    std::string_view id;  // ours; empty where it does not come back
    std::int64_t code{0};
    std::string_view message;
    std::string_view tx_hash;
    std::string_view tx_hashes;  // of a batch: the list as it stands in the frame
    Time predicted;              // when the transaction will be done, by the venue's reckoning

    Duration close_in;  // of a shutdown
};

// Takes what a frame says: its head first, then its updates in the order they stand in it.
class FrameSink : public UpdateSink {
public:
    virtual void on_head(const FrameHead&) {}
    // The best prices that market_stats tells beside its own figures; zero: none on that side.
    virtual void on_best_prices(std::string_view /*market*/, Price /*bid*/, Price /*ask*/) {}
};

// Reads frames one by one; nothing is carried from one to the next but buffers, which grow to the
// largest frame and then allocate nothing.
//
// `market` of an update is the number of the market as the frame has it, unless names are wanted:
// then the symbol where the frame has it too, or the metadata that was read.
//
// Threads: none of its own; one at a time.
class Wire {
public:
    Wire();
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // `frame` has kFramePadding readable bytes after it.
    // Errors: malformed, missing or out_of_range, naming the first field that is wrong. What stood
    // before it has been told.
    Result<FrameHead> read(std::span<const char> frame, FrameSink& sink);

    // Symbols instead of numbers from now on. `names`: market number → symbol; may be empty.
    void want_names(std::map<std::string, std::string, std::less<>> names);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// For `twinleg decode`: public and private frames alike.
std::unique_ptr<FrameDecoder> make_decoder();

// What we say on the socket.
std::string subscribe_frame(std::string_view channel, std::string_view auth_token = {});
std::string unsubscribe_frame(std::string_view channel);
inline constexpr std::string_view kPing = R"({"type":"ping"})";
inline constexpr std::string_view kPong = R"({"type":"pong"})";

}  // namespace twinleg::venues::lighter
