#pragma once
// The bot of a WeCom (企业微信) group.
// Source: https://developer.work.weixin.qq.com/document/path/91770

#include <string>

#include "notify/channel.h"

namespace twinleg::notify {

inline constexpr std::string_view kWecomApi = "https://qyapi.weixin.qq.com";

class WecomBot final : public Channel {
public:
    WecomBot(net::Url api, std::string key);

    std::string name() const override { return "wecom"; }
    net::Url origin() const override { return api_; }
    std::vector<Limit> limits() const override { return {{20, seconds(60)}}; }
    std::size_t max_bytes() const override { return 2048; }
    net::HttpRequest request(const Post& post, Time now) const override;
    Verdict judge(const net::HttpResponse& answer) override;
    std::vector<std::string> secrets() const override { return {key_}; }

private:
    net::Url api_;
    std::string key_;
};

}  // namespace twinleg::notify
