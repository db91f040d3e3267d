#include "runtime/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "store/civil.h"
#include "store/codec.h"

namespace twinleg::runtime {
namespace {

Error undecodable(const store::Record& record, const Error& error) {
    return {Errc::corrupt,
            fmt::format("journal record {} (byte {} of segment {}): {}", record.sequence,
                        record.position, record.segment, error.message)};
}

// The orders that the journal does not yet know the end of.
class InFlight {
public:
    void on(const Command& command) {
        if (const auto* place = std::get_if<PlaceOrder>(&command))
            ids_.insert(place->order->client_order_id);
    }
    void on(const Event& event) {
        if (const auto* report = std::get_if<OrderReport>(&event.what)) {
            on(*report);
        } else if (const auto* answer = std::get_if<OrderAnswer>(&event.what)) {
            if (answer->found) on(answer->report);
        } else if (const auto* failed = std::get_if<SendFailed>(&event.what)) {
            if (!failed->was_cancel && failed->outcome == SendOutcome::never_sent)
                ids_.erase(failed->client_order_id);
        }
    }
    std::uint64_t count() const { return ids_.size(); }

private:
    void on(const OrderReport& report) {
        if (terminal(report.word)) ids_.erase(report.client_order_id);
    }
    std::set<ClientOrderId> ids_;
};

// One pass through a journal.
class Pass {
public:
    Pass(const Step& step, bool stop_at_difference, const store::Names& names,
         const Restate& restate)
        : step_(step), stop_at_difference_(stop_at_difference), names_(names), restate_(restate) {}

    // False: enough seen.
    Result<bool> on(const store::Record& record) {
        switch (record.type) {
            case store::RecordType::header:
                return on_header(record);
            case store::RecordType::event:
                return on_event(record);
            case store::RecordType::command:
                return on_command(record);
        }
        return true;
    }

    History finish(store::JournalEnd end) {
        history_.epoch = std::max(history_.epoch, end.lost_epoch);
        history_.in_flight = in_flight_.count();
        history_.end = std::move(end);
        return std::move(history_);
    }

private:
    Result<bool> on_header(const store::Record& record) {
        auto header = store::decode_header(record.payload);
        if (!header) return std::unexpected(undecodable(record, header.error()));
        // What the dead process made of its last event and did not record, it did not send.
        made_.clear();
        matched_ = 0;
        ++history_.starts;
        history_.epoch = std::max(history_.epoch, header->epoch);
        if (history_.starts > 1 && header->config != history_.config) {
            history_.one_config = false;
            if (restate_)
                if (const auto done = restate_(header->config); !done)
                    return std::unexpected(undecodable(record, done.error()));
        }
        history_.config = std::move(header->config);
        return true;
    }

    Result<bool> on_event(const store::Record& record) {
        if (matched_ < made_.size() && !differ(record.sequence, "", made_[matched_])) return false;
        const auto event = store::decode_event(record.payload, scratch_);
        if (!event) return std::unexpected(undecodable(record, event.error()));
        event_text_ = {record.payload.begin(), record.payload.end()};
        ++history_.events;
        history_.last = std::max(history_.last, event->time);
        in_flight_.on(*event);
        made_.clear();
        matched_ = 0;
        step_(*event, made_);
        return true;
    }

    Result<bool> on_command(const store::Record& record) {
        auto command = store::CommandDecoder::decode(record.payload);
        if (!command) return std::unexpected(undecodable(record, command.error()));
        ++history_.commands;
        in_flight_.on(*command);
        if (const auto* changed = std::get_if<ModeChanged>(&*command)) {
            history_.mode = changed->to;
            history_.latched = changed->latched;
        }

        if (matched_ >= made_.size())
            return differ(record.sequence, store::describe(*command, names_), std::nullopt);
        bytes_.clear();
        store::encode(made_[matched_], bytes_);
        const bool same = std::ranges::equal(bytes_, record.payload);
        if (!same && !differ(record.sequence, store::describe(*command, names_), made_[matched_]))
            return false;
        ++matched_;
        return true;
    }

    // Notes the first one. Whether to go on.
    bool differ(std::uint64_t sequence, std::string recorded, const std::optional<Command>& made) {
        if (!history_.difference) {
            const auto event = store::decode_event(event_text_, scratch_);
            history_.difference = Difference{.sequence = sequence,
                                             .event = event ? store::utc_text(event->time) + " " +
                                                                  store::describe(*event, names_)
                                                            : "",
                                             .recorded = std::move(recorded),
                                             .made = made ? store::describe(*made, names_) : ""};
        }
        return !stop_at_difference_;
    }

    const Step& step_;
    const bool stop_at_difference_;
    const store::Names& names_;
    const Restate& restate_;
    History history_;
    InFlight in_flight_;
    store::Scratch scratch_;
    std::vector<std::byte> event_text_;  // of the last event, to tell it where they differ
    std::vector<std::byte> bytes_;
    Commands made_;           // by the last event
    std::size_t matched_{0};  // of those, recorded
};

}  // namespace

Result<History> replay_journal(const std::filesystem::path& path, const Step& step,
                               bool stop_at_difference, const store::Names& names,
                               const Restate& restate) {
    auto reader = store::JournalReader::open(path);
    if (!reader) return std::unexpected(reader.error());
    Pass pass(step, stop_at_difference, names, restate);
    for (;;) {
        const auto record = reader->next();
        if (!record) return std::unexpected(record.error());
        if (!*record) break;
        const auto on = pass.on(**record);
        if (!on) return std::unexpected(on.error());
        if (!*on) break;
    }
    return pass.finish(reader->end());
}

Result<std::optional<store::Header>> first_header(const std::filesystem::path& path) {
    auto reader = store::JournalReader::open(path);
    if (!reader) return std::unexpected(reader.error());
    const auto record = reader->next();
    if (!record) return std::unexpected(record.error());
    if (!*record) return std::optional<store::Header>{};
    if ((*record)->type != store::RecordType::header)
        return fail(Errc::corrupt, fmt::format("{}: its first record is no header", path.string()));
    auto header = store::decode_header((*record)->payload);
    if (!header) return std::unexpected(undecodable(**record, header.error()));
    return std::optional{std::move(*header)};
}

}  // namespace twinleg::runtime
