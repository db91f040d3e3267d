#pragma once
// The owner's Ethereum signature under a key change.

#include <string>

#include "crypto/lighter/schnorr.h"
#include "sim/wire/lighter/transaction.h"

namespace twinleg::sim::wire::lighter {

// The text that the owner signs. Source: venue page, end of section 7.
std::string key_change_text(const crypto::lighter::PublicKey& key, const Transaction& tx);

// Whether `signature` (EIP-191, hex) over that text is of the account at `l1_address`.
bool is_owner(const std::string& l1_address, const std::string& signature,
              const crypto::lighter::PublicKey& key, const Transaction& tx);

}  // namespace twinleg::sim::wire::lighter
