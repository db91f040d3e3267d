#include "venues/edgex/pairing.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "crypto/hex.h"
#include "crypto/hmac.h"

namespace twinleg::venues::edgex {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_letter_or_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_loopback(std::string_view origin) {
    for (const std::string_view host : {"http://localhost", "http://127.0.0.1"}) {
        if (!origin.starts_with(host)) continue;
        const std::string_view rest = origin.substr(host.size());
        if (rest.empty()) return true;
        return rest.size() > 1 && rest.size() <= 6 && rest.front() == ':' &&
               std::ranges::all_of(rest.substr(1), is_digit);
    }
    return false;
}

}  // namespace

OriginRule::OriginRule(std::vector<std::string> allowed, bool loopback)
    : allowed_(std::move(allowed)), loopback_(loopback) {}

bool OriginRule::allows(std::string_view origin) const {
    if (origin.empty()) return false;
    return std::ranges::find(allowed_, origin) != allowed_.end() ||
           (loopback_ && is_loopback(origin));
}

PairingToken PairingToken::make() {
    std::array<std::uint8_t, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random numbers for the pairing token");
    return PairingToken{crypto::to_hex(bytes)};
}

PairingToken::PairingToken(std::string text) : text_(std::move(text)) {
    if (text_.size() < 16 || text_.size() > 128 || !std::ranges::all_of(text_, is_letter_or_digit))
        throw std::invalid_argument("the pairing token wants 16 to 128 letters and digits");
}

bool PairingToken::matches(std::string_view offered) const {
    return crypto::equal_in_constant_time(crypto::bytes_of(offered), crypto::bytes_of(text_));
}

std::string PairingToken::proof(std::string_view nonce) const {
    if (nonce.size() < 16 || nonce.size() > 64 || !std::ranges::all_of(nonce, is_hex)) return {};
    const auto key = crypto::HmacKey::from(crypto::bytes_of(text_));
    if (!key) return {};
    return crypto::to_hex(key->sign("twinleg backend " + std::string{nonce}));
}

}  // namespace twinleg::venues::edgex
