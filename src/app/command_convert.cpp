#include <chrono>
#include <ostream>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/options.h"
#include "app/replay_progress.h"
#include "replay/compact.h"
#include "replay/feed.h"
#include "venues/venue.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg convert btcusdt_20240808.jsonl.gz btcusdt_20240809.jsonl.gz -o btcusdt.tlr\n"
    "  twinleg replay --strategy market-spread --size 0.01 --first btcusdt.tlr --second "
    "btcusd.tlr\n";

struct ConvertSettings {
    std::vector<std::string> files;
    std::string out;
    bool json{false};
};

int convert(const ConvertSettings& settings, std::ostream& out, std::ostream& err) {
    auto facts = replay::probe(settings.files.front());
    if (!facts) {
        err << "twinleg convert: " << facts.error().message << '\n';
        return kUnreadable;
    }
    if (const auto* kind = find_kind(facts->venue)) facts->make_decoder = kind->make_decoder;
    auto writer = replay::CompactWriter::create(settings.out, *facts);
    if (!writer)
        throw CannotStart(kBadUsage, writer.error().message,
                          "Name another place with -o, or make room in this one.");

    replay::Feed feed{settings.files, {}, *facts};
    ReplayProgress progress{err, "converting"};
    Event event;
    Result<void> done;
    while (done && feed.next(event)) {
        done = (*writer)->add(event);
        progress.step([&] { return std::pair{feed.progress(), feed.stats().events}; });
    }
    progress.end();
    auto stats = feed.stats();
    auto stored = stats;
    stored.warnings.add_all(facts->warnings);
    if (done) done = (*writer)->finish(stored);
    if (!done)
        throw CannotStart(kBadUsage, done.error().message,
                          "What stood at " + settings.out +
                              " before is as it was. Name another place with -o, or make room.");

    const auto bytes = (*writer)->bytes();
    const double per_event =
        stats.events == 0 ? 0.0 : static_cast<double>(bytes) / static_cast<double>(stats.events);
    if (settings.json) {
        out << fmt::format(
                   R"({{"path":"{}","frames":{},"events":{},"skipped":{},"gaps":{},"bytes":{},"bytes_per_event":{:.2f}}})",
                   settings.out, stats.frames, stats.events, stats.skipped, stats.gaps, bytes,
                   per_event)
            << '\n';
    } else {
        out << fmt::format("{}: {} frames, {} events, {} bytes, {:.2f} bytes an event\n",
                           settings.out, stats.frames, stats.events, bytes, per_event);
    }
    for (const auto& line : stored.warnings.lines())
        err << "warning: " << line << '\n';
    if (!stats.error) return kDone;
    err << "twinleg convert: " << stats.error->message << "; the rest was converted\n";
    return kUnreadable;
}

}  // namespace

int run_convert(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    ConvertSettings settings;
    Options options("convert", "Recordings of one side to one file of our compact form.",
                    std::string(kExamples));
    options.add("-o,--out", &settings.out, "the file to write");
    options.add("--json", &settings.json, "the result as one JSON object");
    options.positional("FILE", &settings.files, "recordings, in the order they are read");
    if (!options.parse(arguments, out)) return kDone;
    if (settings.out.empty())
        throw CannotStart(kBadUsage, "-o is missing: the file to write",
                          "e.g. twinleg convert recording.jsonl.gz -o recording.tlr");
    return convert(settings, out, err);
}

}  // namespace twinleg::app
