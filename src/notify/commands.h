#pragma once
// What a person may ask of the desk from a chat. Pure: time, code and figures are handed in.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/result.h"
#include "core/time.h"
#include "notify/message.h"
#include "notify/text.h"

namespace twinleg::notify {

// Where wishes go.
//
// Threads: called on the notifier's; must not wait for the engine.
class Controls {
public:
    virtual ~Controls() = default;
    // The engine comes to it between two events. `by` is who asks: "telegram 4711".
    virtual void ask(Operator what, const Asker& by) = 0;
    // True: it trades; false: it only tells what it sees.
    // Errors: unsupported, if the desk has no such mode.
    virtual Result<void> trade_by_itself(bool yes, const Asker& by) = 0;
    // A limit or parameter is to have another value; the engine says what came of it.
    virtual void change(const SettingAsked& asked) = 0;
};

// One message somebody wrote.
struct Incoming {
    std::string chat;
    std::string user;
    std::string text;
    Time written;
};

// Where there are several desks, a command is for all of them, or for the one that is named behind
// it: `/pause btc`.
//
// /status /positions /pnl answer at once; /pause and a plain /resume too. Where money moves
// (/flatten, /kill, /mode auto, /resume out of a halt) a code comes back, and `/confirm CODE` by
// the same person in the same chat within a minute does it, once. Three wrong codes void it.
//
// Chats that are not on the list get no answer and are counted. A command that was written more
// than a minute ago (the desk was down) is never done.
//
// Threads: one.
class CommandDesk {
public:
    struct Options {
        std::vector<std::string> chats;  // who may
        std::string bot;                 // its name, without '@'; empty: not known
        Duration valid{seconds(60)};     // a code
        Duration oldest{seconds(60)};    // a command
    };

    // A desk that can be asked. `figures`: the newest; nothing before the first. Both must outlive
    // the CommandDesk.
    struct Desk {
        std::string name;  // of its pair; empty: it is the only one
        Controls* controls;
        std::function<std::optional<Figures>()> figures;
    };

    // `draw`: a random number.
    CommandDesk(Options options, const Style& style, std::vector<Desk> desks,
                std::function<std::uint32_t()> draw);

    void set_bot(std::string name) { options_.bot = std::move(name); }

    // The answer, for the chat it came from; nothing where there is none.
    std::optional<std::string> on(const Incoming& message, Time now);

    std::uint64_t ignored() const { return ignored_; }

private:
    enum class Deed : std::uint8_t { flatten, kill, trade, reset };
    // Those that a command is for.
    using Addressed = std::vector<const Desk*>;
    struct Pending {
        Addressed whom;
        std::string code;
        std::string user;
        Deed deed{Deed::flatten};
        Time until;
        int wrong{0};
    };

    std::string_view say(std::string_view zh, std::string_view en) const;
    std::string help() const;
    std::string names() const;
    std::string nobody(std::string_view name) const;
    // Empty for a name that nobody has.
    Addressed addressed(std::string_view name) const;
    std::string show(const Addressed& whom,
                     std::string (*text)(const Figures&, const Style&)) const;
    std::string wants_code(const Incoming& message, Addressed whom, Deed deed, Time now);
    std::string confirm(const Incoming& message, std::string_view code, Time now);
    std::string resume(const Incoming& message, Addressed whom, Time now);
    std::string mode(const Incoming& message, std::string_view which, Addressed whom, Time now);
    std::string done(const Incoming& message, const Pending& pending);
    std::string reset(const Incoming& message, const Addressed& whom);
    std::string asked(const Incoming& message, const Addressed& whom, Operator what);
    std::string set_mode(const Incoming& message, const Addressed& whom, bool trades);

    Options options_;
    const Style style_;
    const std::vector<Desk> desks_;
    const std::function<std::uint32_t()> draw_;
    std::map<std::string, Pending> pending_;  // by chat
    Time told_old_;
    std::uint64_t ignored_{0};
};

}  // namespace twinleg::notify
