#pragma once
// Everything that decides what an engine does, as values; the journal's first record holds it as
// text.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "book/order_book.h"
#include "core/instrument.h"
#include "exec/config.h"
#include "exec/traits.h"
#include "risk/limits.h"

namespace twinleg::engine {

struct InstrumentConfig {
    Instrument instrument;
    book::Rules book;
};

struct Config {
    // At index InstrumentId; [0] is the strategy's first leg, [1] its second.
    std::vector<InstrumentConfig> instruments;
    // At index VenueId.
    std::vector<exec::VenueTraits> venues;
    exec::Config exec;
    risk::Limits risk;
    // For the catalog that makes the strategy; the engine itself does not read them.
    std::string strategy;
    std::map<std::string, std::string> parameters;

    // `key=value` lines in a fixed order, and back. from_text names the line it cannot read.
    std::string to_text() const;
    static Result<Config> from_text(std::string_view text);

    // What venues tell of themselves anew at each start, and what is measured then: times, rates,
    // fees, margins, minimums. Everything else is a person's choice or the contract's own.
    void take_terms(const Config& from);
    // A limit by its name in the text ("risk.daily_loss") takes a value spelt as there. Answers the
    // one it had.
    // Errors: missing, malformed, out_of_range, naming it; nothing has changed then.
    Result<std::string> change_limit(std::string_view name, std::string_view value);
    // What an operator may change while it runs: limits and parameters.
    void take_changes(const Config& from) {
        risk = from.risk;
        parameters = from.parameters;
    }
    // The same but for the venues' terms: a desk that began with one may go on with the other.
    bool same_desk(const Config& other) const;
};

// What the report counts.
struct Counters {
    struct {
        std::uint64_t sent{0}, accepted{0}, rejected{0}, cancelled{0}, expired{0},
            unknown_resolved{0};
    } orders;
    struct {
        std::uint64_t count{0}, maker{0}, taker{0};
        Base volume_base;
        Notional volume_quote;
    } fills;
    struct {
        std::uint64_t completed{0}, rolled_back{0}, failed{0}, nothing{0};
    } pair_trades;
    std::vector<std::int64_t> unhedged_ms;  // one for each return to dust, in order
    std::map<std::string, std::uint64_t, std::less<>> refused;  // by check
    std::uint64_t breaker_trips{0};
    std::uint64_t halts{0};
    std::uint64_t book_gaps{0};
    std::uint64_t resyncs{0};
    std::int64_t stale_ms_max{0};
    std::uint64_t adjustments{0};
    std::uint64_t failed_attempts{0};
    std::string stopped_for;       // why the strategy itself asked to stop; empty: it did not
    std::string broken_invariant;  // empty: held
};

}  // namespace twinleg::engine
