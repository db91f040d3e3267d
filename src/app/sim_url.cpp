#include "app/sim_url.h"

#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

#include "app/command.h"
#include "net/http_client.h"

namespace twinleg::app {

namespace {

[[noreturn]] void refuse(const std::string& url, const std::string& why) {
    throw CannotStart(kRefused, fmt::format("--sim {}: {}", url, why),
                      "It is the control port of a running `twinleg sim --control 18100`.");
}

std::string text_of(simdjson::dom::element object, std::string_view field) {
    std::string_view text;
    return object[field].get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

bool add(simdjson::dom::element line, EndpointsByVenue& endpoints) {
    const auto name = text_of(line, "venue");
    if (name.empty()) return false;
    endpoints[name] = {.rest = text_of(line, "rest"), .ws = text_of(line, "ws")};
    return true;
}

EndpointsByVenue read(const std::string& url, const std::string& body) {
    simdjson::dom::parser parser;
    simdjson::dom::array lines;
    if (parser.parse(body).get(lines) != simdjson::SUCCESS)
        refuse(url, "its answer to GET /venues is no JSON array");
    EndpointsByVenue out;
    for (const auto line : lines) {
        if (!add(line, out)) refuse(url, "its answer to GET /venues has a venue without a name");
    }
    return out;
}

}  // namespace

bool read_ready_line(std::string_view json, EndpointsByVenue& endpoints) {
    simdjson::dom::parser parser;
    simdjson::dom::element line;
    const simdjson::padded_string text(json);
    return parser.parse(text).get(line) == simdjson::SUCCESS && add(line, endpoints);
}

EndpointsByVenue endpoints_of(const std::string& url) {
    const auto origin = net::Url::parse(url);
    if (!origin)
        throw CannotStart(kBadUsage, fmt::format("--sim \"{}\": {}", url, origin.error().message),
                          "It is the control port of a running simulator, e.g. --sim "
                          "http://127.0.0.1:18100.");
    net::EventLoop loop;
    net::HttpClient client(loop, *origin, {.proxy = {}});
    std::optional<std::expected<net::HttpResponse, net::HttpFailure>> answer;
    client.send({.target = "/venues"}, [&](auto done) { answer = std::move(done); });
    while (!answer)
        loop.run(milliseconds(100));
    if (!*answer) refuse(url, answer->error().error.message);
    if ((*answer)->status != 200)
        refuse(url, fmt::format("it answers GET /venues with status {}", (*answer)->status));
    return read(url, (*answer)->body);
}

}  // namespace twinleg::app
