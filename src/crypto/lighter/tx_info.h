#pragma once
// tx_info: a signed transaction as the JSON text of sendTx, byte for byte as the official SDK
// writes it.
//
// Keys in the venue's order, no spaces: AccountIndex, ApiKeyIndex, the body's, ExpiredAt, Nonce,
// Sig (base64), L2TxAttributes (null or {"1":5,"4":1}, ascending). The exceptions are those of the
// page: FromAccountIndex, Memo, PubKey and the places of L1Sig.
// Source: venue page, section 7; samples in tests/venues/lighter/data/tx_vectors.json.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/lighter/transaction.h"

namespace twinleg::crypto::lighter {

std::string write_tx_info(const Transaction& transaction, const Signature& signature);

// As read from the wire: what it says, and the text of `Sig`, empty where it is left out or null.
struct TxInfo {
    Transaction transaction;
    std::string signature_base64;

    // Errors: malformed, if it is no base64 of 80 bytes.
    Result<Signature> signature() const;
};

// Reads tx_info, keys in any order, unknown ones ignored. chain_id and tx_type come from outside:
// the text has neither.
//
// Errors: malformed (no JSON, a field that is no unsigned number or has the wrong form), missing
// (a field), unsupported (the type), out_of_range (a public key with limbs not below p, a number
// not below p), each naming the field.
Result<TxInfo> read_tx_info(std::uint64_t chain_id, std::uint64_t tx_type, std::string_view json);

}  // namespace twinleg::crypto::lighter
