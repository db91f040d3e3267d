#include "sim/wire/edgex/gate.h"

#include <charconv>

#include "crypto/hmac.h"
#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

std::string_view first_of(const net::ServerRequest& request, std::string_view one,
                          std::string_view other) {
    const std::string_view found = request.header(one);
    return found.empty() ? request.header(other) : found;
}

AuthHeaders headers_of(const net::ServerRequest& request) {
    AuthHeaders out;
    out.timestamp = first_of(request, "X-edgeX-Api-Timestamp", "X-edgeX-Timestamp");
    out.signature = first_of(request, "X-edgeX-Api-Signature", "X-edgeX-Signature");
    out.api_key = request.header("X-edgeX-Api-Key");
    out.passphrase = first_of(request, "X-edgeX-Passphrase", "X-edgeX-Api-Passphrase");
    return out;
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           crypto::equal_in_constant_time(crypto::bytes_of(a), crypto::bytes_of(b));
}

std::unexpected<Trouble> header_required(std::string_view name) {
    return trouble(word::kHeaderRequired, 400, std::string{name} + " is required", "header",
                   std::string{name});
}

}  // namespace

Asked<Call> read_call(const net::ServerRequest& request) {
    Call call;
    call.method = request.method;
    call.path = request.path();
    std::string_view rest = call.path;
    if (rest.starts_with("/api/v1/"))
        call.generation = Generation::v1;
    else if (rest.starts_with("/api/v2/"))
        call.generation = Generation::v2;
    else
        return trouble(word::kPathNotFound, 404, "no such path", "path", call.path);
    rest.remove_prefix(8);
    call.name = rest;
    if (call.method == "POST" && !request.body.empty()) {
        auto body = parse_json(request.body);
        if (!body || body->kind != Json::Kind::object)
            return trouble(word::kParamInvalid, 400, "the body is no JSON object", "body", "");
        call.fields = std::move(*body);
    } else {
        call.fields = parse_fields(request.query());
    }
    return call;
}

Asked<Member*> Gate::check(Generation generation, const AuthHeaders& headers,
                           std::string_view account_id, std::string_view method,
                           std::string_view path, std::string_view canonical, Time now) {
    const bool v2 = generation == Generation::v2;
    if (v2 && headers.api_key.empty()) return header_required("X-edgeX-Api-Key");
    if (v2 && headers.passphrase.empty()) return header_required("X-edgeX-Passphrase");
    if (headers.timestamp.empty())
        return header_required(v2 ? "X-edgeX-Timestamp" : "X-edgeX-Api-Timestamp");
    if (headers.signature.empty())
        return header_required(v2 ? "X-edgeX-Signature" : "X-edgeX-Api-Signature");

    Member* member = v2 ? members_.with_api_key(headers.api_key) : members_.find(account_id);
    if (member == nullptr || !member->takes_part(generation)) {
        if (v2) return trouble(word::kInvalidApiKey, 401, "the API key is not known");
        return trouble(word::kInvalidAccount, 401, "no such account", "accountId",
                       std::string{account_id});
    }
    if (members_.revoked())
        return v2 ? trouble(word::kInvalidApiKey, 401, "the API key is not known")
                  : trouble(word::kInvalidSignature, 401, "the key is not the account's");
    if (v2 && !same(member->account.v2->passphrase, headers.passphrase))
        return trouble(word::kInvalidPassphrase, 401, "the passphrase is not that of the API key");

    std::int64_t sent = 0;
    const std::string& text = headers.timestamp;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), sent);
    const std::int64_t most = kClockWindow.ns / 1'000'000;
    const std::int64_t here = ms_of(now);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || sent < 0 ||
        sent < here - most || sent > here + most)
        return trouble(word::kInvalidTimestamp, 400,
                       "the timestamp is more than 60 s from the server's " + ms_text(now),
                       "timestamp", text);

    const std::string content = signed_content(text, method, path, canonical);
    bool right = false;
    if (v2) {
        right = same(v2_signature(member->account.v2->api_secret, content), headers.signature);
    } else if (const auto signature = parse_v1_signature(headers.signature)) {
        right = crypto::stark::verify(*member->stark_key, v1_message(content), *signature);
    }
    if (!right)
        return trouble(word::kInvalidSignature, 401,
                       "the signature is not the account's over: " + content);
    return member;
}

Asked<Member*> Gate::admit(const Call& call, const net::ServerRequest& request, Time now) {
    const std::string_view account_id = call.fields.field("accountId");
    if (call.generation == Generation::v1 && account_id.empty())
        return trouble(word::kParamInvalid, 400, "accountId is required", "accountId", "");
    auto member = check(call.generation, headers_of(request), account_id, call.method, call.path,
                        call.fields.flat(), now);
    if (!member) return member;
    if (account_id != (*member)->account.account_id)
        return trouble(word::kInvalidAccount, 401, "the account is not that of the API key",
                       "accountId", std::string{account_id});
    return member;
}

Asked<Gate::Guest> Gate::admit_socket(const net::ServerRequest& request, Time now) {
    AuthHeaders headers = headers_of(request);
    if (const std::string_view offered = request.header("Sec-WebSocket-Protocol");
        headers.signature.empty() && !offered.empty()) {
        auto read = parse_protocol(offered);
        if (!read)
            return trouble(word::kParamInvalid, 400,
                           "Sec-WebSocket-Protocol is no base64 of a JSON object of headers");
        headers = std::move(*read);
    }
    const Json fields = parse_fields(request.query());
    const std::string account_id{fields.field("accountId")};
    const std::string path{request.path()};
    if (headers.api_key.empty()) {
        const auto member = check(Generation::v1, headers, account_id, "GET",
                                  path + "accountId=" + account_id, "", now);
        if (!member) return std::unexpected{member.error()};
        return Guest{*member, Generation::v1};
    }
    // The time in the query is signed too, and must be that of the header.
    if (!headers.timestamp.empty() && fields.field("timestamp") != headers.timestamp)
        return trouble(word::kInvalidTimestamp, 400, "the timestamps of query and header differ",
                       "timestamp", std::string{fields.field("timestamp")});
    const auto member = check(
        Generation::v2, headers, account_id, "GET", path,
        "accountId=" + account_id + "&timestamp=" + std::string{fields.field("timestamp")}, now);
    if (!member) return std::unexpected{member.error()};
    if ((*member)->account.account_id != account_id)
        return trouble(word::kInvalidAccount, 401, "the account is not that of the API key",
                       "accountId", account_id);
    return Guest{*member, Generation::v2};
}

}  // namespace twinleg::sim::wire::edgex
