#include "notify/wecom.h"

#include <fmt/format.h>
#include "core/json_writer.h"
#include "net/form.h"
#include "notify/answer.h"

namespace twinleg::notify {

namespace {

constexpr std::int64_t kBusy = -1;        // "system busy, try later"
constexpr std::int64_t kTooMany = 45009;  // 20 a minute
constexpr std::int64_t kBadKey = 93000;   // no such bot
constexpr Duration kPause = seconds(60);  // the answer does not say how long

}  // namespace

WecomBot::WecomBot(net::Url api, std::string key) : api_(std::move(api)), key_(std::move(key)) {}

net::HttpRequest WecomBot::request(const Post& post, Time) const {
    JsonWriter json;
    json.object().field("msgtype", "text");
    json.key("text").object().field("content", post.text).end_object().end_object();
    return {.method = "POST",
            .target = "/cgi-bin/webhook/send?key=" + net::percent_encode(key_),
            .headers = {{"Content-Type", "application/json"}},
            .body = json.text()};
}

Verdict WecomBot::judge(const net::HttpResponse& answer) {
    if (answer.status != 200) return judge_status(answer, name());
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    const bool read = parser.parse(answer.body).get(root) == simdjson::SUCCESS;
    const auto code = read ? number_in(root["errcode"]) : std::nullopt;
    if (!code) return {.kind = Verdict::Kind::again, .why = "wecom: an answer without errcode"};
    if (code == 0) return {};
    const auto why = fmt::format("wecom: errcode {} {}", *code, text_in(root["errmsg"]));
    if (code == kBusy) return {.kind = Verdict::Kind::again, .why = why};
    if (code == kTooMany) return {.kind = Verdict::Kind::later, .wait = kPause, .why = why};
    if (code == kBadKey)
        return {.kind = Verdict::Kind::off,
                .why = why + "; WECOM_TOKEN must be the key in the bot's webhook address"};
    return {.kind = Verdict::Kind::refused, .why = why};
}

}  // namespace twinleg::notify
