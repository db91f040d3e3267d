#include <algorithm>
#include <expected>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "app/commands.h"
#include "app/options.h"
#include "net/http_client.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kHealthy = "healthy";

struct Health {
    std::string status;
    bool ready{false};
    std::vector<std::string> reasons;
    std::string body;  // as it came
};

// What the panel says, or why nothing is known.
using Answer = std::expected<Health, std::string>;

Answer read(const net::HttpResponse& response) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view status;
    Health health{.body = response.body};
    if (parser.parse(response.body).get(root) != simdjson::SUCCESS ||
        root["status"].get(status) != simdjson::SUCCESS ||
        root["ready"].get(health.ready) != simdjson::SUCCESS)
        return std::unexpected(
            fmt::format("status {}, and no answer of a Twinleg panel", response.status));
    health.status = status;
    simdjson::dom::array reasons;
    if (root["reasons"].get(reasons) == simdjson::SUCCESS)
        for (const auto reason : reasons)
            if (std::string_view text; reason.get(text) == simdjson::SUCCESS)
                health.reasons.emplace_back(text);
    // A panel that speaks of health with an error's status is not healthy, whatever it says.
    if (response.status != 200 && health.status == kHealthy) health.status = "unhealthy";
    return health;
}

Answer ask(const net::Url& origin, Duration timeout) {
    net::EventLoop loop;
    // Never through a proxy: what is asked about is this machine's own.
    net::HttpClient client(loop, origin, {.proxy = {}});
    std::optional<std::expected<net::HttpResponse, net::HttpFailure>> answer;
    client.send({.target = "/health", .timeout = timeout}, [&](auto done) { answer = done; });
    while (!answer)
        loop.run(milliseconds(100));
    if (!*answer) return std::unexpected(answer->error().error.message);
    return read(**answer);
}

net::Url origin_of(const std::string& text) {
    constexpr auto kMend = "It is the panel's address, e.g. http://127.0.0.1:8000.";
    const auto url = net::Url::parse(text);
    if (!url) throw CannotStart(kBadUsage, "--url: " + url.error().message, kMend);
    if (!url->scheme.starts_with("http"))
        throw CannotStart(kBadUsage, fmt::format("--url \"{}\" is no http address", text), kMend);
    return *url;
}

}  // namespace

int run_health(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::string url = "http://127.0.0.1:8000";
    bool ready = false;
    bool json = false;
    auto timeout = seconds(5);
    Options options("health",
                    "Asks a running Twinleg's panel for its health; 0 healthy, 1 not, or no "
                    "answer. A container asks itself this way.",
                    "  twinleg health\n"
                    "  twinleg health --url http://127.0.0.1:8001 --ready\n");
    options.add("--url", &url, "the panel's address");
    options.add("--ready", &ready, "1 also while a book or account is not ready to trade");
    options.add("--timeout", &timeout, "how long an answer may take");
    options.add("--json", &json, "the answer as it came, one JSON object");
    if (!options.parse(arguments, out)) return kDone;

    const auto origin = origin_of(url);
    const auto health = ask(origin, timeout);
    if (!health) {
        err << fmt::format("twinleg health: {}: {}\n", url, health.error());
        return kUnhealthy;
    }
    if (json)
        out << health->body << '\n';
    else
        out << fmt::format("{}, {}{}{}\n", health->status, health->ready ? "ready" : "not ready",
                           health->reasons.empty() ? "" : ": ", fmt::join(health->reasons, "; "));
    return health->status == kHealthy && (health->ready || !ready) ? kDone : kUnhealthy;
}

}  // namespace twinleg::app
