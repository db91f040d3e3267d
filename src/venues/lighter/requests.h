#pragma once
// What we ask and send: targets of REST calls, and the bodies of transactions.
//
// Source: venue page, sections 2 (order constants), 3 (calls) and 7 (transactions).

#include <cstdint>
#include <string>
#include <string_view>

#include "core/command.h"
#include "core/order.h"
#include "core/result.h"
#include "crypto/lighter/transaction.h"
#include "venues/lighter/answers.h"
#include "venues/lighter/sign.h"

namespace twinleg::venues::lighter {

// Paths with their queries.
namespace target {
inline constexpr std::string_view kServerTime = "/";
inline constexpr std::string_view kSendTx = "/api/v1/sendTx";
inline constexpr std::string_view kSendTxBatch = "/api/v1/sendTxBatch";
std::string markets();
std::string market(std::uint64_t market_id);
std::string account(std::uint64_t account_index);
std::string limits(std::uint64_t account_index);
std::string api_keys(std::uint64_t account_index);  // all of them
std::string next_nonce(std::uint64_t account_index, std::uint64_t api_key_index);
std::string order(std::uint64_t account_index, ClientOrderId id);
std::string active_orders(std::uint64_t account_index, std::uint64_t market_id,
                          std::string_view cursor = {});
std::string inactive_orders(std::uint64_t account_index, std::uint64_t market_id,
                            std::string_view cursor = {});
// Newest first.
std::string fills(std::uint64_t account_index, std::uint64_t market_id,
                  std::string_view cursor = {});
}  // namespace target

// The least that the API wants ExpiredAt to lie ahead, and the same with room for the way there and
// for clocks that differ a little.
inline constexpr Duration kLeastValidity = seconds(5);
inline constexpr Duration kValidity = seconds(6);

// A resting order ends by itself after so long, whatever becomes of us; the venue wants at least
// five minutes.
inline constexpr Duration kRestingLife = minutes(10);

// A client order index that no desk chooses: the last of the last epoch.
inline constexpr std::uint64_t kNobodysIndex = (std::uint64_t{1} << 48) - 1;

// Errors: out_of_range, naming what the venue could not be told: a price off the tick, a quantity
// off the lot, an id it has no room for.
Result<crypto::lighter::CreateOrder> order_body(const Order& order, const MarketInfo& market,
                                                Time now);

// By the venue's id where it is known and a number, else by ours.
Result<crypto::lighter::CancelOrder> cancel_body(const CancelOrder& cancel,
                                                 const MarketInfo& market);

// Harmless, whatever happens: the cancel of an order that never was. The API looks at form, expiry,
// signature and nonce, and takes it; the sequencer finds no such order, and the nonce is used all
// the same (section 5). Unlike a leverage update it costs little of the rate limit, and unlike a
// cancel-all it touches no order and no volume quota.
crypto::lighter::CancelOrder burn_body(const MarketInfo& market);

// Of our market alone: other desks may use the account for other coins.
crypto::lighter::Transaction cancel_all(const Signer& signer, const MarketInfo& market,
                                        std::uint64_t nonce, std::uint64_t expired_at_ms);

// The dead-man switch of section 13, for whoever renews it: both use a nonce of the account. They
// are account-wide; one can be queued at a time, so to renew send the abort first.
// Errors: out_of_range, if `at` is not 5 minutes to 15 days after `now`.
Result<crypto::lighter::Transaction> scheduled_cancel_all(const Signer& signer, Time now, Time at,
                                                          std::uint64_t nonce,
                                                          std::uint64_t expired_at_ms);
crypto::lighter::Transaction abort_scheduled_cancel_all(const Signer& signer, std::uint64_t nonce,
                                                        std::uint64_t expired_at_ms);

// Whole milliseconds since 1970, cut.
std::uint64_t to_ms(Time time);

}  // namespace twinleg::venues::lighter
