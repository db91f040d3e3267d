#include "runtime/loop.h"

#include <utility>

#include "runtime/latency.h"

namespace twinleg::runtime {
namespace {

// Whether doing it without a record of it could leave something that a restart does not know of.
bool needs_record(const Command& command) {
    return std::holds_alternative<PlaceOrder>(command) ||
           std::holds_alternative<BurnNonce>(command);
}

bool is_order(const Command& command) {
    return std::holds_alternative<PlaceOrder>(command);
}

}  // namespace

Loop::Loop(engine::Engine& engine, Source& source, Sink& sink, Recorder* journal,
           Latencies* latencies)
    : engine_(engine), source_(source), sink_(sink), journal_(journal), latencies_(latencies) {}

bool Loop::turn() {
    if (engine_.ended()) return false;
    Event event;
    if (!source_.next(engine_.wake_at(), event)) return false;

    run(event);
    // Between two instants only: the events of one are applied together.
    if (!event.more) tell_of_stall(event.time);
    return !engine_.ended();
}

void Loop::run(const Event& event) {
    const std::uint64_t begun = latencies_ != nullptr ? cycles() : 0;
    const bool event_recorded = record(event);
    const std::uint64_t stepping = latencies_ != nullptr ? cycles() : 0;

    out_.clear();
    engine_.step(event, out_);
    ++events_;
    commands_ += out_.size();

    const std::uint64_t stepped = latencies_ != nullptr ? cycles() : 0;
    const bool recorded = event_recorded && record_commands();
    if (recorded && journal_ != nullptr && std::holds_alternative<Started>(event.what)) {
        // The epoch must not be lost with a power cut, or its order ids would come again.
        if (const auto synced = journal_->sync(); !synced) stall(synced.error());
    }
    const std::uint64_t sending = latencies_ != nullptr ? cycles() : 0;
    execute(recorded && !stalled_, event.time);

    if (latencies_ != nullptr) {
        const std::uint64_t done = cycles();
        bool ordered = false;
        for (const Command& command : out_)
            ordered = ordered || is_order(command);
        latencies_->record(ordered ? LatencyStage::risk : LatencyStage::strategy, stepping,
                           stepped);
        latencies_->record(LatencyStage::journal, begun, stepping + (sending - stepped));
        if (ordered) {
            latencies_->record(LatencyStage::send, sending, done);
            latencies_->record(LatencyStage::tick_to_trade, begun, done);
        }
    }
    for (Observer* observer : observers_)
        observer->on_step(event, out_, engine_);
}

bool Loop::record(const Event& event) {
    if (journal_ == nullptr) return true;
    if (stalled_) return false;
    const auto appended = journal_->append(event);
    if (!appended) stall(appended.error());
    return appended.has_value();
}

bool Loop::record_commands() {
    if (journal_ == nullptr) return true;
    if (stalled_) return false;
    for (const Command& command : out_) {
        if (const auto appended = journal_->append(command); !appended) {
            stall(appended.error());
            return false;
        }
    }
    return true;
}

void Loop::execute(bool recorded, Time now) {
    for (const Command& command : out_) {
        if (recorded || !needs_record(command)) {
            sink_.execute(command, now);
        } else if (const auto* place = std::get_if<PlaceOrder>(&command)) {
            withheld_.push_back({.instrument = place->order->instrument,
                                 .client_order_id = place->order->client_order_id,
                                 .outcome = SendOutcome::never_sent});
        }
    }
    if (!out_.empty()) sink_.executed(now);
}

void Loop::stall(const Error& error) {
    if (stalled_) return;
    stalled_ = true;
    stall_reason_ = error.message;
}

void Loop::tell_of_stall(Time now) {
    if (journal_ == nullptr) return;
    const bool trouble = stalled_ || !journal_->healthy();
    if (!trouble) {
        told_ = false;  // somebody made room; the next trouble is told again
        return;
    }
    if (!told_) {
        told_ = true;
        run(Event{now, false, JournalStalled{}});
    }
    // Each of these may make the engine try another order, which is withheld as well. Past the
    // bound it is left to find out by asking.
    constexpr int kMost = 64;
    for (int i = 0; i < kMost && !withheld_.empty(); ++i) {
        const SendFailed failed = withheld_.front();
        withheld_.erase(withheld_.begin());
        run(Event{now, false, failed});
    }
    withheld_.clear();
}

}  // namespace twinleg::runtime
