#pragma once
// What Starknet builds on keccak and Pedersen: names, short strings, typed data, addresses, keys.

#include <span>
#include <string_view>

#include "core/result.h"
#include "crypto/stark/ecdsa.h"
#include "crypto/stark/field.h"

namespace twinleg::crypto::stark {

// The low 250 bits of Keccak-256 over the bytes of `ascii`, read as a big-endian number.
Felt starknet_keccak(std::string_view ascii);

// At most 31 ASCII bytes as a big-endian number; "" is 0.
// Errors: out_of_range for longer text, malformed for a byte above 127, both naming `field`.
Result<Felt> short_string(std::string_view field, std::string_view text);

// The value of a typed-data member of type felt: "0x…" is hexadecimal, all digits are decimal,
// anything else is a short string. Errors: as there, and out_of_range for p and above.
Result<Felt> typed_data_felt(std::string_view field, std::string_view text);

// SNIP-12, revision 0: the hash of a struct is the array hash of its type's hash and its members,
// and the message is that of "StarkNet Message", the domain, the account and the struct.
// type_text: such as "Order(timestamp:felt,market:felt)".
Felt typed_struct_hash(std::string_view type_text, std::span<const Felt> members);
Felt typed_message_hash(const Felt& domain_hash, const Felt& account, const Felt& struct_hash);

// The address of a contract deployed by address `deployer`: an array hash modulo 2^251 − 256.
Felt contract_address(const Felt& deployer, const Felt& salt, const Felt& class_hash,
                      std::span<const Felt> constructor_calldata);

// A Stark key from a seed, as starkware-crypto grinds it: v = SHA-256(seed ‖ i) for i = 0, 1, … as
// minimal big-endian bytes (one zero byte for 0), until v < 31·n; the key is v mod n. Leading zero
// bytes of the seed do not count.
// Errors: out_of_range, naming `field`, for a key of zero (a chance of 2^-252).
Result<PrivateKey> grind_key(std::string_view field, std::span<const std::uint8_t> seed);

}  // namespace twinleg::crypto::stark
