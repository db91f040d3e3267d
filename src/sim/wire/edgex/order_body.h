#pragma once
// createOrder's body, held against the rules of the page: § 9 for V1, § 11 for V2.

#include <string>

#include "sim/wire/edgex/answer.h"
#include "sim/wire/edgex/contracts.h"
#include "sim/wire/edgex/member.h"
#include "sim/wire/json.h"
#include "sim/wire/orders.h"

namespace twinleg::sim::wire::edgex {

// What the exchange is asked for, if the body is in order and signed by the account. The sent
// fields go along as venue_data.
//
// Refused are: unknown contracts and enum words; conditional orders, which are not simulated; sizes
// off the step or outside [min, max]; l2Size, l2Value or l2Nonce that do not follow from size,
// price and clientOrderId; a limit fee below value × taker rate; an expireTime that is over, or
// l2ExpireTime less than 8 days after it; and last, a signature that is not the account's.
Asked<OrderRequest> read_order(Generation generation, const Contracts& contracts,
                               const Member& member, const Json& body, Time now);

// setMarginMode's body. The contract, once the signer is the account's and has signed.
Asked<const Contract*> read_margin_mode(const Contracts& contracts, const Member& member,
                                        const Json& body, Time now);

}  // namespace twinleg::sim::wire::edgex
