#include "crypto/eip712.h"

#include <algorithm>

#include "crypto/keccak.h"

namespace twinleg::crypto {

Word word(std::uint64_t value) {
    return word(U128{value});
}

Word word(U128 value) {
    Word out{};
    for (std::size_t i = out.size(); value != 0; value >>= 8)
        out[--i] = static_cast<std::uint8_t>(value);
    return out;
}

Word word(const Address& address) {
    Word out{};
    std::copy(address.begin(), address.end(), out.begin() + 12);
    return out;
}

Word text_hash(std::string_view text) {
    return keccak256(bytes_of(text));
}

Word hash_words(std::span<const Word> words) {
    // Arrays of arrays of bytes lie without gaps.
    return keccak256({words.data()->data(), words.size_bytes()});
}

Word domain_separator(const TypedDomain& domain) {
    const std::array words{
        text_hash("EIP712Domain(string name,string version,uint256 chainId,address "
                  "verifyingContract)"),
        text_hash(domain.name),
        text_hash(domain.version),
        word(domain.chain_id),
        word(domain.verifying_contract),
    };
    return hash_words(words);
}

Word typed_digest(const Word& domain_separator, const Word& struct_hash) {
    Bytes<66> message{0x19, 0x01};
    std::copy(domain_separator.begin(), domain_separator.end(), message.begin() + 2);
    std::copy(struct_hash.begin(), struct_hash.end(), message.begin() + 34);
    return keccak256(message);
}

Word personal_digest(const Word& message) {
    constexpr std::string_view kPrefix =
        "\x19"
        "Ethereum Signed Message:\n32";
    Bytes<kPrefix.size() + 32> text;
    const auto end = std::copy(kPrefix.begin(), kPrefix.end(), text.begin());
    std::copy(message.begin(), message.end(), end);
    return keccak256(text);
}

}  // namespace twinleg::crypto
