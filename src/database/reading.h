#pragma once
// What a journal's records mean as rows. The same journal gives the same rows, whoever reads it,
// when, and into which database.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "core/command.h"
#include "core/event.h"
#include "core/result.h"
#include "database/batch.h"
#include "store/codec.h"
#include "store/describe.h"
#include "store/journal_format.h"

namespace twinleg::portfolio {
class Portfolio;
}
namespace twinleg::engine {
struct Config;
}

namespace twinleg::database {

// What a journal does not know of the processes that wrote it.
struct RunFacts {
    std::string mode;        // sim, paper, testnet, live; empty: not known
    std::string version;     // of the program
    std::uint32_t epoch{1};  // the first that `version` is true of
};

// A row of a spread at most so often, unless it brings a signal that the last one did not; the same
// for refusals with one and the same reason. In event time.
inline constexpr Duration kThinTo = seconds(1);

// The number of a run: its journal's, and which start of it.
constexpr std::int64_t run_number(std::uint64_t journal, std::uint32_t epoch) {
    return static_cast<std::int64_t>(journal << 16 | (epoch & 0xFFFF));
}

// Positions are sums of fills, each counted once however often it is told; what the venues say is
// told beside them.
//
// Threads: one.
class Reading {
public:
    // `journal`: its number, below 2^47.
    Reading(std::uint64_t journal, RunFacts facts);
    ~Reading();
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    // Records up to there are read for what comes after them, and give no rows: they are stored.
    void skip_through(std::uint64_t sequence) { skip_ = sequence; }

    // The next record of the journal. Adds its rows to `batch`, and raises batch.through.
    // Errors: corrupt, malformed, unsupported: it cannot be read; those after it may.
    Result<void> on(const store::Record& record, Batch& batch);

    // Evaluations and refusals that gave no row.
    std::uint64_t thinned() const { return thinned_; }

private:
    struct OrderState;
    struct PairState;

    Result<void> on_header(const store::Record& record);
    Result<void> on_event(const store::Record& record);
    Result<void> on_command(const store::Record& record);

    void on(const Event& event);
    void on(const OrderReport& report);
    void on(const Fill& fill);
    void on(const SendFailed& failed);
    void on(const PositionsAnswer& answer);
    void on(const FundingPaid& paid);
    void on(const FundingRate& rate);

    void on(const Command& command);
    void on(const PlaceOrder& place);
    void on(const ModeChanged& changed);
    void on(const PairOpened& opened);
    void on(const PairClosed& closed);
    void on(const Refused& refused);
    void on(const Evaluated& evaluated);

    // A row with its key in front.
    void add(TableId id, Row row, std::optional<std::int64_t> run = {});
    void update(std::string_view sql, Row parameters);
    void tell(std::string_view kind, Severity severity, std::string text);
    void tell_position(InstrumentId id);
    void update_order(ClientOrderId id, const OrderState& order);
    OrderState* order_of(ClientOrderId id, InstrumentId instrument, const VenueOrderId& venue_id);
    bool known(InstrumentId id) const;
    const std::string& instrument(InstrumentId id) const;

    const std::uint64_t journal_;
    const RunFacts facts_;
    std::uint64_t skip_{0};
    std::uint64_t thinned_{0};

    // Of the record that is read.
    Batch* batch_{nullptr};
    std::uint64_t sequence_{0};
    Time now_;
    std::array<std::int64_t, kTables> items_{};
    store::Scratch scratch_;

    // What came before it.
    std::int64_t run_{0};
    std::unique_ptr<engine::Config> config_;
    store::Names names_;
    std::string coin_;
    std::unique_ptr<portfolio::Portfolio> portfolio_;
    Base exposure_;
    Mode mode_{Mode::starting};
    std::map<ClientOrderId, OrderState> orders_;
    std::map<std::string, ClientOrderId> by_venue_id_;
    std::set<std::string> fills_;
    std::deque<std::string> fills_in_order_;
    std::map<std::uint16_t, Quantity> told_;  // positions, by the venues
    std::map<std::uint16_t, FundingRate> rates_;
    std::unique_ptr<PairState> pair_;
    Time spread_;  // of the last row
    Signal signal_{Signal::none};
    Time signalled_;
    std::map<std::string, Time> refused_;  // last row, by check
};

}  // namespace twinleg::database
