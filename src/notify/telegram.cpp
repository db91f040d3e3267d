#include "notify/telegram.h"

#include <fmt/format.h>
#include "core/json_writer.h"
#include "notify/answer.h"

namespace twinleg::notify {

namespace {

// What the API says beside the HTTP status.
struct Told {
    bool ok{false};
    std::string description;
    std::int64_t retry_after{0};  // seconds
    std::int64_t migrate_to{0};   // chat id
};

Told told_by(const std::string& body) {
    Told told;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(body).get(root) != simdjson::SUCCESS) return told;
    if (root["ok"].get(told.ok) != simdjson::SUCCESS) told.ok = false;
    told.description = text_in(root["description"]);
    told.retry_after = number_in(root["parameters"]["retry_after"]).value_or(0);
    told.migrate_to = number_in(root["parameters"]["migrate_to_chat_id"]).value_or(0);
    return told;
}

}  // namespace

std::string telegram_path(const net::Url& api, std::string_view token, std::string_view method) {
    std::string_view base = api.path;
    while (base.ends_with('/'))
        base.remove_suffix(1);
    return fmt::format("{}/bot{}/{}", base, token, method);
}

TelegramChat::TelegramChat(net::Url api, std::string token, std::string chat)
    : api_(std::move(api)), token_(std::move(token)), chat_(std::move(chat)) {}

std::vector<Limit> TelegramChat::limits() const {
    std::vector<Limit> limits{{1, seconds(1)}};
    // Ids of groups are negative; a channel is addressed as @name.
    if (chat_.starts_with('-') || chat_.starts_with('@')) limits.push_back({20, seconds(60)});
    return limits;
}

net::HttpRequest TelegramChat::request(const Post& post, Time) const {
    JsonWriter json;
    json.object().field("chat_id", chat_).field("text", post.text);
    json.field("disable_web_page_preview", true).end_object();
    return {.method = "POST",
            .target = telegram_path(api_, token_, "sendMessage"),
            .headers = {{"Content-Type", "application/json"}},
            .body = json.text()};
}

Verdict TelegramChat::judge(const net::HttpResponse& answer) {
    const auto told = told_by(answer.body);
    if (answer.status == 200 && told.ok) return {};
    const auto why = fmt::format("{}: HTTP {} {}", name(), answer.status, told.description);
    if (told.migrate_to != 0) {
        chat_ = std::to_string(told.migrate_to);
        return {.kind = Verdict::Kind::again, .why = why};
    }
    if (answer.status == 429 && told.retry_after > 0)
        return {.kind = Verdict::Kind::later, .wait = seconds(told.retry_after), .why = why};
    if (answer.status == 400) {
        const bool no_chat = told.description.contains("chat not found") ||
                             told.description.contains("chat_id is empty") ||
                             told.description.contains("PEER_ID_INVALID");
        if (no_chat)
            return {.kind = Verdict::Kind::off,
                    .why = why + "; TELEGRAM_CHAT_ID must be a chat that has written to the bot"};
        return {.kind = Verdict::Kind::refused, .why = why};
    }
    if (answer.status == 401 || answer.status == 404)
        return {.kind = Verdict::Kind::off,
                .why = why + "; TELEGRAM_BOT_TOKEN must be the one that @BotFather gave"};
    if (answer.status == 403)
        return {.kind = Verdict::Kind::off,
                .why = why + "; the bot must be let into the chat, and not be blocked there"};
    if (answer.status >= 200 && answer.status < 300)
        return {.kind = Verdict::Kind::again, .why = name() + ": an answer that is none"};
    return judge_status(answer, name());
}

}  // namespace twinleg::notify
