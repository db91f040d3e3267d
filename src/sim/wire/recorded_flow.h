#pragma once
// A recording as the crowd of a market: its levels are real orders, its trades take.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "core/event.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire {

// What is recorded of one market: books, quotes, trades and marks, in coins (linear, one coin a
// contract); other events mean nothing here.
class Recording {
public:
    virtual ~Recording() = default;
    // The next event with its receive time; its spans live until the next call. False at the end.
    virtual bool next(Event& event) = 0;
};
using OpenRecording = std::function<std::unique_ptr<Recording>()>;

// The best levels of the recorded book lie in the market, on its tick and lot; one that changes is
// taken out and laid anew, one that accounts ate stays eaten until it changes. A recorded trade
// takes at its price, whoever waits there first. Without marks, the middle of the book is the mark.
// The intervals of the recording are those of the market; at its end it begins anew.
class RecordedFlow {
public:
    RecordedFlow(Exchange& exchange, InstrumentId instrument, OpenRecording open);

    // Does everything that is due. When something is next; nothing if the recording says nothing
    // at all.
    std::optional<Duration> tick(Time now);

private:
    using Levels = std::map<Price, Quantity>;  // as recorded
    struct Laid {
        Quantity quantity;  // when it was laid
        Handle handle;
    };
    using Orders = std::map<Price, Laid>;  // on the tick

    bool advance();
    void apply(const Event& event);
    void apply(const BookSnapshot& snapshot);
    void apply(const BookDelta& delta);
    void apply(const Quote& quote);
    void apply(const PublicTrade& trade);
    void set_levels(Levels& levels, std::span<const Level> changes);
    Levels wanted(Side side) const;
    void withdraw(Side side, const Levels& wanted);
    void lay(Side side, const Levels& wanted);
    void lay_books();

    Exchange& exchange_;
    Instrument instrument_;
    OpenRecording open_;
    std::unique_ptr<Recording> recording_;
    Event event_;  // the next one, where `held_`
    bool held_{false};
    std::optional<Duration> shift_;  // from the recording's time to the market's
    bool marked_{false};             // the recording has marks of its own
    bool deep_{false};               // it has books: quotes are then no news
    bool moved_{false};              // levels changed since they were laid
    std::uint64_t since_start_{0};   // events since the recording was opened
    Levels bids_, asks_;
    Orders laid_bids_, laid_asks_;
};

}  // namespace twinleg::sim::wire
