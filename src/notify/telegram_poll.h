#pragma once
// What people write to the bot: getUpdates by long polling, and the desk's answers.
// Source: https://core.telegram.org/bots/api, "Getting updates".

#include <cstdint>
#include <functional>
#include <string>

#include "net/backoff.h"
#include "net/event_loop.h"
#include "net/http_client.h"
#include "notify/commands.h"
#include "notify/settings.h"

namespace twinleg::notify {

// Asks who the bot is (getMe), then polls for ever. An update is acknowledged by the next poll's
// offset, at once after it was handled; one that comes again all the same (the process was killed
// in between) finds its code used up, or is too old.
//
// Threads: its loop's.
class TelegramPoll {
public:
    struct Hooks {
        // An answer for a chat.
        std::function<void(const std::string& chat, std::string text)> answer;
        // Trouble, for a person; without secrets. Said once until it is over.
        std::function<void(std::string)> say;
    };

    // `desk` must outlive it. `wait`: how long one poll may stand open.
    TelegramPoll(net::EventLoop& loop, const Settings& settings, CommandDesk& desk, Hooks hooks,
                 Duration wait, net::HttpOptions http, std::uint64_t seed);

    void start() { ask_name(); }

    std::int64_t offset() const { return offset_; }
    // The token is refused: nothing more is asked.
    bool off() const { return off_; }

private:
    using Answer = std::expected<net::HttpResponse, net::HttpFailure>;

    void ask_name();
    void poll();
    void on_name(const Answer& answer);
    void on_updates(const Answer& answer);
    // True if the answer is one; otherwise `again` is called after a wait, unless it is hopeless.
    bool good(const Answer& answer, void (TelegramPoll::*again)());
    void trouble(const std::string& why);

    net::EventLoop& loop_;
    const Settings& settings_;
    CommandDesk& desk_;
    const Hooks hooks_;
    const Duration wait_;
    net::HttpClient client_;
    net::Timer timer_;
    net::Backoff backoff_;
    std::int64_t offset_{0};
    bool troubled_{false};
    bool off_{false};
};

}  // namespace twinleg::notify
