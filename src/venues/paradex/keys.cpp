#include "venues/paradex/keys.h"

#include <array>

#include "crypto/eip712.h"
#include "crypto/stark/starknet.h"

namespace twinleg::venues::paradex {

using crypto::stark::Felt;

crypto::Bytes<32> stark_key_digest(std::uint64_t l1_chain_id) {
    const std::array domain{
        crypto::text_hash("EIP712Domain(string name,string version,uint256 chainId)"),
        crypto::text_hash("Paradex"), crypto::text_hash("1"), crypto::word(l1_chain_id)};
    const std::array message{crypto::text_hash("Constant(string action)"),
                             crypto::text_hash("STARK Key")};
    return crypto::typed_digest(crypto::hash_words(domain), crypto::hash_words(message));
}

Result<crypto::stark::PrivateKey> derive_l2_key(const crypto::EthereumKey& l1_key,
                                                std::uint64_t l1_chain_id) {
    // r is as good as the key itself: whoever knows it knows the L2 key.
    auto signature = l1_key.sign(stark_key_digest(l1_chain_id));
    auto key = crypto::stark::grind_key("L1 signature", std::span{signature}.first<32>());
    sodium_memzero(signature.data(), signature.size());
    return key;
}

Felt account_address(const Felt& public_key, const Felt& proxy_class_hash,
                     const Felt& account_class_hash) {
    const std::array calldata{account_class_hash, crypto::stark::starknet_keccak("initialize"),
                              Felt::of(2), public_key, Felt{}};
    return crypto::stark::contract_address(Felt{}, public_key, proxy_class_hash, calldata);
}

}  // namespace twinleg::venues::paradex
