#include "notify/notifier.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "net/event_loop.h"
#include "notify/lark.h"
#include "notify/telegram.h"
#include "notify/telegram_poll.h"
#include "notify/webhook.h"
#include "notify/wecom.h"

namespace twinleg::notify {

namespace {

constexpr Duration kLookEvery = milliseconds(50);  // into the mailbox

std::uint64_t draw() {
    std::random_device source;
    return (std::uint64_t{source()} << 32) | source();
}

Time wall_now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

// What two messages have in common that say the same, and what stands for them in a digest.
struct Sorted {
    std::string sort;
    std::string what;
};
Sorted sorted(const Message& message) {
    if (const auto* error = std::get_if<ErrorSeen>(&message.what)) {
        const auto what = error->kind + ": " + error->details;
        return {sort_of(what), what};
    }
    if (const auto* signal = std::get_if<SignalSeen>(&message.what))
        return {
            fmt::format("signal {} {}", static_cast<int>(signal->signal), sort_of(signal->advice)),
            "signal"};
    if (const auto* front = std::get_if<FrontEnd>(&message.what))
        return {front->connected ? "front up" : "front down",
                front->connected ? "front end reconnected" : "front end disconnected"};
    return {std::string{kind(message)}, std::string{kind(message)}};
}

}  // namespace

// One channel with its outbox and its connection.
class Notifier::Lane {
public:
    Lane(net::EventLoop& loop, std::unique_ptr<Channel> channel, const Style& style,
         const Tuning& tuning, std::function<void(std::string)> say)
        : loop_(loop),
          channel_(std::move(channel)),
          outbox_(*channel_, style, draw(), tuning.outbox),
          timeout_(tuning.timeout),
          say_(std::move(say)),
          client_(loop, channel_->origin(), one_connection(tuning.http)) {}

    Channel& channel() { return *channel_; }
    Outbox& outbox() { return outbox_; }

    // Sends what may be sent now.
    void pump() {
        const Time now = loop_.now();
        auto post = outbox_.take(now);
        if (!post) return;
        auto request = channel_->request(*post, now);
        request.timeout = timeout_;
        client_.send(std::move(request), [this](const auto& answer) {
            settle(answer ? channel_->judge(*answer) : judge_failure(answer.error()));
        });
    }

private:
    static net::HttpOptions one_connection(net::HttpOptions http) {
        http.connections = 1;
        return http;
    }

    void settle(const Verdict& verdict) {
        outbox_.settle(verdict, loop_.now());
        if (verdict.kind == Verdict::Kind::sent) {
            troubled_ = false;
        } else if (verdict.kind == Verdict::Kind::off) {
            say_(masked(verdict.why + "; this channel is off now", channel_->secrets()));
        } else if (!std::exchange(troubled_, true)) {
            say_(masked(fmt::format("{}: {}", channel_->name(), verdict.why), channel_->secrets()));
        }
        pump();
    }

    net::EventLoop& loop_;
    std::unique_ptr<Channel> channel_;
    Outbox outbox_;
    const Duration timeout_;
    std::function<void(std::string)> say_;
    bool troubled_{false};
    net::HttpClient client_;  // its callbacks use the rest: it goes first
};

// All that lives on the thread.
class Notifier::Rooms {
public:
    explicit Rooms(Notifier& house)
        : house_(house), digest_(house.settings_.style, house.tuning_.digest) {
        const auto& settings = house.settings_;
        if (settings.telegram_on()) {
            for (const auto& chat : settings.telegram.chats)
                add(std::make_unique<TelegramChat>(settings.telegram.api, settings.telegram.token,
                                                   chat));
        }
        if (!settings.lark.token.empty())
            add(std::make_unique<LarkBot>(settings.lark.api, settings.lark.token,
                                          settings.lark.secret));
        if (!settings.wecom.key.empty())
            add(std::make_unique<WecomBot>(settings.wecom.api, settings.wecom.key));
        if (settings.webhook.url)
            add(std::make_unique<Webhook>(*settings.webhook.url, settings.webhook.secret,
                                          fmt::format("{:016x}", draw())));
        if (settings.telegram_on() && settings.telegram.commands &&
            std::ranges::all_of(house.desks_, [](const Desk& d) { return d.controls != nullptr; }))
            add_commands();
    }

    net::EventLoop& loop() { return loop_; }

    void pump() {
        const Time now = loop_.now();
        for (std::size_t desk = 0; desk < house_.desks_.size(); ++desk) {
            house_.mailboxes_[desk]->take(messages_);
            for (auto& message : messages_)
                offer(desk, message, now);
            messages_.clear();
        }
        digest_.look(now, posts_);
        give_out();
        for (auto& lane : lanes_)
            lane->pump();
    }

    // What is counted, too.
    void finish() {
        pump();
        digest_.finish(loop_.now(), posts_);
        give_out();
        for (auto& lane : lanes_)
            lane->pump();
    }

    Duration until_wake() {
        const Time now = loop_.now();
        Time wake = std::min(now + kLookEvery, digest_.wake_at());
        for (auto& lane : lanes_)
            wake = std::min(wake, lane->outbox().wake_at(now));
        return std::max(wake - now, Duration{});
    }

    bool all_sent() const {
        return std::ranges::all_of(lanes_, [](const auto& lane) { return lane->outbox().idle(); });
    }
    // Whether waiting until `deadline` may still help.
    bool hopeful(Time deadline) {
        const Time now = loop_.now();
        return std::ranges::any_of(lanes_, [&](const auto& lane) {
            const Outbox& outbox = lane->outbox();
            return outbox.on_way() || (!outbox.idle() && outbox.wake_at(now) < deadline);
        });
    }

private:
    void add(std::unique_ptr<Channel> channel) {
        lanes_.push_back(std::make_unique<Lane>(loop_, std::move(channel), house_.settings_.style,
                                                house_.tuning_, house_.hooks_.say));
    }

    void add_commands() {
        std::vector<CommandDesk::Desk> desks;
        for (std::size_t i = 0; i < house_.desks_.size(); ++i)
            desks.push_back(
                {.name = house_.desks_[i].name,
                 .controls = house_.desks_[i].controls,
                 .figures = [&mailbox = *house_.mailboxes_[i]] { return mailbox.figures(); }});
        desk_ = std::make_unique<CommandDesk>(
            CommandDesk::Options{.chats = house_.settings_.telegram.chats}, house_.settings_.style,
            std::move(desks), [] { return static_cast<std::uint32_t>(draw()); });
        poll_ = std::make_unique<TelegramPoll>(
            loop_, house_.settings_, *desk_,
            TelegramPoll::Hooks{
                .answer = [this](const std::string& chat,
                                 std::string text) { answer(chat, std::move(text)); },
                .say = house_.hooks_.say},
            house_.tuning_.poll, house_.tuning_.http, draw());
        poll_->start();
    }

    // The account's label, and which pair of it speaks.
    Style style_of(std::size_t desk) const {
        auto style = house_.settings_.style;
        const auto& name = house_.desks_[desk].name;
        if (!name.empty()) style.account += " · " + name;
        return style;
    }

    void offer(std::size_t desk, const Message& message, Time now) {
        const auto [sort, what] = sorted(message);
        const auto style = style_of(desk);
        const auto& name = house_.desks_[desk].name;
        digest_.offer({.time = message.time,
                       .kind = std::string{kind(message)},
                       .account = style.account,
                       .text = text(message, style),
                       .must_be_told = must_be_told(message)},
                      name + sort, name.empty() ? what : name + ": " + what, now, posts_);
    }

    void give_out() {
        for (const auto& post : posts_) {
            if (house_.settings_.console && house_.hooks_.console)
                house_.hooks_.console(post.text + "\n");
            if (house_.settings_.file && house_.hooks_.file) house_.hooks_.file(post.text + "\n");
            for (auto& lane : lanes_)
                lane->outbox().put(post);
        }
        posts_.clear();
    }

    void answer(const std::string& chat, std::string text) {
        const auto name = "telegram chat " + chat;
        for (auto& lane : lanes_) {
            if (lane->channel().name() != name) continue;
            lane->outbox().put_first({.time = loop_.now(),
                                      .kind = "reply",
                                      .account = house_.settings_.style.account,
                                      .text = std::move(text)});
            lane->pump();
            return;
        }
    }

    Notifier& house_;
    net::EventLoop loop_;
    Digest digest_;
    std::vector<Message> messages_;
    std::vector<Post> posts_;
    std::unique_ptr<CommandDesk> desk_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::unique_ptr<TelegramPoll> poll_;
};

Notifier::Notifier(Settings settings, Hooks hooks, std::vector<Desk> desks, Tuning tuning)
    : settings_(std::move(settings)),
      hooks_(std::move(hooks)),
      desks_(std::move(desks)),
      tuning_(std::move(tuning)) {
    for (std::size_t i = 0; i < desks_.size(); ++i)
        mailboxes_.push_back(std::make_unique<Mailbox>());
    thread_ = std::thread([this] { run(); });
}

Notifier::~Notifier() {
    (void)close({});
}

void Notifier::run() {
    Rooms rooms(*this);
    while (close_within_ns_.load() < 0) {
        rooms.pump();
        rooms.loop().run(rooms.until_wake());
    }
    rooms.finish();
    const Time deadline = rooms.loop().now() + Duration{close_within_ns_.load()};
    while (rooms.hopeful(deadline) && rooms.loop().now() < deadline) {
        rooms.loop().run(rooms.until_wake());
        rooms.pump();
    }
    all_sent_ = rooms.all_sent();
}

bool Notifier::close(Duration most) {
    if (thread_.joinable()) {
        close_within_ns_ = most.ns;
        thread_.join();
    }
    return all_sent_;
}

void tell_once(const Settings& settings, const Notifier::Hooks& hooks, Message message,
               Duration most) {
    if (!message.time.known()) message.time = wall_now();
    Notifier notifier(settings, hooks, {Notifier::Desk{}});
    notifier.mailbox().put(std::move(message));
    (void)notifier.close(most);
}

}  // namespace twinleg::notify
