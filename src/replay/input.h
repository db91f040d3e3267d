#pragma once
// A recording as the engine's events, and what is told about it.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/order_book.h"
#include "core/event.h"
#include "core/instrument.h"
#include "core/result.h"

namespace twinleg::venues {
class FrameDecoder;
}

namespace twinleg::replay {

// Things a person should know about a recording, once each, with how often they were seen.
class Warnings {
public:
    // `kind` is short and stable ("clock"); `text` is kept where it is the first of its kind.
    void add(std::string_view kind, std::string_view text, std::uint64_t times = 1);
    void add_all(const Warnings& other);
    struct Entry {
        std::string text;
        std::uint64_t times{0};
    };
    const std::map<std::string, Entry, std::less<>>& entries() const { return entries_; }
    std::uint64_t times(std::string_view kind) const;
    // "text", or "text (n times)".
    std::vector<std::string> lines() const;

private:
    std::map<std::string, Entry, std::less<>> entries_;
};

struct InputStats {
    std::uint64_t frames{0};   // every line or row read, headers and unreadable ones too
    std::uint64_t events{0};   // level changes, trades, quotes, rates
    std::uint64_t skipped{0};  // frames that mean no event
    std::uint64_t gaps{0};     // breaks of a sequence
    std::int64_t first_ns{0};  // receive times; zero while there was none
    std::int64_t last_ns{0};
    Warnings warnings;
    // The first thing that could not be read: file, line, field and why. What is readable behind
    // it is read all the same.
    std::optional<Error> error;

    void add(const InputStats& other);
};

// What a recording says, or lets one guess, of its instrument.
struct Facts {
    std::string form;   // "binance frames", "lighter prices", "twinleg compact", …
    std::string venue;  // "binance-usdm", "lighter", …
    std::string symbol;
    std::string base;
    std::string quote;
    ContractKind kind{ContractKind::linear};
    Quantity multiplier{Quantity::from_units(1)};
    Price tick;
    Quantity lot;
    Price price;  // one of the first, to know what things are worth
    book::Rules rules;
    bool has_sizes{true};  // else every quote is taken to be for one unit
    Ratio maker_fee;
    Ratio taker_fee;
    std::vector<std::string> notes;  // assumptions, as sentences
    Warnings warnings;
    // Of the venue's frames, for our own recordings of them; whoever knows the venues sets it. Not
    // a part of the text.
    std::function<std::unique_ptr<venues::FrameDecoder>()> make_decoder;

    // `key=value` lines, and back: the head of the compact form.
    std::string to_text() const;
    static Result<Facts> from_text(std::string_view text);
};

// One recording. Times never go back: a clock that does is held still, and warned about.
class Reader {
public:
    virtual ~Reader() = default;

    // The next event with its receive time; its spans live until the next call. False at the end.
    virtual bool next(Event& event) = 0;

    const InputStats& stats() const { return stats_; }
    // Share of the file that was read, for progress: 0 … 1.
    virtual double progress() const = 0;

protected:
    // The receive time as the engine may see it.
    Time stamp(std::int64_t ns);
    void fail_at(std::uint64_t line, const Error& error);

    InputStats stats_;
    std::string file_;  // for messages

private:
    std::int64_t now_{0};
};

// Reads the head of a file, and says what it is. Errors: io, corrupt, unsupported (no form we
// know), naming the file.
Result<Facts> probe(const std::string& path);

// A reader of `path`, in the form its content has. Events carry `instrument`. `expect` is what the
// first file of the side was probed as.
Result<std::unique_ptr<Reader>> open_reader(const std::string& path, InstrumentId instrument,
                                            const Facts& expect);

}  // namespace twinleg::replay
