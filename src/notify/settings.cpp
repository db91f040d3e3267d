#include "notify/settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "net/form.h"
#include "net/proxy.h"
#include "notify/lark.h"
#include "notify/telegram.h"
#include "notify/wecom.h"

namespace twinleg::notify {

namespace {

bool is_loopback(const net::Url& url) {
    // What is never reached by a proxy.
    const auto proxy = net::proxy_for(url, {.https = "http://p:1", .http = "http://p:1"});
    return proxy && !*proxy;
}

Result<net::Url> address(std::string_view name, std::string_view text) {
    const auto url = net::Url::parse(text);
    // The address may hold a key: it is not repeated.
    if (!url || (url->scheme != "https" && url->scheme != "http"))
        return fail(Errc::malformed,
                    fmt::format("{}: not an address of the form https://host/path", name));
    if (!url->tls() && !is_loopback(*url))
        return fail(Errc::malformed,
                    fmt::format("{}: http:// would send secrets in the clear; use https://", name));
    return *url;
}

// A trailing blank or a quote comes from copying.
bool is_token(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == ':' || c == '_' || c == '-' || c == '.' || c == '~';
    });
}

bool is_chat(std::string_view text) {
    if (text.starts_with('@')) return text.size() > 1;
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> add_chats(std::string_view name, std::string_view text,
                       std::vector<std::string>& chats) {
    while (!text.empty()) {
        auto chat = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), chat.size() + 1));
        while (chat.starts_with(' '))
            chat.remove_prefix(1);
        while (chat.ends_with(' '))
            chat.remove_suffix(1);
        if (chat.empty()) continue;
        if (!is_chat(chat))
            return fail(Errc::malformed,
                        fmt::format("{}: \"{}\" is no chat id; @userinfobot tells yours, a number "
                                    "like 123456789 or -1001234567890",
                                    name, chat));
        if (std::ranges::find(chats, chat) == chats.end()) chats.emplace_back(chat);
    }
    return {};
}

// What a bot is known by, given by itself or as the whole address; then the address says where.
Result<std::string> key_of(std::string_view name, const std::string& given, net::Url& api,
                           const std::function<std::string(const net::Url&)>& in_address) {
    std::string key = given;
    if (given.starts_with("http")) {
        const auto url = address(name, given);
        if (!url) return std::unexpected(url.error());
        key = in_address(*url);
        api = *url;
        api.path = "/";
    }
    if (key.empty() || !is_token(key))
        return fail(
            Errc::malformed,
            fmt::format("{}: neither a key nor the whole address of the bot's webhook", name));
    return key;
}

}  // namespace

bool Settings::any() const {
    return telegram_on() || !lark.token.empty() || !wecom.key.empty() || webhook.url || console ||
           file;
}

std::string Settings::summary() const {
    std::vector<std::string> on;
    if (telegram_on())
        on.push_back(fmt::format("telegram ({} chat{}{})", telegram.chats.size(),
                                 telegram.chats.size() == 1 ? "" : "s",
                                 telegram.commands ? ", commands" : ""));
    if (!lark.token.empty()) on.emplace_back(lark.secret.empty() ? "lark" : "lark (signed)");
    if (!wecom.key.empty()) on.emplace_back("wecom");
    if (webhook.url)
        on.push_back(fmt::format("webhook {}{}", webhook.url->authority(),
                                 webhook.secret.empty() ? ", not signed" : ""));
    if (console) on.emplace_back("console");
    if (file) on.push_back(file->string());
    return fmt::format("{}", fmt::join(on, ", "));
}

Result<Settings> settings_from(const Lookup& get) {
    Settings out;
    const auto value = [&](std::string_view name) { return get(name).value_or(""); };
    const auto base = [&](std::string_view name, std::string_view usual, net::Url& into) {
        const auto text = get(name);
        auto url = address(name, text ? std::string_view{*text} : usual);
        if (!url) return Result<void>{std::unexpected(url.error())};
        into = std::move(*url);
        return Result<void>{};
    };

    if (const auto name = value("ACCOUNT_NAME"); !name.empty()) out.style.account = name;

    if (const auto set = base("TELEGRAM_API_URL", kTelegramApi, out.telegram.api); !set)
        return std::unexpected(set.error());
    out.telegram.token = value("TELEGRAM_BOT_TOKEN");
    if (!is_token(out.telegram.token))
        return fail(
            Errc::malformed,
            "TELEGRAM_BOT_TOKEN: has a letter that no token has; copy what @BotFather gave");
    for (const std::string_view name : {"TELEGRAM_CHAT_ID", "TELEGRAM_GROUP_ID"})
        if (const auto added = add_chats(name, value(name), out.telegram.chats); !added)
            return std::unexpected(added.error());
    if (const auto commands = value("TELEGRAM_COMMANDS"); !commands.empty()) {
        if (commands != "on" && commands != "off")
            return fail(Errc::malformed,
                        "TELEGRAM_COMMANDS: \"" + commands + "\" is neither on nor off");
        out.telegram.commands = commands == "on";
    }

    if (const auto set = base("LARK_API_URL", kLarkApi, out.lark.api); !set)
        return std::unexpected(set.error());
    if (const auto token = value("LARK_TOKEN"); !token.empty()) {
        auto key = key_of("LARK_TOKEN", token, out.lark.api, [](const net::Url& url) {
            return url.path.substr(url.path.rfind('/') + 1);
        });
        if (!key) return std::unexpected(key.error());
        out.lark.token = std::move(*key);
        out.lark.secret = value("LARK_SECRET");
    }

    if (const auto set = base("WECOM_API_URL", kWecomApi, out.wecom.api); !set)
        return std::unexpected(set.error());
    if (const auto token = value("WECOM_TOKEN"); !token.empty()) {
        auto key = key_of("WECOM_TOKEN", token, out.wecom.api, [](const net::Url& url) {
            for (const auto& [name, text] : net::parse_query(std::string_view{url.path}.substr(
                     std::min(url.path.size(), url.path.find('?') + 1))))
                if (name == "key") return text;
            return std::string{};
        });
        if (!key) return std::unexpected(key.error());
        out.wecom.key = std::move(*key);
    }

    if (const auto text = value("TWINLEG_WEBHOOK_URL"); !text.empty()) {
        auto url = address("TWINLEG_WEBHOOK_URL", text);
        if (!url) return std::unexpected(url.error());
        out.webhook.url = std::move(*url);
        out.webhook.secret = value("TWINLEG_WEBHOOK_SECRET");
    }
    return out;
}

std::vector<std::string> setting_names() {
    return {"TELEGRAM_BOT_TOKEN", "TELEGRAM_CHAT_ID",    "TELEGRAM_GROUP_ID",
            "TELEGRAM_COMMANDS",  "TELEGRAM_API_URL",    "LARK_TOKEN",
            "LARK_SECRET",        "LARK_API_URL",        "WECOM_TOKEN",
            "WECOM_API_URL",      "TWINLEG_WEBHOOK_URL", "TWINLEG_WEBHOOK_SECRET",
            "ACCOUNT_NAME"};
}

}  // namespace twinleg::notify
