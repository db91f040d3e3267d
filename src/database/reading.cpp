#include "database/reading.h"

#include <fmt/format.h>

#include <utility>

#include "database/reading_parts.h"
#include "database/words.h"
#include "store/journal_tail.h"

namespace twinleg::database {
namespace {

Error unreadable(const store::Record& record, const Error& error) {
    return {Errc::corrupt,
            fmt::format("journal record {} (byte {} of segment {}): {}", record.sequence,
                        record.position, record.segment, error.message)};
}

void make_readable(Row& row) {
    for (Value& value : row)
        if (auto* words = std::get_if<std::string>(&value)) *words = readable(std::move(*words));
}

}  // namespace

Reading::Reading(std::uint64_t journal, RunFacts facts)
    : journal_(journal), facts_(std::move(facts)) {}

Reading::~Reading() = default;

Result<void> Reading::on(const store::Record& record, Batch& batch) {
    batch_ = &batch;
    sequence_ = record.sequence;
    batch.through = std::max(batch.through, sequence_);
    items_.fill(0);
    switch (record.type) {
        case store::RecordType::header:
            return on_header(record);
        case store::RecordType::event:
            return on_event(record);
        case store::RecordType::command:
            return on_command(record);
    }
    return {};
}

Result<void> Reading::on_header(const store::Record& record) {
    const auto header = store::decode_header(record.payload);
    if (!header) return std::unexpected(unreadable(record, header.error()));
    auto config = engine::Config::from_text(header->config);
    if (!config) return std::unexpected(unreadable(record, config.error()));
    if (config->instruments.size() < 2)
        return std::unexpected(unreadable(record, {Errc::malformed, "a desk of one instrument"}));

    run_ = run_number(journal_, header->epoch);
    // A desk goes on with what it had; its terms may be others (fees, minimums).
    if (!portfolio_) {
        std::vector<Instrument> instruments;
        for (const auto& each : config->instruments)
            instruments.push_back(each.instrument);
        portfolio_ = std::make_unique<portfolio::Portfolio>(instruments);
    }
    names_ = {};
    for (const auto& each : config->instruments)
        names_.instruments.push_back(each.instrument.spec());
    for (const auto& each : config->venues)
        names_.venues.push_back(each.name);
    coin_ = config->instruments.front().instrument.base;
    mode_ = Mode::starting;
    signal_ = Signal::none;
    spread_ = {};
    signalled_ = {};
    refused_.clear();

    if (sequence_ > skip_)
        batch_->add(TableId::runs,
                    {run_, static_cast<std::int64_t>(journal_),
                     static_cast<std::int64_t>(header->epoch), static_cast<std::int64_t>(sequence_),
                     text(config->strategy), text(coin_), text_or_null(facts_.mode),
                     header->epoch >= facts_.epoch ? text_or_null(facts_.version) : Value{},
                     text(names_.instruments[0]), text(names_.instruments[1]), Value{},
                     text(header->config)});
    config_ = std::make_unique<engine::Config>(std::move(*config));
    return {};
}

Result<void> Reading::on_event(const store::Record& record) {
    now_ = store::event_time(record.payload);
    if (store::is_market_data(record.payload)) return {};
    const auto event = store::decode_event(record.payload, scratch_);
    if (!event) return std::unexpected(unreadable(record, event.error()));
    if (config_ == nullptr)
        return std::unexpected(unreadable(record, {Errc::corrupt, "no header stands before it"}));
    on(*event);
    return {};
}

Result<void> Reading::on_command(const store::Record& record) {
    const auto command = store::CommandDecoder::decode(record.payload);
    if (!command) return std::unexpected(unreadable(record, command.error()));
    if (config_ == nullptr)
        return std::unexpected(unreadable(record, {Errc::corrupt, "no header stands before it"}));
    on(*command);
    return {};
}

void Reading::on(const Event& event) {
    const auto say = [&](Severity severity) {
        tell(store::kind_name(event), severity, store::describe(event, names_));
    };
    std::visit(
        [&]<typename T>(const T& what) {
            if constexpr (std::is_same_v<T, OrderReport>) {
                on(what);
                say(Severity::info);
            } else if constexpr (std::is_same_v<T, OrderAnswer>) {
                if (what.head.ok && what.found) on(what.report);
            } else if constexpr (std::is_same_v<T, Fill> || std::is_same_v<T, PositionsAnswer> ||
                                 std::is_same_v<T, FundingRate>) {
                on(what);
            } else if constexpr (std::is_same_v<T, FillsAnswer>) {
                if (!what.head.ok) return;
                for (const Fill& fill : what.fills)
                    on(fill);
            } else if constexpr (std::is_same_v<T, SendFailed>) {
                on(what);
                say(Severity::warning);
            } else if constexpr (std::is_same_v<T, FundingPaid>) {
                on(what);
            } else if constexpr (std::is_same_v<T, MarkPrice>) {
                if (known(what.instrument)) portfolio_->mark(what.instrument, what.mark);
            } else if constexpr (std::is_same_v<T, StreamStatus>) {
                say(what.up ? Severity::info : Severity::warning);
            } else if constexpr (std::is_same_v<T, Started>) {
                update("UPDATE runs SET started_ns = $1 WHERE run = $2 AND started_ns IS NULL",
                       {now_.ns, run_});
                say(Severity::info);
            } else if constexpr (std::is_same_v<T, MarketState> ||
                                 std::is_same_v<T, OperatorAsked>) {
                say(Severity::info);
            } else if constexpr (std::is_same_v<T, SettingAsked>) {
                add(TableId::risk_decisions,
                    {text("setting"), text(what.name.view()), Value{}, Value{},
                     what.by.empty()
                         ? std::string(what.value.view())
                         : fmt::format("{}, by {}", what.value.view(), what.by.view())});
                say(Severity::info);
            } else if constexpr (std::is_same_v<T, JournalStalled>) {
                say(Severity::error);
            }
        },
        event.what);
}

void Reading::on(const Command& command) {
    const auto say = [&](Severity severity) {
        tell(store::kind_name(command), severity, store::describe(command, names_));
    };
    std::visit(
        [&]<typename T>(const T& what) {
            if constexpr (std::is_same_v<T, PlaceOrder> || std::is_same_v<T, PairOpened> ||
                          std::is_same_v<T, PairClosed>) {
                on(what);
                say(Severity::info);
            } else if constexpr (std::is_same_v<T, ModeChanged>) {
                on(what);
                say(what.to == Mode::halted ? Severity::error : Severity::info);
            } else if constexpr (std::is_same_v<T, Refused> || std::is_same_v<T, Evaluated>) {
                on(what);
            } else if constexpr (std::is_same_v<T, Notice>) {
                tell("notice", what.severity, what.text);
            } else if constexpr (std::is_same_v<T, CancelOrder> || std::is_same_v<T, CancelAll> ||
                                 std::is_same_v<T, BurnNonce> || std::is_same_v<T, Resync>) {
                say(Severity::info);
            }
        },
        command);
}

void Reading::add(TableId id, Row row, std::optional<std::int64_t> run) {
    if (sequence_ <= skip_) return;
    Row whole{run.value_or(run_), static_cast<std::int64_t>(sequence_),
              items_[static_cast<std::size_t>(id)]++, now_.ns};
    whole.insert(whole.end(), std::make_move_iterator(row.begin()),
                 std::make_move_iterator(row.end()));
    make_readable(whole);
    batch_->add(id, std::move(whole));
}

void Reading::update(std::string_view sql, Row parameters) {
    if (sequence_ <= skip_) return;
    make_readable(parameters);
    batch_->updates.push_back({sql, std::move(parameters)});
}

void Reading::tell(std::string_view kind, Severity severity, std::string what) {
    if (sequence_ <= skip_) return;
    add(TableId::events, {text(kind), text(word(severity)), std::move(what)});
}

bool Reading::known(InstrumentId id) const {
    return id.value < names_.instruments.size();
}

const std::string& Reading::instrument(InstrumentId id) const {
    static const std::string kNone = "unknown";
    return known(id) ? names_.instruments[id.value] : kNone;
}

}  // namespace twinleg::database
