#pragma once
// The Telegram bot API: sendMessage to one chat, and what its answers mean.
// Source: https://core.telegram.org/bots/api, "Making requests" and "sendMessage"; limits from
// https://core.telegram.org/bots/faq, "My bot is hitting limits".

#include <string>

#include "notify/channel.h"

namespace twinleg::notify {

inline constexpr std::string_view kTelegramApi = "https://api.telegram.org";

class TelegramChat final : public Channel {
public:
    TelegramChat(net::Url api, std::string token, std::string chat);

    std::string name() const override { return "telegram chat " + chat_; }
    net::Url origin() const override { return api_; }
    // One a second in a chat; twenty a minute where it is a group.
    std::vector<Limit> limits() const override;
    std::size_t max_bytes() const override { return 4096; }  // 4096 UTF-16 units are at least that
    net::HttpRequest request(const Post& post, Time now) const override;
    // A group that became a supergroup has a new id, told with the refusal: the next request goes
    // there.
    Verdict judge(const net::HttpResponse& answer) override;
    std::vector<std::string> secrets() const override { return {token_}; }

    const std::string& chat() const { return chat_; }

private:
    net::Url api_;
    std::string token_;
    std::string chat_;
};

// The path of a method: "/bot123:ABC/sendMessage", below what path the API's own URL has.
std::string telegram_path(const net::Url& api, std::string_view token, std::string_view method);

}  // namespace twinleg::notify
