#pragma once
// Plays a script to one engine, and notes what it does.

#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "tests/scenarios/fake_venues.h"
#include "tests/scenarios/script.h"

namespace twinleg::scenarios {

// Verbs of `>` lines, in which INSTRUMENT is venue:symbol and cN the N-th order that was placed:
//
//   book INSTRUMENT P x Q … | P x Q …    the whole book, best level first, in the venue's order
//   gap INSTRUMENT                       an increment that does not fit on the last
//   accept cN                            the venue has it
//   fill cN Q @ P maker|taker [silent]   silent: it happened, and nobody tells us
//   cancelled cN · expired cN            terminal, with what was filled
//   reject cN REASON                     the venue refused it
//   unknown cN [lost|unsent]             no reply; lost: it never arrived; unsent: it never left us
//   trade INSTRUMENT buy|sell Q @ P      a fill on our account without an order of ours
//   stream VENUE market|account up|down
//   free VENUE AMOUNT                    collateral that new positions may use
//   mode INSTRUMENT normal|post_only|cancel_only|halted
//   stop · flatten · kill · reset · pause · resume
//   set NAME VALUE                       a limit or parameter: set parameter.trading remind
//   wait                                 only time passes
class Stage {
public:
    // Builds the engine of the directives and brings it through its start.
    // Errors: malformed, naming the line.
    static Result<std::unique_ptr<Stage>> build(const Script& script, const std::string& file);
    ~Stage();

    // Lets time pass until the input, and gives it in; what the engine did since the last call.
    // Errors: malformed, naming the line.
    Result<std::vector<std::string>> play(const Input& input);

    // What is left after the last input: nothing may be owed.
    const engine::Engine& engine() const { return *engine_; }

private:
    Stage(engine::Config config, std::string file);

    void start();
    void pass_until(Time when);
    void step(const Event& event);
    void note(const Command& command, Time now);
    void tell(std::variant<OrderReport, Fill, SendFailed, BookSnapshot, BookDelta, StreamStatus,
                           MarketState, OperatorAsked, SettingAsked>
                  what);

    Result<void> give(const Input& input);
    Result<void> give_book(const Input& input);
    Result<void> give_gap(const Input& input);
    Result<void> give_word(const Input& input);
    Result<void> give_fill(const Input& input);
    Result<void> give_unknown(const Input& input);
    Result<void> give_trade(const Input& input);
    Result<void> give_stream(const Input& input);
    Result<void> give_mode(const Input& input);
    Result<void> give_free(const Input& input);
    Result<void> give_setting(const Input& input);

    Result<InstrumentId> instrument_of(const Input& input, std::size_t word) const;
    Result<ClientOrderId> order_of(const Input& input, std::size_t word) const;
    std::unexpected<Error> malformed(const Input& input, std::string_view what) const;

    std::string said(const Command& command);
    std::string label(ClientOrderId id);

    engine::Config config_;
    std::string file_;
    FakeVenues venues_;
    std::unique_ptr<engine::Engine> engine_;
    std::multimap<Time, Told> coming_;
    Commands commands_;
    std::vector<ClientOrderId> placed_;  // in order: c1, c2, …
    std::vector<std::string> lines_;
    std::vector<std::uint64_t> sequences_;  // of each instrument's book
    std::uint64_t next_fill_{1};
    Time now_;
    Time zero_;  // `> 0ms`
};

}  // namespace twinleg::scenarios
