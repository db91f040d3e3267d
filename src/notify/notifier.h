#pragma once
// The thread that tells people: takes messages from the engine's, folds storms, and sends what is
// left by every channel that is set.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "net/http_client.h"
#include "notify/commands.h"
#include "notify/digest.h"
#include "notify/mailbox.h"
#include "notify/outbox.h"
#include "notify/settings.h"

namespace twinleg::notify {

// Each channel has its own connection, limits and waits: one that is slow or away delays no other.
// A message whose fate is not known (no answer in time) is sent again, so it may come twice.
//
// Threads: mailbox() as it says; close() belongs to the owner; its own thread does the rest.
class Notifier {
public:
    // What it says and where it writes. Called on its thread; must not wait.
    struct Hooks {
        std::function<void(std::string)> say;      // trouble with a channel; without secrets
        std::function<void(std::string)> console;  // where Settings::console
        std::function<void(std::string)> file;     // where Settings::file
    };
    // As the services want it; tests are quicker.
    struct Tuning {
        Duration poll{seconds(50)};
        Duration timeout{seconds(15)};
        Outbox::Options outbox;
        Digest::Options digest;
        net::HttpOptions http;
    };

    // One of the desks it speaks for.
    struct Desk {
        std::string name;             // of its pair; empty: it is the only one
        Controls* controls{nullptr};  // does what the commands ask; must outlive the notifier
    };
    // Without a desk that has controls there are no commands.
    Notifier(Settings settings, Hooks hooks, std::vector<Desk> desks)
        : Notifier(std::move(settings), std::move(hooks), std::move(desks), Tuning{}) {}
    Notifier(Settings settings, Hooks hooks, std::vector<Desk> desks, Tuning tuning);
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    // Of the desk at that place in the list.
    Mailbox& mailbox(std::size_t desk = 0) { return *mailboxes_.at(desk); }

    // Sends what waits, for so long at most, and ends the thread. True if nothing was left.
    bool close(Duration most);

private:
    class Lane;
    class Rooms;

    void run();

    const Settings settings_;
    const Hooks hooks_;
    const std::vector<Desk> desks_;
    const Tuning tuning_;
    std::vector<std::unique_ptr<Mailbox>> mailboxes_;  // at the desk's place
    std::atomic<std::int64_t> close_within_ns_{-1};
    std::atomic<bool> all_sent_{false};
    std::thread thread_;
};

// One message by every channel, waiting `most` for it: for a program that ends before it began.
void tell_once(const Settings& settings, const Notifier::Hooks& hooks, Message message,
               Duration most);

}  // namespace twinleg::notify
