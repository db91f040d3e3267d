#include "app/live_venues.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/command.h"
#include "app/networks.h"

namespace twinleg::app {

namespace {

constexpr Duration kDescribeLimit = seconds(30);
constexpr Duration kAskAgain = milliseconds(500);  // the first time
constexpr Duration kPageLimit = minutes(15);       // a person opens a page and fills in a form

std::string draw_tag() {
    constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    std::random_device random;
    std::string tag = "t";
    for (int i = 0; i < 9; ++i)
        tag += kLetters[random() % kLetters.size()];
    return tag;
}

// Most messages of connectors begin with the venue's name already.
std::string of_venue(std::string_view name, std::string_view message) {
    const bool named = message.starts_with(name) && message.substr(name.size()).starts_with(":");
    return named ? std::string{message} : fmt::format("{}: {}", name, message);
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
    : describe_limit_(kDescribeLimit), say_(options.say) {
    const auto tag = options.trading ? desk_tag(settings.data) : std::string{};
    const auto sharers_of = [&](const std::string& name) {
        const auto found = options.sharers.find(name);
        return found == options.sharers.end() ? std::uint8_t{1} : found->second;
    };
    for (const auto& name : names) {
        const auto* kind = find_kind(name);
        if (kind == nullptr)
            throw CannotStart(kBadUsage,
                              fmt::format("{} cannot be reached from this build yet", name),
                              "`twinleg venues` says what each venue can do.");
        const auto index = connectors_.size();
        const bool edgex_by_browser = name == "edgex" && settings.edgex_transport == "browser";
        if (edgex_by_browser) describe_limit_ = kPageLimit;
        try {
            connectors_.push_back(
                kind->make({.loop = loop_,
                            .inbox = inbox_,
                            .credentials = credentials,
                            .slot = {.venue = {static_cast<std::uint8_t>(index)},
                                     .instrument = {static_cast<std::uint16_t>(index)},
                                     .coin = settings.ticker,
                                     .symbol = {},
                                     .sharers = sharers_of(name)},
                            .endpoints = endpoints_for(settings, endpoints, name),
                            .desk_tag = tag,
                            .trading = options.trading,
                            .order_transport = edgex_by_browser ? "browser" : "",
                            .options = connector_options(settings, name),
                            .latencies = options.latencies,
                            .say = options.say}));
        } catch (const std::invalid_argument& problem) {
            throw CannotStart(kRefused, of_venue(name, problem.what()),
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

// A venue that is busy, away or restarting answers in a moment. What is wrong with a key or a
// setting stays wrong.
bool LiveVenues::passing(const Error& error) {
    return error.code == Errc::disconnected || error.code == Errc::timed_out ||
           error.code == Errc::rate_limited || error.code == Errc::not_ready;
}

std::vector<venues::Description> LiveVenues::describe(const std::function<bool()>& interrupted) {
    struct Asked {
        std::optional<Result<venues::Description>> answer;
        Time again{kNever};
        Duration pause{kAskAgain};  // longer each time: questions are rationed
    };
    // Shared with answers that come after the limit.
    const auto asked = std::make_shared<std::vector<Asked>>(connectors_.size());
    auto& all = *asked;
    const auto ask = [&](std::size_t i) {
        all[i].answer.reset();
        all[i].again = kNever;
        connectors_[i]->describe([asked, i](Result<venues::Description> answer) {
            (*asked)[i].answer = std::move(answer);
        });
    };
    for (std::size_t i = 0; i < all.size(); ++i)
        ask(i);
    const Time limit = loop_.now() + describe_limit_;
    const auto waiting = [](const Asked& each) {
        return !each.answer || (!*each.answer && passing(each.answer->error()));
    };
    while (std::ranges::any_of(all, waiting) && loop_.now() < limit) {
        loop_.run(milliseconds(100));
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!all[i].answer || !waiting(all[i])) continue;
            if (all[i].again == kNever) {
                all[i].again = loop_.now() + std::exchange(all[i].pause, all[i].pause * 2);
                if (say_) say_(all[i].answer->error().message + "; asking again");
            } else if (loop_.now() >= all[i].again) {
                ask(i);
            }
        }
        if (interrupted && interrupted())
            throw CannotStart(kHalted, "stopped before trading began", "Nothing was sent.");
    }

    std::vector<venues::Description> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto name = connectors_[i]->name();
        auto& answer = all[i].answer;
        if (!answer)
            throw CannotStart(
                kRefused, fmt::format("{} does not answer", name),
                "Look at the network, the proxy settings and the venue's own status.");
        if (!*answer)
            throw CannotStart(kRefused, of_venue(name, answer->error().message),
                              passing(answer->error())
                                  ? "Look at the network, the proxy settings and the venue's own "
                                    "status."
                                  : "`twinleg check` looks at every key and says how to mend it.");
        out.push_back(std::move(**answer));
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
