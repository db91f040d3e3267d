#pragma once
// The custom bot of a Lark (Feishu) group.
// Source: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot

#include <string>

#include "core/result.h"
#include "notify/channel.h"

namespace twinleg::notify {

inline constexpr std::string_view kLarkApi = "https://open.feishu.cn";

class LarkBot final : public Channel {
public:
    // `secret` is empty where the bot has no signature check.
    LarkBot(net::Url api, std::string token, std::string secret);

    std::string name() const override { return "lark"; }
    net::Url origin() const override { return api_; }
    std::vector<Limit> limits() const override { return {{5, seconds(1)}, {100, seconds(60)}}; }
    std::size_t max_bytes() const override { return 16'000; }  // 20 KB with all around it
    net::HttpRequest request(const Post& post, Time now) const override;
    Verdict judge(const net::HttpResponse& answer) override;
    std::vector<std::string> secrets() const override { return {token_, secret_}; }

private:
    net::Url api_;
    std::string token_;
    std::string secret_;
};

// base64(HMAC-SHA256(key = "<timestamp>\n<secret>", message = "")).
std::string lark_sign(std::int64_t timestamp_s, const std::string& secret);

}  // namespace twinleg::notify
