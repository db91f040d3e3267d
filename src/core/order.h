#pragma once
// Orders as we ask for them, and the words venues use about them.

#include <cstdint>
#include <string_view>

#include "core/instrument.h"
#include "core/money.h"
#include "core/text.h"
#include "core/time.h"

namespace twinleg {

enum class Side : std::uint8_t { buy, sell };

constexpr Side opposite(Side side) {
    return side == Side::buy ? Side::sell : Side::buy;
}
constexpr std::int64_t sign(Side side) {
    return side == Side::buy ? 1 : -1;
}
constexpr std::string_view name(Side side) {
    return side == Side::buy ? "buy" : "sell";
}

enum class TimeInForce : std::uint8_t {
    post_only,  // rests; refused if it would take
    ioc,        // takes now what there is up to its price; the rest is gone
    gtc,        // takes, then rests
};
std::string_view name(TimeInForce tif);

// What the order is for. Risk treats what reduces exposure differently from what adds to it, and
// rate budgets keep a share for it.
enum class Role : std::uint8_t {
    maker,       // the resting first leg of a pair trade
    leg,         // a taking leg of a pair trade
    neutralise,  // removes exposure
    close,       // closes a position while its partner closes too
};
std::string_view name(Role role);

// Ours, chosen before sending: 16 bits of epoch (+1 a start, journaled), 32 bits of counter.
// 48 bits in all, so that every venue can take it whole; zero stands for "not known".
struct ClientOrderId {
    std::uint64_t value{0};
    constexpr bool known() const { return value != 0; }
    static constexpr ClientOrderId make(std::uint32_t epoch, std::uint32_t counter) {
        return {(std::uint64_t{epoch & 0xFFFF} << 32) | counter};
    }
    constexpr std::uint32_t epoch() const { return static_cast<std::uint32_t>(value >> 32); }
    friend constexpr auto operator<=>(ClientOrderId, ClientOrderId) = default;
};

using VenueOrderId = Text<48>;
using FillId = Text<48>;

// A nonce of a venue that wants one with every transaction; -1 where it wants none. Where an
// account signs with several keys in turn, each with a sequence of its own, a nonce names its key:
// the key's place in the list in the bits from 48 on (0: the first, and mostly the only one), its
// number below.
using Nonce = std::int64_t;
using NonceKey = std::uint8_t;
inline constexpr Nonce kNoNonce = -1;
inline constexpr int kNonceNumberBits = 48;
constexpr Nonce make_nonce(NonceKey key, std::int64_t number) {
    return (std::int64_t{key} << kNonceNumberBits) | number;
}
constexpr NonceKey key_of(Nonce nonce) {
    return nonce < 0 ? NonceKey{0} : static_cast<NonceKey>(nonce >> kNonceNumberBits);
}
constexpr std::int64_t number_of(Nonce nonce) {
    return nonce < 0 ? nonce : nonce & ((std::int64_t{1} << kNonceNumberBits) - 1);
}

struct Order {
    InstrumentId instrument;
    ClientOrderId client_order_id;
    Side side{Side::buy};
    TimeInForce time_in_force{TimeInForce::ioc};
    Role role{Role::leg};
    bool reduce_only{false};
    Price price;        // the worst we take
    Quantity quantity;  // > 0
    Nonce nonce{kNoNonce};
    Time valid_until;  // the venue may not accept it later: after that its outcome is final
};

// What a venue says of an order.
enum class OrderWord : std::uint8_t {
    accepted,  // alive; also "open", "partially filled"
    filled,    // terminal from here on
    cancelled,
    rejected,
    expired,
};
constexpr bool terminal(OrderWord word) {
    return word != OrderWord::accepted;
}
std::string_view name(OrderWord word);

// Why, as far as it changes what we do next.
enum class Reason : std::uint8_t {
    none,
    would_cross,    // post-only would have taken
    no_liquidity,   // IOC found nothing at its price
    margin,         // lasting: the venue is put aside for a hold time
    below_minimum,  // lasting
    cancel_only,    // lasting: the market's state
    reduce_only,    // our position is not what we thought
    rate_limited,
    expired,       // the validity was over when it came
    price_band,    // too far from the mark
    duplicate_id,  // not terminal: may answer a second copy
    nonce_used,    // not terminal: may answer a second copy
    nonce_gap,     // an earlier nonce is missing
    not_found,     // a cancel found nothing; not terminal
    self_trade,
    unavailable,  // 5xx; the outcome is unknown
    other,
};
std::string_view name(Reason reason);

enum class Liquidity : std::uint8_t { maker, taker };

}  // namespace twinleg
