#include "app/live_venues.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/command.h"

namespace twinleg::app {

namespace {

constexpr Duration kDescribeLimit = seconds(30);
constexpr Duration kPageLimit = minutes(15);  // a person opens a page and fills in a form

std::map<std::string, std::string, std::less<>> options_of(const RunSettings& settings,
                                                           const std::string& venue) {
    std::map<std::string, std::string, std::less<>> options;
    if (venue == "edgex") {
        options["version"] = settings.edgex_version;
        options["bridge_port"] = std::to_string(settings.port);
        options["browser_origins"] = settings.browser_origin;
        options["market_data"] = settings.edgex_market_data;
        // Simulators serve their page from this computer.
        options["browser_loopback"] = settings.mode == "sim" ? "yes" : "no";
    }
    return options;
}

std::string draw_tag() {
    constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    std::random_device random;
    std::string tag = "t";
    for (int i = 0; i < 9; ++i)
        tag += kLetters[random() % kLetters.size()];
    return tag;
}

}  // namespace

venues::Credentials credentials_of(const Environment& environment) {
    std::map<std::string, std::string, std::less<>> values;
    for (const auto& name : credential_names()) {
        if (auto value = environment.get(name)) values.emplace(name, std::move(*value));
    }
    return venues::Credentials(std::move(values));
}

std::string desk_tag(const std::filesystem::path& data) {
    const auto path = data / "desk";
    std::string tag;
    if (std::ifstream(path) >> tag && !tag.empty()) return tag;
    std::error_code ignored;
    std::filesystem::create_directories(data, ignored);
    tag = draw_tag();
    if (std::ofstream file(path); !(file << tag << std::endl))
        throw CannotStart(kBadUsage, fmt::format("cannot write {}", path.string()),
                          "Name another directory with --data.");
    return tag;
}

LiveVenues::LiveVenues(const std::vector<std::string>& names, const RunSettings& settings,
                       const venues::Credentials& credentials, const EndpointsByVenue& endpoints,
                       const Options& options)
    : describe_limit_(kDescribeLimit) {
    const auto tag = options.trading ? desk_tag(settings.data) : std::string{};
    for (const auto& name : names) {
        const auto* kind = find_kind(name);
        if (kind == nullptr)
            throw CannotStart(kBadUsage,
                              fmt::format("{} cannot be reached from this build yet", name),
                              "`twinleg venues` says what each venue can do.");
        const auto index = connectors_.size();
        const auto place = endpoints.find(name);
        const bool edgex_by_browser = name == "edgex" && settings.edgex_transport == "browser";
        if (edgex_by_browser) describe_limit_ = kPageLimit;
        try {
            connectors_.push_back(kind->make(
                {.loop = loop_,
                 .inbox = inbox_,
                 .credentials = credentials,
                 .slot = {.venue = {static_cast<std::uint8_t>(index)},
                          .instrument = {static_cast<std::uint16_t>(index)},
                          .coin = settings.ticker,
                          .symbol = {}},
                 .endpoints = place == endpoints.end() ? venues::Endpoints{} : place->second,
                 .desk_tag = tag,
                 .trading = options.trading,
                 .order_transport = edgex_by_browser ? "browser" : "",
                 .options = options_of(settings, name),
                 .latencies = options.latencies,
                 .say = options.say}));
        } catch (const std::invalid_argument& problem) {
            throw CannotStart(kRefused, fmt::format("{}: {}", name, problem.what()),
                              "`twinleg check` looks at every key and says how to mend it.");
        }
    }
}

LiveVenues::~LiveVenues() = default;

std::vector<venues::Connector*> LiveVenues::connectors() const {
    std::vector<venues::Connector*> out;
    for (const auto& connector : connectors_)
        out.push_back(connector.get());
    return out;
}

std::vector<venues::Description> LiveVenues::describe(const std::function<bool()>& interrupted) {
    std::vector<std::optional<Result<venues::Description>>> answers(connectors_.size());
    for (std::size_t i = 0; i < connectors_.size(); ++i)
        connectors_[i]->describe(
            [&answers, i](Result<venues::Description> answer) { answers[i] = std::move(answer); });
    const Time limit = loop_.now() + describe_limit_;
    const auto waiting = [](const auto& answer) { return !answer.has_value(); };
    while (std::ranges::any_of(answers, waiting) && loop_.now() < limit) {
        loop_.run(milliseconds(100));
        if (interrupted && interrupted())
            throw CannotStart(kHalted, "stopped before trading began", "Nothing was sent.");
    }

    std::vector<venues::Description> out;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto name = connectors_[i]->name();
        if (!answers[i])
            throw CannotStart(
                kRefused, fmt::format("{} does not answer", name),
                "Look at the network, the proxy settings and the venue's own status.");
        if (!*answers[i])
            throw CannotStart(kRefused, fmt::format("{}: {}", name, answers[i]->error().message),
                              "`twinleg check` looks at every key and says how to mend it.");
        out.push_back(std::move(**answers[i]));
    }
    return out;
}

void LiveVenues::open() {
    for (const auto& connector : connectors_)
        connector->open();
}

void LiveVenues::close() {
    for (const auto& connector : connectors_)
        connector->close();
}

engine::Config config_of(const std::vector<venues::Description>& descriptions) {
    engine::Config config;
    for (const auto& each : descriptions) {
        config.venues.push_back(each.traits);
        config.instruments.push_back({.instrument = each.instrument, .book = each.book});
    }
    return config;
}

}  // namespace twinleg::app
