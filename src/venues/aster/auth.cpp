#include "venues/aster/auth.h"

#include <algorithm>
#include <utility>

#include "crypto/eip712.h"
#include "crypto/hex.h"

namespace twinleg::venues::aster {
namespace {

constexpr Duration kNonceReach = seconds(10);
constexpr std::int64_t kLongestWindowMs = 60'000;

std::uint64_t ms(Time time) {
    return static_cast<std::uint64_t>(time.ns / 1'000'000);
}

unsigned window(Time now, Time until) {
    const std::int64_t span = until.ns / 1'000'000 - now.ns / 1'000'000;
    return static_cast<unsigned>(std::clamp<std::int64_t>(span, 1, kLongestWindowMs));
}

Error key_error(const Error& error, std::string_view variables) {
    return {Errc::unauthorised, "aster: " + error.message + "; look at " + std::string{variables}};
}

std::vector<net::Header> headers_of(SignedRequest& request) {
    std::vector<net::Header> out;
    out.reserve(2);
    out.push_back({std::string{request.header_name}, std::move(request.header_value)});
    return out;
}

}  // namespace

Result<Auth> Auth::create(Generation generation, std::uint64_t chain_id,
                          const Credentials& credentials) {
    if (generation == Generation::v1) {
        const auto key = credentials.get(kKeyVariable);
        if (!key) return std::unexpected{key.error()};
        const auto secret = credentials.get(kSecretVariable);
        if (!secret) return std::unexpected{secret.error()};
        auto signer = SignerV1::create(*key, *secret);
        if (!signer)
            return std::unexpected{key_error(signer.error(), "ASTER_API_KEY and ASTER_API_SECRET")};
        return Auth{std::move(*signer), "key " + std::string{key->substr(0, 6)} + "…"};
    }
    const auto private_key = credentials.get(kPrivateKeyVariable);
    if (!private_key) return std::unexpected{private_key.error()};
    const auto user = credentials.find(kUserVariable).value_or("");
    const auto agent = credentials.find(kSignerVariable).value_or("");
    auto signer = SignerV3::create(chain_id, user, agent, *private_key);
    if (!signer)
        return std::unexpected{
            key_error(signer.error(), "ASTER_USER, ASTER_SIGNER and ASTER_SIGNER_PRIVATE_KEY")};
    std::string account =
        user.empty() ? crypto::checksum_address(signer->address()) : std::string{user};
    return Auth{std::move(*signer), std::move(account)};
}

std::uint64_t Auth::nonce(Time venue_now, Time until) {
    const Time last = std::min(until, venue_now + kV3Validity) - kNonceReach;
    auto nonce = static_cast<std::uint64_t>(last.ns / 1'000);
    while (std::ranges::find(nonces_, nonce) != nonces_.end())
        --nonce;  // never later than was asked for
    nonces_[next_++ % nonces_.size()] = nonce;
    return nonce;
}

Auth::Signed Auth::sign(std::string parameters, Time venue_now, Time until) {
    SignedRequest request;
    if (auto* v1 = std::get_if<SignerV1>(&signer_)) {
        if (!parameters.empty()) parameters += '&';
        parameters += "recvWindow=" + std::to_string(window(venue_now, until)) +
                      "&timestamp=" + std::to_string(ms(venue_now));
        request = v1->finish(std::move(parameters));
    } else {
        request =
            std::get<SignerV3>(signer_).finish(std::move(parameters), nonce(venue_now, until));
    }
    Signed out;
    out.headers = headers_of(request);
    out.text = std::move(request.body);
    return out;
}

Auth::Signed Auth::order(const OrderFields& fields, Time venue_now, Time until) {
    SignedRequest request;
    if (auto* v1 = std::get_if<SignerV1>(&signer_)) {
        request = v1->order(fields, ms(venue_now), window(venue_now, until));
    } else {
        request = std::get<SignerV3>(signer_).order(fields, nonce(venue_now, until));
    }
    Signed out;
    out.headers = headers_of(request);
    out.text = std::move(request.body);
    return out;
}

Auth::Signed Auth::listen_key(Time venue_now) {
    Signed out = sign({}, venue_now, venue_now + kQuestions);
    if (generation() == Generation::v1) out.text.clear();
    return out;
}

}  // namespace twinleg::venues::aster
