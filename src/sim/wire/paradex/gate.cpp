#include "sim/wire/paradex/gate.h"

#include <fmt/format.h>

#include "crypto/base64.h"
#include "crypto/bytes.h"
#include "crypto/keccak.h"
#include "sim/wire/paradex/json_text.h"
#include "sim/wire/paradex/markets.h"

namespace twinleg::sim::wire::paradex {
namespace {

namespace stark = crypto::stark;

constexpr std::int64_t kUsualLife = 30 * 60;       // of a login's signature, s
constexpr std::int64_t kLongestLife = 7 * 86'400;  // s
constexpr std::int64_t kAhead = 60;                // a timestamp may be, s
constexpr std::string_view kBearer = "Bearer ";

std::string base64url(std::span<const std::uint8_t> bytes) {
    std::string text = crypto::to_base64(bytes);
    for (char& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    text.resize(text.find_last_not_of('=') + 1);
    return text;
}

Asked<Felt> account_of(const net::ServerRequest& request) {
    const auto address =
        Felt::from_hex("PARADEX-STARKNET-ACCOUNT", request.header("PARADEX-STARKNET-ACCOUNT"));
    if (!address) return refuse(code::kAddress, address.error().message);
    return *address;
}

Asked<stark::Signature> signature_of(const net::ServerRequest& request) {
    const auto signature = parse_signature(request.header("PARADEX-STARKNET-SIGNATURE"));
    if (!signature)
        return refuse(code::kSignatureForm,
                      "PARADEX-STARKNET-SIGNATURE: not of the form [\"r\",\"s\"]");
    return *signature;
}

struct LoginTimes {
    std::int64_t timestamp, expiration;  // s
};

Asked<LoginTimes> times_of(const net::ServerRequest& request, Time now) {
    const auto stamp = parse_integer(request.header("PARADEX-TIMESTAMP"));
    if (!stamp || *stamp <= 0) return refuse(code::kTimestamp, "PARADEX-TIMESTAMP: no number");
    const std::string_view until = request.header("PARADEX-SIGNATURE-EXPIRATION");
    const auto expiration = until.empty() ? *stamp + kUsualLife : parse_integer(until);
    if (!expiration || *expiration <= 0)
        return refuse(code::kTimestamp, "PARADEX-SIGNATURE-EXPIRATION: no number");
    const std::int64_t now_s = now.ns / 1'000'000'000;
    if (*stamp > now_s + kAhead)
        return refuse(code::kTimestamp, "PARADEX-TIMESTAMP lies in the future");
    if (*expiration <= now_s) return refuse(code::kTimestamp, "the signature has expired");
    if (*expiration > *stamp + kLongestLife)
        return refuse(code::kTimestamp, "the signature may live for a week at most");
    return LoginTimes{*stamp, *expiration};
}

}  // namespace

Gate::Gate(Members& members, std::uint64_t number)
    : members_(members), hashes_(kChainId), number_(number) {}

Asked<std::string> Gate::log_in(const net::ServerRequest& request, std::string_view path_key,
                                bool interactive, Time now) {
    const auto account = account_of(request);
    if (!account) return std::unexpected{account.error()};
    const auto signature = signature_of(request);
    if (!signature) return std::unexpected{signature.error()};
    const auto times = times_of(request, now);
    if (!times) return std::unexpected{times.error()};
    Member* member = members_.find(*account);
    if (member == nullptr || !member->onboarded)
        return refuse(code::kNotOnboarded, "account " + account->to_hex() + " is not onboarded");
    const Member::Key* key = &member->keys.front();
    if (!path_key.empty()) {
        const auto named = Felt::from_hex("public key", path_key);
        if (!named) return refuse(code::kPublicKey, named.error().message);
        key = member->key(*named);
        if (key == nullptr)
            return refuse(code::kSubkey, named->to_hex() + " is no key of the account");
    }
    if (revoked_ && revoked_()) return refuse(code::kSubkey, "the key is revoked");
    const Felt hash = hashes_.login(*account, times->timestamp, times->expiration);
    if (!stark::verify(key->key, hash.value(), *signature))
        return refuse(code::kLoginSignature, "the signature is not right for this request");
    return make_token({member, key, interactive, now + kTokenLife}, now);
}

Asked<void> Gate::onboard(const net::ServerRequest& request) {
    const auto account = account_of(request);
    if (!account) return std::unexpected{account.error()};
    const auto signature = signature_of(request);
    if (!signature) return std::unexpected{signature.error()};
    const std::string_view l1_address = request.header("PARADEX-ETHEREUM-ACCOUNT");
    if (l1_address.empty()) return refuse(code::kParameter, "PARADEX-ETHEREUM-ACCOUNT: is missing");
    const auto body = parse_json(request.body);
    if (!body) return refuse(code::kBinding, "the body is no JSON");
    const auto named = text_at(*body, "public_key");
    if (!named) return refuse(code::kPublicKey, "public_key: is missing");
    const auto felt = Felt::from_hex("public_key", *named);
    if (!felt) return refuse(code::kPublicKey, felt.error().message);
    const auto key = stark::PublicKey::from_x("public_key", *felt);
    if (!key) return refuse(code::kPublicKey, key.error().message);
    Member* member = members_.find(*account);
    if (member == nullptr && members_.address(*felt) != *account)
        return refuse(code::kAddress, "the account does not follow from the public key");
    if (member != nullptr && !(member->keys.front().key.x() == *felt))
        return refuse(code::kPublicKey, "public_key is not the account's");
    if (!stark::verify(*key, hashes_.onboarding(*account).value(), *signature))
        return refuse(code::kLoginSignature, "the signature is not right for this request");
    if (member == nullptr)
        members_.onboard(*account, *key, std::string{l1_address});
    else
        member->onboarded = true;
    return {};
}

std::string Gate::make_token(const Login& login, Time now) {
    std::erase_if(logins_, [&](const auto& each) { return each.second.expires <= now; });
    const std::int64_t now_s = now.ns / 1'000'000'000;
    JsonWriter payload;
    payload.object()
        .field("typ", "at+JWT")
        .field("exp", now_s + kTokenLife.ns / 1'000'000'000)
        .field("iat", now_s)
        .field("iss", "Paradex simulator")
        .field("sub", login.member->account)
        .field("jti", std::to_string(++tokens_))
        .end_object();
    const std::string signed_part = base64url(crypto::bytes_of(R"({"alg":"ES384","typ":"JWT"})")) +
                                    "." + base64url(crypto::bytes_of(payload.text()));
    const auto drawn = crypto::keccak256(fmt::format("{} {}", number_, payload.text()));
    std::string token = signed_part + "." + base64url(drawn);
    logins_.emplace(token, login);
    return token;
}

const Login* Gate::find(std::string_view token, Time now) const {
    const auto found = logins_.find(std::string{token});
    return found == logins_.end() || found->second.expires <= now ? nullptr : &found->second;
}

Asked<Login> Gate::admit(const net::ServerRequest& request, Time now) const {
    const std::string_view header = request.header("Authorization");
    if (header.empty())
        return refuse(code::kToken, "invalid bearer jwt: missing value in request header");
    if (!header.starts_with(kBearer))
        return refuse(code::kToken, "invalid bearer jwt: no bearer token");
    const Login* login = find(header.substr(kBearer.size()), now);
    if (login == nullptr) return refuse(code::kToken, "invalid bearer jwt: expired or unknown");
    return *login;
}

}  // namespace twinleg::sim::wire::paradex
