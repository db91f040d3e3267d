#include "notify/webhook.h"

#include <fmt/format.h>

#include "core/json_writer.h"
#include "crypto/hmac.h"

namespace twinleg::notify {

std::string webhook_signature(const std::string& secret, std::int64_t timestamp_s,
                              std::string_view body) {
    const auto key = crypto::HmacKey::from(crypto::bytes_of(secret));
    if (!key) return {};
    std::string out = "v1=";
    for (const auto byte : key->sign(fmt::format("{}.{}", timestamp_s, body)))
        out += fmt::format("{:02x}", byte);
    return out;
}

Webhook::Webhook(net::Url url, std::string secret, std::string run)
    : url_(std::move(url)), secret_(std::move(secret)), run_(std::move(run)) {}

net::HttpRequest Webhook::request(const Post& post, Time now) const {
    const auto id = fmt::format("{}-{}", run_, post.id);
    const auto timestamp = now.ns / 1'000'000'000;
    JsonWriter json;
    json.object().field("id", id).field("kind", post.kind).field("account", post.account);
    json.field("time_ns", post.time.ns).field("text", post.text).end_object();
    net::HttpRequest request{.method = "POST",
                             .target = url_.path,
                             .headers = {{"Content-Type", "application/json"},
                                         {"X-Twinleg-Id", id},
                                         {"X-Twinleg-Timestamp", std::to_string(timestamp)}},
                             .body = json.text()};
    if (!secret_.empty())
        request.headers.push_back(
            {"X-Twinleg-Signature", webhook_signature(secret_, timestamp, request.body)});
    return request;
}

Verdict Webhook::judge(const net::HttpResponse& answer) {
    auto verdict = judge_status(answer, name());
    // A server that is being set up says 404 for a while; only "gone" is for ever.
    if (verdict.kind == Verdict::Kind::off && answer.status != 410)
        verdict.kind = Verdict::Kind::refused;
    return verdict;
}

std::vector<std::string> Webhook::secrets() const {
    // Many services put their key into the path.
    std::vector<std::string> out{secret_};
    if (url_.path.size() > 1) out.push_back(url_.path);
    return out;
}

}  // namespace twinleg::notify
