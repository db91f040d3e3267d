#include "sim/wire/aster/auth.h"

#include <array>

#include "crypto/eip712.h"
#include "crypto/hex.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr std::string_view kSignature = "signature=";

}  // namespace

bool split_signature(std::string_view raw, SignedText& out) {
    const auto last = raw.rfind('&');
    const std::size_t begin = last == std::string_view::npos ? 0 : last + 1;
    if (!raw.substr(begin).starts_with(kSignature)) return false;
    out.signature = raw.substr(begin + kSignature.size());
    out.text = raw.substr(0, begin == 0 ? 0 : begin - 1);
    return true;
}

bool read_v1(std::string_view query, std::string_view body, SignedText& out) {
    if (body.empty()) return split_signature(query, out);
    if (!split_signature(body, out)) return false;
    out.text.insert(0, query);
    return true;
}

bool is_v1_signature(const crypto::HmacKey& key, const SignedText& given) {
    const auto code = crypto::parse_hex<32>("signature", given.signature);
    return code && !given.signature.starts_with("0x") &&
           crypto::equal_in_constant_time(*code, key.sign(given.text));
}

crypto::Bytes<32> v3_digest(std::uint64_t chain_id, std::string_view text) {
    const crypto::Word domain = crypto::domain_separator({.name = "AsterSignTransaction",
                                                          .version = "1",
                                                          .chain_id = chain_id,
                                                          .verifying_contract = {}});
    const std::array words{crypto::text_hash("Message(string msg)"), crypto::text_hash(text)};
    return crypto::typed_digest(domain, crypto::hash_words(words));
}

bool is_v3_signature(std::uint64_t chain_id, const crypto::Address& signer,
                     const SignedText& given) {
    const auto signature = crypto::parse_ethereum_signature("signature", given.signature);
    if (!signature) return false;
    const auto address = crypto::recover_address(v3_digest(chain_id, given.text), *signature);
    return address && *address == signer;
}

}  // namespace twinleg::sim::wire::aster
