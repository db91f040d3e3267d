#pragma once
// What the venue says of the market, the account, its key and the time, before trading begins: one
// look, for describe() and examine() alike.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "venues/lighter/answers.h"
#include "venues/lighter/rest.h"
#include "venues/lighter/station.h"
#include "venues/venue.h"

namespace twinleg::venues::lighter {

// The variables of an account, as CONTRACTS names them.
inline constexpr std::string_view kKeyVariable = "API_KEY_PRIVATE_KEY";
inline constexpr std::string_view kAccountVariable = "LIGHTER_ACCOUNT_INDEX";
inline constexpr std::string_view kKeyIndexVariable = "LIGHTER_API_KEY_INDEX";

// Which market is meant. A symbol of digits alone is a market's number.
struct MarketChoice {
    std::string coin;                     // "BTC"
    std::string symbol;                   // empty: as the coin
    std::optional<std::uint64_t> number;  // said beside the symbol: they must agree
};

// Errors: missing (no such market; names those there are), conflict (symbol, number and coin
// disagree), refused (it is not active, or its entry has something we cannot use).
Result<MarketInfo> choose(const std::vector<MarketInfo>& markets, const MarketChoice& choice);

// Contracts of this symbol in coins: 1000 for "1000PEPE" where the coin is PEPE; nothing where the
// symbol is not of that coin.
std::optional<std::int64_t> coins_of(std::string_view symbol, std::string_view coin);

// Whether `keys` of the venue have ours in the slot that we name.
// Errors: unauthorised, naming the variable to mend, and the slot our key is in, where it is in
// another.
Result<void> check_key(const std::vector<ApiKey>& keys, std::uint64_t api_key_index,
                       std::string_view public_key);

struct Clock {
    Duration offset;  // the venue's less ours, as far as it is certain; whole seconds are coarse
    Time venue;       // what it said
    bool good{true};  // within the half second that alarms
};

// Of the answer to target::kServerTime, which tells whole seconds. Errors: the reply's; malformed.
Result<Clock> clock_of(const Reply& reply, Time asked);

struct Findings {
    Result<Clock> clock;
    Result<MarketInfo> market;
    Result<AccountInfo> account;
    Result<void> key;
    Result<AccountLimits> limits;
};

// Asks for the clock, and then for the rest at once; `done` is called once. Without an identity
// only clock and market are asked, and the rest is empty.
void probe(Station& station, Rest& rest, const MarketChoice& choice,
           std::function<void(Findings)> done);

}  // namespace twinleg::venues::lighter
