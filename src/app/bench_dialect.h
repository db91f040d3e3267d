#pragma once
// What the relay of a benchmark must know of a venue's protocol: its book frames, its orders and
// how they end. One file a venue, one line in bench_dialects.cpp.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/server.h"

namespace twinleg::app {

// The book of these benchmarks: bid 59990, ask 60010 and, while it is `open`, bid 60050, ask 60060;
// ten more levels a side change with every frame, as in a busy one.
struct BenchLevel {
    int price;
    int size;  // coins; 0: the level is gone
};
// In frames: asks or bids.
std::vector<BenchLevel> bench_levels(bool open, bool asks, unsigned turn);
// The same as objects of `price` and `size`, commas between; so many zeros behind a size's point.
std::string level_objects(bool open, bool asks, unsigned turn, int size_places);

class BenchDialect {
public:
    virtual ~BenchDialect() = default;

    // A book frame of the simulator: its numbers are taken over if it is the first one (true: pass
    // it on), and it is kept back otherwise. Nothing: no book frame.
    virtual std::optional<bool> book_frame(std::string_view frame) = 0;
    // The next increment. The sequence goes on from the one before.
    virtual std::string next_book_frame(bool open) = 0;
    virtual bool binary_frames() const { return false; }

    // An order in a socket's message, or in a request.
    virtual bool is_order_message(std::string_view) const { return false; }
    virtual bool is_order_request(const net::ServerRequest&) const { return false; }
    // The answer to it, and the private frame that says it found nobody.
    struct Ended {
        std::string answer;
        std::string frame;
    };
    virtual Ended end_order(std::string_view order) = 0;
    // A message that only the socket of orders carries.
    virtual bool is_private(std::string_view message) const = 0;
    // What a path or a message of the desk says of its socket, where the venue's frames do not.
    enum class Use : std::uint8_t { unknown, book, account };
    virtual Use use_of(std::string_view) const { return Use::unknown; }
    // An answer of the simulator on its way: what must be otherwise in it, and what it says of the
    // book where a snapshot comes by REST.
    virtual void amend(std::string&) {}
};

// A venue as these benchmarks trade it.
struct BenchVenue {
    std::string_view name;    // "edgex v2": as figures call it
    std::string_view venue;   // of the catalog
    std::string_view symbol;  // its BTC perpetual
    std::unique_ptr<BenchDialect> (*dialect)();
    std::string_view without{};  // variables that begin so are not set: another way to sign is left
    unsigned orders_at_once{0};  // that the connector lets through in a minute; 0: any number
};
std::span<const BenchVenue> bench_venues();

std::unique_ptr<BenchDialect> aster_dialect();
std::unique_ptr<BenchDialect> backpack_dialect();
std::unique_ptr<BenchDialect> edgex_dialect();
std::unique_ptr<BenchDialect> lighter_dialect();
std::unique_ptr<BenchDialect> paradex_dialect();

// --- For dialects.
// The digits behind `"key":` or `"key":"`, the last time it stands there; zero without.
std::uint64_t number_behind(std::string_view text, std::string_view key);
// What stands behind it, the first time, without quotes.
std::string text_behind(std::string_view text, std::string_view key);
std::int64_t venue_clock_us();

}  // namespace twinleg::app
