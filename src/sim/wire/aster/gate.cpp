#include "sim/wire/aster/gate.h"

#include <charconv>
#include <optional>

#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr std::string_view kPrefix = "/fapi/v";
constexpr std::int64_t kDefaultWindow = 5'000;
constexpr std::int64_t kLongestWindow = 60'000;
constexpr std::int64_t kAhead = 1'000;

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Asked<Member*> admit_wallet(Members& members, Exchange& exchange, const Call& call) {
    SignedText given;
    if (!split_signature(call.body, given) && !split_signature(call.query, given))
        return missing("signature");
    const auto nonce = number_in(call.field("nonce"));
    if (!nonce) return missing("nonce");
    const auto signer = crypto::parse_address("signer", call.field("signer"));
    if (!signer) return missing("signer");
    Member* member = members.by_signer(*signer);
    if (member == nullptr) return trouble(code::kKeyUnknown, "No agent found", 401);
    if (call.has("user")) {
        const auto user = crypto::parse_address("user", call.field("user"));
        if (!user || *user != *member->user)
            return trouble(code::kKeyUnknown, "The signer is not allowed for this user", 401);
    }
    if (!is_v3_signature(kMainChain, *signer, given))
        return trouble(code::kSignature, "Signature for this request is not valid.");
    if (!member->nonces.take(*nonce, call.now.ns / 1'000))
        return trouble(code::kNonce, "Nonce Expired");
    exchange.set_nonce(member->index, "user", std::to_string(member->nonces.newest()));
    return member;
}

}  // namespace

Call read_call(const net::ServerRequest& request, Time judged) {
    Call call;
    call.method = request.method;
    call.path = request.path();
    call.query = request.query();
    call.body = request.body;
    call.api_key = request.header("X-MBX-APIKEY");
    call.remote = request.remote;
    call.now = judged;
    const std::string_view path = call.path;
    if (path.starts_with(kPrefix) && path.size() > kPrefix.size() + 2 &&
        path[kPrefix.size() + 1] == '/') {
        call.version = path[kPrefix.size()] - '0';
        call.name = path.substr(kPrefix.size() + 2);
    }
    SignedText ignored;
    const bool query_signed = split_signature(call.query, ignored);
    const bool body_signed = split_signature(call.body, ignored);
    call.fields = parse_fields(call.body);
    // The last of a name counts: the query's, but where the body alone is signed by a wallet.
    Json of_query = parse_fields(call.query);
    const bool body_wins = body_signed && !query_signed && call.has("signer");
    if (body_wins) std::swap(call.fields.members, of_query.members);
    for (Json::Field& each : of_query.members)
        call.fields.members.push_back(std::move(each));
    return call;
}

Asked<const Market*> market_of(const Markets& markets, const Call& call) {
    if (!call.has("symbol")) return missing("symbol");
    return market_if_named(markets, call);
}

Asked<const Market*> market_if_named(const Markets& markets, const Call& call) {
    if (!call.has("symbol")) return nullptr;
    const Market* market = markets.find(call.field("symbol"));
    if (market == nullptr) return trouble(code::kSymbol, "Invalid symbol.");
    return market;
}

std::unexpected<Trouble> unknown_path(const Call& call) {
    return trouble(code::kPath,
                   echoed("Path " + call.path + ", Method " + call.method + " is invalid"), 404);
}

Asked<Member*> admit_by_key(Members& members, const Call& call) {
    if (call.api_key.empty()) return trouble(code::kKeyFormat, "API-key format invalid.", 401);
    Member* member = members.by_api_key(call.api_key);
    if (member == nullptr)
        return trouble(code::kKeyUnknown, "Invalid API-key, IP, or permissions for action.", 401);
    return member;
}

Asked<Member*> admit(Members& members, Exchange& exchange, const Call& call) {
    if (call.by_wallet()) return admit_wallet(members, exchange, call);
    const auto member = admit_by_key(members, call);
    if (!member) return member;
    if (!call.has("timestamp")) return missing("timestamp");
    const auto sent = number_in(call.field("timestamp"));
    if (!sent) return missing("timestamp");
    std::int64_t window = kDefaultWindow;
    if (call.has("recvWindow")) {
        const auto given = number_in(call.field("recvWindow"));
        if (!given || *given <= 0 || *given > kLongestWindow) return illegal("recvWindow");
        window = *given;
    }
    const std::int64_t now = ms_of(call.now);
    if (*sent >= now + kAhead)
        return trouble(code::kTimestamp,
                       "Timestamp for this request was 1000ms ahead of the server's time.");
    if (now - *sent > window)
        return trouble(code::kTimestamp,
                       "Timestamp for this request is outside of the recvWindow.");
    SignedText given;
    if (!read_v1(call.query, call.body, given)) return missing("signature");
    if (!is_v1_signature(*(*member)->secret, given))
        return trouble(code::kSignature, "Signature for this request is not valid.");
    return member;
}

}  // namespace twinleg::sim::wire::aster
