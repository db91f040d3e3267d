#include "sim/wire/backpack/gate.h"

#include <charconv>
#include <optional>

#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

namespace {

std::optional<std::int64_t> milliseconds_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace

Asked<Call> read_call(const net::ServerRequest& request, Time judged) {
    Call call;
    call.method = request.method;
    call.path = request.path();
    while (call.path.size() > 1 && call.path.ends_with('/'))
        call.path.pop_back();
    call.instruction = instruction_of(call.method, call.path);
    call.now = judged;
    if (call.method == "GET") {
        call.fields = parse_fields(request.query());
        return call;
    }
    call.fields.kind = Json::Kind::object;
    if (request.body.empty()) return call;
    auto body = parse_json(request.body);
    if (!body) return trouble(400, code::kInvalidRequest, "the body is no JSON");
    call.fields = std::move(*body);
    return call;
}

Asked<Member*> admit(Members& members, const AuthHeaders& headers, std::string_view text,
                     Time now) {
    if (headers.api_key.empty() || headers.signature.empty() || headers.timestamp.empty())
        return trouble(401, code::kUnauthorized,
                       "X-API-Key, X-Signature and X-Timestamp are required");
    Member* member = members.find(headers.api_key);
    if (member == nullptr) return trouble(401, code::kUnauthorized, "Unauthorized");
    const auto sent = milliseconds_in(headers.timestamp);
    const auto window = milliseconds_in(headers.window);
    if (!sent || !window || *window == 0 || *window > kLongestWindow)
        return trouble(400, code::kInvalidRequest,
                       "X-Timestamp and X-Window are milliseconds, the window at most 60000");
    const std::int64_t off = ms_of(now) - *sent;
    if (off > *window || -off > *window)
        return trouble(400, code::kInvalidRequest, "Request has expired");
    if (!is_signed_by(member->public_key, text, headers.signature))
        return trouble(400, code::kInvalidRequest, "Invalid signature");
    return member;
}

}  // namespace twinleg::sim::wire::backpack
