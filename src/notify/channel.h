#pragma once
// How one service takes a message, and what its answers mean. Pure: the notifier does the sending.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "net/http_client.h"
#include "net/url.h"
#include "notify/send_limits.h"

namespace twinleg::notify {

// What is sent: the words, and what a program may want to know of them.
struct Post {
    Time time;            // when it happened
    std::string kind;     // notify::kind(), "digest" or "reply"
    std::string account;  // label of the account
    std::string text;
    bool must_be_told{true};
    std::uint64_t id{0};  // the same in every attempt; set by the outbox
};

struct Verdict {
    enum class Kind : std::uint8_t {
        sent,
        again,    // not this time: back off
        later,    // not before `wait` is over; the service said so
        refused,  // this post will never be taken; the next may be
        off,      // nothing will ever be taken: a token, a chat, a key is wrong
    };
    Kind kind{Kind::sent};
    Duration wait;    // of later
    std::string why;  // a sentence for a person; may hold secrets until it is masked
};

// Threads: one.
class Channel {
public:
    virtual ~Channel() = default;

    virtual std::string name() const = 0;  // "telegram 1234", never with a secret
    virtual net::Url origin() const = 0;   // where it is
    virtual std::vector<Limit> limits() const = 0;
    virtual std::size_t max_bytes() const = 0;  // of one text
    // Whether posts that had to wait may be sent as one.
    virtual bool joins() const { return true; }

    virtual net::HttpRequest request(const Post& post, Time now) const = 0;
    // What an HTTP answer, of any status, says. May change where the next request goes.
    virtual Verdict judge(const net::HttpResponse& answer) = 0;
    // Texts that must not be shown to anybody.
    virtual std::vector<std::string> secrets() const = 0;
};

// Nobody answered: the post may have arrived or not, and is sent again.
Verdict judge_failure(const net::HttpFailure& failure);

// By status alone: 2xx sent, 408 and 5xx again, 429 later, 401, 403, 404 and 410 off, else refused.
Verdict judge_status(const net::HttpResponse& answer, std::string_view what);

// `text` without any of the secrets, and without what else looks like one.
std::string masked(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace twinleg::notify
