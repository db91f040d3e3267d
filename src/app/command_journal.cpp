// `twinleg journal show` and `twinleg journal verify`.

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <ostream>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/options.h"
#include "core/json_writer.h"
#include "engine/engine.h"
#include "runtime/recovery.h"
#include "store/civil.h"
#include "store/codec.h"

namespace twinleg::app {
namespace {

constexpr std::string_view kHelp =
    "usage: twinleg journal show|verify PATH [OPTIONS]\n\n"
    "  show     its records as lines (`>` an event, `<` a command) or as JSON\n"
    "  verify   runs it again, and says `identical` or the first difference\n\n"
    "PATH is a journal file, or a data directory.\n"
    "`twinleg journal show --help` explains the options.\n";

[[noreturn]] void cannot_read(const Error& error) {
    throw CannotStart(kUnreadable, error.message);
}

std::string_view end_name(store::JournalEnd::Kind kind) {
    switch (kind) {
        case store::JournalEnd::Kind::clean:
            return "clean";
        case store::JournalEnd::Kind::torn:
            return "torn";
        case store::JournalEnd::Kind::damaged:
            return "damaged";
    }
    return "unknown";
}

struct Filter {
    std::vector<std::string> kinds;  // none: all
    std::string type{"all"};
    std::uint64_t from{1};
    std::optional<std::uint64_t> to;

    bool wants(std::uint64_t sequence, std::string_view of_type, std::string_view kind) const {
        if (sequence < from || (to && sequence > *to)) return false;
        if (type != "all" && type != of_type) return false;
        return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end();
    }
};

// Records in, lines out.
class Shower {
public:
    Shower(Filter filter, bool json, std::optional<std::uint64_t> tail, std::ostream& out)
        : filter_(std::move(filter)), json_(json), tail_(tail), out_(out) {}

    // Errors: corrupt, if what its checksum vouches for cannot be decoded.
    Result<void> on(const store::Record& record) {
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

    void finish() {
        for (const std::string& line : last_)
            out_ << line << '\n';
    }

private:
    Result<void> on_header(const store::Record& record) {
        const auto header = store::decode_header(record.payload);
        if (!header) return std::unexpected(header.error());
        if (const auto config = engine::Config::from_text(header->config))
            names_ = runtime::names_of(*config);
        if (!filter_.wants(record.sequence, "headers", "header")) return {};
        if (json_) {
            JsonWriter json;
            json.object()
                .field("sequence", record.sequence)
                .field("type", "header")
                .field("epoch", header->epoch)
                .field("config", std::string_view(header->config))
                .end_object();
            print(json.text());
        } else {
            print(fmt::format("{:>10}  = a process starts: epoch {}", record.sequence,
                              header->epoch));
        }
        return {};
    }

    Result<void> on_event(const store::Record& record) {
        const auto event = store::decode_event(record.payload, scratch_);
        if (!event) return std::unexpected(event.error());
        now_ = event->time;
        if (!filter_.wants(record.sequence, "events", store::kind_name(*event))) return {};
        if (json_)
            print(with_sequence(record.sequence, "event", store::describe_json(*event, names_)));
        else
            print(fmt::format("{:>10}  {}  > {}", record.sequence, store::utc_text(now_),
                              store::describe(*event, names_)));
        return {};
    }

    Result<void> on_command(const store::Record& record) {
        const auto command = store::CommandDecoder::decode(record.payload);
        if (!command) return std::unexpected(command.error());
        if (!filter_.wants(record.sequence, "commands", store::kind_name(*command))) return {};
        if (json_)
            print(
                with_sequence(record.sequence, "command", store::describe_json(*command, names_)));
        else
            print(fmt::format("{:>10}  {}  < {}", record.sequence, store::utc_text(now_),
                              store::describe(*command, names_)));
        return {};
    }

    static std::string with_sequence(std::uint64_t sequence, std::string_view type,
                                     const std::string& json) {
        return fmt::format(R"({{"sequence":{},"type":"{}",{})", sequence, type, json.substr(1));
    }

    void print(std::string line) {
        if (!tail_) {
            out_ << line << '\n';
            return;
        }
        last_.push_back(std::move(line));
        if (last_.size() > *tail_) last_.pop_front();
    }

    const Filter filter_;
    const bool json_;
    const std::optional<std::uint64_t> tail_;
    std::ostream& out_;
    store::Names names_;
    store::Scratch scratch_;
    Time now_;
    std::deque<std::string> last_;
};

int show(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::filesystem::path path;
    Filter filter;
    std::string kinds;
    std::optional<std::uint64_t> tail;
    bool json = false;
    Options options("journal show", "The records of a journal, as lines or as JSON.",
                    "  twinleg journal show data --tail 50\n"
                    "  twinleg journal show data --kind place,fill,order\n"
                    "  twinleg journal show run.twj --type commands --json\n");
    options.positional("PATH", &path, "a journal file, or a data directory");
    options.add("--json", &json, "one JSON object a line");
    options.add("--kind", &kinds, "only these, e.g. place,fill,order,book_delta");
    options.choice("--type", filter.type, {"all", "events", "commands", "headers"},
                   "only records of this type");
    options.add("--from", &filter.from, "first sequence number");
    options.add("--to", &filter.to, "last sequence number");
    options.add("--tail", &tail, "only the last so many of what would be shown");
    if (!options.parse(arguments, out)) return kDone;
    for (std::size_t at = 0; at < kinds.size();) {
        const auto comma = std::min(kinds.find(',', at), kinds.size());
        if (comma > at) filter.kinds.push_back(kinds.substr(at, comma - at));
        at = comma + 1;
    }

    auto reader = store::JournalReader::open(path);
    if (!reader) cannot_read(reader.error());
    Shower shower(std::move(filter), json, tail, out);
    for (;;) {
        const auto record = reader->next();
        if (!record) cannot_read(record.error());
        if (!*record) break;
        if (const auto shown = shower.on(**record); !shown)
            cannot_read({Errc::corrupt, fmt::format("{}: record {}: {}", path.string(),
                                                    (*record)->sequence, shown.error().message)});
    }
    shower.finish();
    const auto& end = reader->end();
    if (end.kind == store::JournalEnd::Kind::clean) return kDone;
    err << fmt::format("twinleg journal show: the journal ends {}: {}\n", end_name(end.kind),
                       end.what);
    // A torn tail is what a killed process leaves; whole records behind a broken one are not.
    return end.kind == store::JournalEnd::Kind::torn ? kDone : kUnreadable;
}

void print_json(const runtime::History& history, std::ostream& out) {
    JsonWriter json;
    json.object()
        .field("identical", !history.difference)
        .field("events", history.events)
        .field("commands", history.commands)
        .field("starts", history.starts)
        .field("epoch", history.epoch)
        .field("end", end_name(history.end.kind));
    if (const auto& difference = history.difference) {
        json.key("difference").object();
        json.field("sequence", difference->sequence)
            .field("event", std::string_view(difference->event))
            .field("recorded", std::string_view(difference->recorded))
            .field("made", std::string_view(difference->made));
        json.end_object();
    }
    out << json.end_object().text() << '\n';
}

int verify(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::filesystem::path path;
    bool json = false;
    Options options("journal verify",
                    "Runs a journal again with the settings that stand in it: the same events must "
                    "make the same commands, byte for byte. Ends with 6 if they do not.",
                    "  twinleg journal verify data\n"
                    "  twinleg journal verify run.twj --json\n");
    options.positional("PATH", &path, "a journal file, or a data directory");
    options.add("--json", &json, "as one JSON object");
    if (!options.parse(arguments, out)) return kDone;

    const auto history = runtime::verify_journal(path, make_engine);
    if (!history) cannot_read(history.error());
    const auto& difference = history->difference;
    if (json) {
        print_json(*history, out);
    } else if (difference) {
        const auto or_nothing = [](const std::string& text) {
            return text.empty() ? std::string{"(nothing)"} : text;
        };
        out << fmt::format(
            "different at record {}\n  event     {}\n  recorded  {}\n  now       "
            "{}\n",
            difference->sequence, difference->event, or_nothing(difference->recorded),
            or_nothing(difference->made));
    } else {
        out << "identical\n";
        err << fmt::format("{} events, {} commands, {} starts; ends {}\n", history->events,
                           history->commands, history->starts, end_name(history->end.kind));
    }
    if (difference) return kBroken;
    if (history->end.kind == store::JournalEnd::Kind::damaged) {
        err << fmt::format("twinleg journal verify: only up to a damage: {}\n", history->end.what);
        return kUnreadable;
    }
    return kDone;
}

}  // namespace

int run_journal(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    if (arguments.empty()) {
        err << kHelp;
        return kBadUsage;
    }
    const Arguments rest(arguments.begin() + 1, arguments.end());
    if (arguments.front() == "show") return show(rest, out, err);
    if (arguments.front() == "verify") return verify(rest, out, err);
    const bool help = arguments.front() == "--help" || arguments.front() == "-h";
    (help ? out : err) << kHelp;
    return help ? kDone : kBadUsage;
}

}  // namespace twinleg::app
