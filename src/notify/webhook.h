#pragma once
// A webhook of one's own: JSON, signed with a secret and the time.
//
//   POST <url>
//   Content-Type: application/json
//   X-Twinleg-Id: 1f0c…-42                  the same in every attempt at one message
//   X-Twinleg-Timestamp: 1731072735         seconds; refuse what is minutes old
//   X-Twinleg-Signature: v1=<hex>           HMAC-SHA256(secret, timestamp + "." + body)
//
//   {"id":"1f0c…-42","kind":"trade","account":"A1","time_ns":1731072735000000000,"text":"…"}

#include <string>

#include "core/result.h"
#include "notify/channel.h"

namespace twinleg::notify {

class Webhook final : public Channel {
public:
    // `run` sets this process's ids apart from those of others. An empty secret: no signature.
    Webhook(net::Url url, std::string secret, std::string run);

    std::string name() const override { return "webhook " + url_.authority(); }
    net::Url origin() const override { return url_; }
    std::vector<Limit> limits() const override { return {{10, seconds(1)}}; }
    std::size_t max_bytes() const override { return 64'000; }
    bool joins() const override { return false; }
    net::HttpRequest request(const Post& post, Time now) const override;
    Verdict judge(const net::HttpResponse& answer) override;
    std::vector<std::string> secrets() const override;

private:
    net::Url url_;
    std::string secret_;
    std::string run_;
};

// "v1=" and 64 hexadecimal digits.
std::string webhook_signature(const std::string& secret, std::int64_t timestamp_s,
                              std::string_view body);

}  // namespace twinleg::notify
