#pragma once
// Who is told, and how; from the environment.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "net/url.h"
#include "notify/text.h"

namespace twinleg::notify {

struct Settings {
    Style style;
    struct {
        std::string token;
        std::vector<std::string> chats;
        net::Url api;
        bool commands{true};
    } telegram;
    struct {
        std::string token, secret;
        net::Url api;
    } lark;
    struct {
        std::string key;
        net::Url api;
    } wecom;
    struct {
        std::optional<net::Url> url;
        std::string secret;
    } webhook;
    bool console{false};
    std::optional<std::filesystem::path> file;
    Duration status_every{minutes(30)};

    bool telegram_on() const { return !telegram.token.empty() && !telegram.chats.empty(); }
    bool any() const;
    // What is on, without a secret: "telegram (2 chats, commands), lark".
    std::string summary() const;
};

// A setting by name; nothing where it is not set.
using Lookup = std::function<std::optional<std::string>(std::string_view)>;

// TELEGRAM_BOT_TOKEN, TELEGRAM_CHAT_ID and TELEGRAM_GROUP_ID (commas between several),
// TELEGRAM_COMMANDS (on, off), TELEGRAM_API_URL · LARK_TOKEN (or the whole webhook address),
// LARK_SECRET, LARK_API_URL · WECOM_TOKEN (or the whole webhook address), WECOM_API_URL ·
// TWINLEG_WEBHOOK_URL, TWINLEG_WEBHOOK_SECRET · ACCOUNT_NAME. What is not set is off (A031).
//
// Errors: malformed, naming the variable and how to mend it, never its value: an address that is
// none, or that would send a secret without TLS to another machine; a chat id or token that cannot
// be one; a switch that is neither on nor off.
Result<Settings> settings_from(const Lookup& get);

// The names above.
std::vector<std::string> setting_names();

}  // namespace twinleg::notify
