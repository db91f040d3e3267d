#pragma once
// What a journal tells: the same events through a fresh engine make the same commands, and leave it
// as its predecessor was when it died.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/command.h"
#include "core/event.h"
#include "core/result.h"
#include "store/describe.h"
#include "store/journal_reader.h"

namespace twinleg::runtime {

// Where the commands made now and those recorded part; texts are empty where there was none.
struct Difference {
    std::uint64_t sequence{0};  // of the recorded command, or of what stands in its place
    std::string event;          // the event that they answer
    std::string recorded;
    std::string made;
};

// What was found on the way through a journal.
struct History {
    std::uint64_t events{0};
    std::uint64_t commands{0};
    std::uint64_t starts{0};     // headers
    std::uint32_t epoch{0};      // the highest, of headers that could be read or were lost
    std::string config;          // of the last header
    bool one_config{true};       // every header has the same
    Time last;                   // of the last event
    Mode mode{Mode::starting};   // the last one recorded
    bool latched{false};         // that one is a person's to leave
    std::uint64_t in_flight{0};  // orders without a final word in the journal
    store::JournalEnd end;
    std::optional<Difference> difference;  // the first one
};

// The engine, or what stands for it in a test.
using Step = std::function<void(const Event&, Commands&)>;

// Told the settings of each header that differ from those before; the first one's are known from
// first_header(). Errors end the pass.
using Restate = std::function<Result<void>(const std::string& settings)>;

// Feeds every event of the journal at `path` to `step`, compares what it makes with what was
// recorded, and discards it: nothing is sent. A process that died between an event and its commands
// left fewer of them: that is no difference.
//
// `stop_at_difference`: verifying ends there; recovery goes on (a newer build may decide
// otherwise, and the venues have the last word).
// Errors: missing, malformed, unsupported, io; corrupt, if a record that its checksum vouches for
// cannot be decoded.
Result<History> replay_journal(const std::filesystem::path& path, const Step& step,
                               bool stop_at_difference, const store::Names& names = {},
                               const Restate& restate = {});

// The first header of a journal; nothing if it has no record yet.
// Errors: as above.
Result<std::optional<store::Header>> first_header(const std::filesystem::path& path);

}  // namespace twinleg::runtime
