#include "notify/telegram_poll.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "net/form.h"
#include "notify/answer.h"
#include "notify/channel.h"
#include "notify/telegram.h"

namespace twinleg::notify {

namespace {

constexpr Duration kAfterWait = seconds(10);     // of a poll, for the answer to come through
constexpr Duration kConflictWait = seconds(30);  // somebody else polls this bot
constexpr std::size_t kLongestCommand = 256;

net::HttpOptions patient(net::HttpOptions http, Duration wait) {
    http.connections = 1;
    http.first_byte_timeout = wait + kAfterWait;
    http.idle_timeout = wait + kAfterWait;
    return http;
}

// An id is a number here, and text everywhere else.
std::string id_in(const JsonField& field) {
    const auto number = number_in(field);
    return number ? std::to_string(*number) : std::string{};
}

Incoming incoming(const simdjson::dom::element& message) {
    auto text = text_in(message["text"]);
    if (text.size() > kLongestCommand) text.clear();
    return {.chat = id_in(message["chat"]["id"]),
            .user = id_in(message["from"]["id"]),
            .text = std::move(text),
            .written = {number_in(message["date"]).value_or(0) * 1'000'000'000}};
}

}  // namespace

TelegramPoll::TelegramPoll(net::EventLoop& loop, const Settings& settings, CommandDesk& desk,
                           Hooks hooks, Duration wait, net::HttpOptions http, std::uint64_t seed)
    : loop_(loop),
      settings_(settings),
      desk_(desk),
      hooks_(std::move(hooks)),
      wait_(wait),
      client_(loop, settings.telegram.api, patient(std::move(http), wait)),
      timer_(loop),
      backoff_(seconds(1), seconds(60), seed) {}

void TelegramPoll::ask_name() {
    client_.send(
        {.target = telegram_path(settings_.telegram.api, settings_.telegram.token, "getMe")},
        [this](const Answer& answer) { on_name(answer); });
}

void TelegramPoll::poll() {
    const auto query = net::encode_form({{"offset", std::to_string(offset_)},
                                         {"timeout", std::to_string(wait_.ns / 1'000'000'000)},
                                         {"allowed_updates", "[\"message\"]"}});
    client_.send(
        {.target = telegram_path(settings_.telegram.api, settings_.telegram.token, "getUpdates") +
                   "?" + query,
         .timeout = wait_ + kAfterWait},
        [this](const Answer& answer) { on_updates(answer); });
}

void TelegramPoll::trouble(const std::string& why) {
    if (std::exchange(troubled_, true)) return;
    hooks_.say(masked("telegram commands: " + why, {settings_.telegram.token}));
}

bool TelegramPoll::good(const Answer& answer, void (TelegramPoll::*again)()) {
    const auto later = [&](Duration wait, const std::string& why) {
        trouble(why);
        timer_.after(wait, [this, again] { (this->*again)(); });
        return false;
    };
    if (!answer) return later(backoff_.next(), answer.error().error.message);
    if (answer->status == 200) {
        backoff_.reset();
        troubled_ = false;
        return true;
    }
    if (answer->status == 401 || answer->status == 404) {
        off_ = true;
        trouble(
            "the token is refused, so there are none; TELEGRAM_BOT_TOKEN must be the one that "
            "@BotFather gave");
        return false;
    }
    if (answer->status == 409)
        return later(kConflictWait,
                     "another program polls this bot, or it has a webhook; every desk needs a bot "
                     "of its own, or TELEGRAM_COMMANDS=off");
    const auto why = fmt::format("HTTP {}", answer->status);
    if (answer->status != 429) return later(backoff_.next(), why);
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::optional<std::int64_t> told;
    if (parser.parse(answer->body).get(root) == simdjson::SUCCESS)
        told = number_in(root["parameters"]["retry_after"]);
    return later(told && *told > 0 ? seconds(std::min<std::int64_t>(*told, 3600)) : backoff_.next(),
                 why);
}

void TelegramPoll::on_name(const Answer& answer) {
    if (!good(answer, &TelegramPoll::ask_name)) return;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(answer->body).get(root) == simdjson::SUCCESS)
        desk_.set_bot(text_in(root["result"]["username"]));
    poll();
}

void TelegramPoll::on_updates(const Answer& answer) {
    if (!good(answer, &TelegramPoll::poll)) return;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    simdjson::dom::array updates;
    if (parser.parse(answer->body).get(root) != simdjson::SUCCESS ||
        root["result"].get(updates) != simdjson::SUCCESS) {
        trouble("an answer to getUpdates that is none");
        timer_.after(backoff_.next(), [this] { poll(); });
        return;
    }
    for (const auto update : updates) {
        if (const auto id = number_in(update["update_id"])) offset_ = std::max(offset_, *id + 1);
        simdjson::dom::element message;
        if (update["message"].get(message) != simdjson::SUCCESS) continue;
        const auto written = incoming(message);
        if (written.chat.empty() || written.text.empty()) continue;
        if (auto text = desk_.on(written, loop_.now()))
            hooks_.answer(written.chat, std::move(*text));
    }
    poll();
}

}  // namespace twinleg::notify
