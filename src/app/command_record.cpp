#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/live_venues.h"
#include "app/options.h"
#include "app/run_settings.h"
#include "app/session.h"
#include "app/sim_url.h"
#include "app/stop_signals.h"
#include "replay/recorder.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg record --venue edgex,lighter -t BTC --out recordings\n"
    "  twinleg record --sim http://127.0.0.1:18100 --duration 10m\n"
    "  twinleg replay --strategy maker-taker --first recordings/edgex-… --second "
    "recordings/lighter-…\n";

constexpr Duration kFlushEvery = seconds(1);
constexpr Duration kTellEvery = seconds(10);

struct RecordSettings {
    RunSettings run;
    std::string venues{"edgex,lighter"};
    std::filesystem::path out{"recordings"};
};

replay::Facts facts_of(const venues::Description& description) {
    const auto& instrument = description.instrument;
    replay::Facts facts;
    facts.form = replay::kRecordingForm;
    facts.venue = instrument.venue_name;
    facts.symbol = instrument.symbol;
    facts.base = instrument.base;
    facts.quote = instrument.quote;
    facts.kind = instrument.kind;
    facts.multiplier = instrument.multiplier;
    facts.tick = instrument.tick;
    facts.lot = instrument.lot;
    facts.rules = description.book;
    facts.maker_fee = instrument.maker_fee;
    facts.taker_fee = instrument.taker_fee;
    return facts;
}

// Listeners are not told; a binary frame has no brace and quote in its first two bytes.
bool is_json(std::span<const char> frame) {
    if (frame.empty() || (frame[0] != '{' && frame[0] != '[')) return false;
    return frame.size() == 1 || frame[1] == '"' || frame[1] == '{' || frame[1] == '[' ||
           frame[1] == '}' || frame[1] == ']' || frame[1] == ' ' || frame[1] == '\n';
}

std::string frames_text(const std::vector<std::unique_ptr<replay::Recorder>>& recorders,
                        const std::vector<venues::Description>& descriptions) {
    std::string text;
    for (std::size_t i = 0; i < recorders.size(); ++i)
        text += fmt::format("{}{} {} frames, {} kB", i == 0 ? "" : "; ",
                            descriptions[i].instrument.venue_name, recorders[i]->frames(),
                            recorders[i]->bytes() / 1000);
    return text;
}

int record(const RecordSettings& settings, const Environment& environment, std::ostream& out,
           std::ostream& err) {
    const StopSignals signals;
    std::error_code failed;
    std::filesystem::create_directories(settings.out, failed);
    if (failed)
        throw CannotStart(kBadUsage,
                          fmt::format("--out {}: {}", settings.out.string(), failed.message()),
                          "Name a directory that can be written.");
    const auto credentials = credentials_of(environment);
    LiveVenues venues(venue_list("--venue", settings.venues), settings.run, credentials,
                      settings.run.sim ? endpoints_of(*settings.run.sim) : EndpointsByVenue{},
                      {.trading = false});
    const auto descriptions = venues.describe();

    std::optional<Error> trouble;
    std::vector<std::unique_ptr<replay::Recorder>> recorders;
    const auto keep = [&](Result<void> done) {
        if (!done && !trouble) trouble = done.error();
    };
    for (std::size_t i = 0; i < descriptions.size(); ++i) {
        recorders.push_back(
            std::make_unique<replay::Recorder>(settings.out, facts_of(descriptions[i])));
        venues.connectors()[i]->listen(
            [&keep, recorder = recorders.back().get()](Time received, Stream stream,
                                                       std::span<const char> frame) {
                // What accounts do is nobody's business in a file that is passed on.
                if (stream == Stream::market) keep(recorder->add(received, frame, !is_json(frame)));
            });
        err << fmt::format("recording {} into {}\n", descriptions[i].instrument.spec(),
                           settings.out.string());
    }

    auto& loop = venues.loop();
    const Time began = loop.now();
    const Time end = settings.run.duration ? began + *settings.run.duration : kNever;
    Time flush = began + kFlushEvery;
    Time tell = began + kTellEvery;
    venues.open();
    Event event;
    while (!trouble && !signals.asked() && loop.now() < end) {
        loop.run(milliseconds(50));
        while (venues.inbox().pop(event)) {
            if (const auto* status = std::get_if<StreamStatus>(&event.what))
                err << fmt::format("{}: {}\n", descriptions[status->venue.value].traits.name,
                                   status->up ? "connected" : "connection lost; trying again");
        }
        if (loop.now() >= flush) {
            for (const auto& recorder : recorders)
                keep(recorder->flush());
            flush = loop.now() + kFlushEvery;
        }
        if (loop.now() >= tell) {
            err << frames_text(recorders, descriptions) << '\n';
            tell = loop.now() + kTellEvery;
        }
    }
    venues.close();
    for (const auto& recorder : recorders)
        keep(recorder->close());
    out << frames_text(recorders, descriptions) << '\n';
    if (!trouble) return kDone;
    throw CannotStart(kUnreadable, trouble->message, "What was recorded before it is whole.");
}

}  // namespace

int run_record(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    RecordSettings settings{.run = default_run("maker-taker")};
    auto& run = settings.run;
    Options options("record",
                    "Raw frames of venues with receive times, compressed, a file an hour. "
                    "Ctrl+C ends it; a new start goes on in new files.",
                    std::string(kExamples));
    options.add("-t,--ticker", &run.ticker, "the coin", {"TICKER"});
    options.add("--venue", &settings.venues, "venues, with commas between them");
    options.add("-o,--out", &settings.out, "directory of the recordings");
    options.add("--duration", &run.duration, "stop after it, as Ctrl+C would");
    options.add("--sim", &run.sim, "control port of simulators that already run");
    options.choice("--edgex-version", run.edgex_version, {"v1", "v2"},
                   "generation of EdgeX's interface");
    declare_aster_version(options, run);
    options.use_environment(Environment::of_process(), foreign_env_names());
    if (!options.parse(arguments, out)) return kDone;
    run.data = settings.out;
    run.mode = "paper";
    check(run);
    return record(settings, options.environment(), out, err);
}

}  // namespace twinleg::app
