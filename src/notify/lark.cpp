#include "notify/lark.h"

#include <fmt/format.h>
#include "core/json_writer.h"
#include "crypto/base64.h"
#include "crypto/hmac.h"
#include "notify/answer.h"

namespace twinleg::notify {

namespace {

constexpr std::int64_t kTooMany = 11232;     // of the tenant: 100 a minute, 5 a second
constexpr std::int64_t kTooManyOld = 9499;   // the same, before 2021
constexpr std::int64_t kBadToken = 19001;    // no such hook
constexpr std::int64_t kBadSign = 19021;     // wrong secret, or a clock an hour off
constexpr std::int64_t kBadAddress = 19022;  // not in the bot's list of addresses
constexpr std::int64_t kNoKeyword = 19024;   // none of the words that the bot asks for
constexpr Duration kPause = seconds(10);     // the answer does not say how long

}  // namespace

std::string lark_sign(std::int64_t timestamp_s, const std::string& secret) {
    const auto key_text = fmt::format("{}\n{}", timestamp_s, secret);
    const auto key = crypto::HmacKey::from(crypto::bytes_of(key_text));
    return key ? crypto::to_base64(key->sign(std::string_view{})) : std::string{};
}

LarkBot::LarkBot(net::Url api, std::string token, std::string secret)
    : api_(std::move(api)), token_(std::move(token)), secret_(std::move(secret)) {}

net::HttpRequest LarkBot::request(const Post& post, Time now) const {
    JsonWriter json;
    json.object();
    if (!secret_.empty()) {
        const auto timestamp = now.ns / 1'000'000'000;
        json.field("timestamp", std::to_string(timestamp));
        json.field("sign", lark_sign(timestamp, secret_));
    }
    json.field("msg_type", "text");
    json.key("content").object().field("text", post.text).end_object().end_object();
    return {.method = "POST",
            .target = "/open-apis/bot/v2/hook/" + token_,
            .headers = {{"Content-Type", "application/json"}},
            .body = json.text()};
}

Verdict LarkBot::judge(const net::HttpResponse& answer) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(answer.body).get(root) != simdjson::SUCCESS)
        return answer.status == 200
                   ? Verdict{.kind = Verdict::Kind::again, .why = "lark: an answer that is no JSON"}
                   : judge_status(answer, name());
    // Both forms are about: {"code":0,"msg":…} and {"StatusCode":0,"StatusMessage":…}.
    const auto code = number_in(root["code"]).value_or(number_in(root["StatusCode"]).value_or(-1));
    const auto message = text_in(root["msg"]) + text_in(root["StatusMessage"]);
    if (answer.status == 200 && code == 0) return {};

    const auto why = fmt::format("lark: code {} {}", code, message);
    if (code == kTooMany || code == kTooManyOld)
        return {.kind = Verdict::Kind::later, .wait = kPause, .why = why};
    if (code == kBadToken)
        return {.kind = Verdict::Kind::off,
                .why = why + "; LARK_TOKEN must be the last part of the bot's webhook address"};
    if (code == kBadSign)
        return {.kind = Verdict::Kind::off,
                .why = why + "; LARK_SECRET must be the bot's, and this clock right"};
    if (code == kBadAddress)
        return {.kind = Verdict::Kind::off,
                .why = why + "; this machine must be in the bot's list of addresses"};
    if (code == kNoKeyword)
        return {.kind = Verdict::Kind::refused,
                .why = why + "; the bot asks for a keyword that this message has not"};
    if (answer.status != 200) return judge_status(answer, name());
    return {.kind = Verdict::Kind::refused, .why = why};
}

}  // namespace twinleg::notify
