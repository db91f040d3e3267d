#include "tests/conformance/meddler.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/money.h"
#include "net/websocket.h"

namespace twinleg::conformance {
namespace {

using Json = nlohmann::ordered_json;

net::Url parsed(const std::string& text) {
    return net::Url::parse(text).value();
}

// Headers of a connection, not of what is said on it.
bool passes_on(std::string_view name) {
    constexpr std::string_view kOwn[] = {
        "host",       "connection", "upgrade",          "content-length",
        "user-agent", "accept",     "transfer-encoding"};
    std::string lower{name};
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return !lower.starts_with("sec-websocket") && std::ranges::find(kOwn, lower) == std::end(kOwn);
}

std::vector<net::Header> passed_on(const std::vector<net::Header>& headers) {
    std::vector<net::Header> out;
    for (const auto& each : headers)
        if (passes_on(each.name)) out.push_back(each);
    return out;
}

template <typename Change>
void for_members(Json& json, const std::vector<std::string>& fields, const Change& change) {
    if (json.is_object()) {
        for (const auto& field : fields)
            if (json.contains(field)) change(json, field);
    }
    if (json.is_structured())
        for (auto& each : json)
            for_members(each, fields, change);
}

void add_news(Json& json) {
    if (json.is_structured())
        for (auto& each : json)
            add_news(each);
    if (!json.is_object()) return;
    Json grown{{"news_of_tomorrow", {{"deep", {1, -2.5e-7, nullptr, "x", Json::array()}}}}};
    for (auto& [key, value] : json.items())
        grown[key] = value;
    grown["another_word"] = "\u00e4";
    json = std::move(grown);
}

}  // namespace

// One socket of the connector, and ours to the venue.
class Meddler::Link final : public net::WsHandler {
public:
    Link(net::EventLoop& loop, std::shared_ptr<net::ServerSocket> socket, net::Url url,
         const net::ServerRequest& request)
        : near(std::move(socket)), far_(loop, url, options(request), *this) {
        far_.open();
    }

    void say(std::string_view data, bool binary) {
        if (!far_.is_open()) return waiting_.push_back({std::string{data}, binary});
        if (binary)
            static_cast<void>(far_.send_binary(data));
        else
            static_cast<void>(far_.send(data));
    }

    const std::shared_ptr<net::ServerSocket> near;

private:
    static net::WsOptions options(const net::ServerRequest& request) {
        net::WsOptions out;
        out.headers = passed_on(request.headers);
        out.subprotocol = request.header("Sec-WebSocket-Protocol");
        out.ping_every = {};
        out.proxy = {};
        return out;
    }
    void on_open() override {
        for (const auto& [data, binary] : std::exchange(waiting_, {}))
            say(data, binary);
    }
    void on_message(std::span<char> data, bool binary, Time) override {
        if (binary)
            near->send_binary(data);
        else
            near->send({data.data(), data.size()});
    }
    void on_down(const Error&) override { near->drop(); }

    net::WebSocket far_;
    std::vector<std::pair<std::string, bool>> waiting_;
};

Meddler::Meddler(net::EventLoop& loop, venues::Endpoints& endpoints)
    : loop_(loop),
      origin_(parsed(endpoints.rest)),
      client_(loop, origin_, {.proxy = {}}),
      server_(loop, "127.0.0.1", 0, static_cast<net::ServerHandler&>(*this)) {
    const std::string old = ":" + std::to_string(origin_.port);
    for (auto* each : {&endpoints.rest, &endpoints.ws, &endpoints.private_ws})
        if (const auto at = each->find(old); at != std::string::npos)
            each->replace(at, old.size(), ":" + std::to_string(server_.port()));
}

Meddler::~Meddler() = default;

void Meddler::tell(std::string_view frame) {
    for (const auto& link : links_)
        link->near->send(frame);
}

void Meddler::on_request(net::ServerRequest request, net::Responder responder) {
    const std::string target = request.target;
    client_.send({.method = request.method,
                  .target = request.target,
                  .headers = passed_on(request.headers),
                  .body = request.body},
                 [this, target, responder](auto answer) {
                     if (!answer) return responder.drop();
                     if (change) change(target, answer->body);
                     auto headers = passed_on(answer->headers);
                     std::erase_if(headers, [](const auto& each) {
                         return each.name == "Content-Type";  // the server's own is the same
                     });
                     responder.send({.status = answer->status,
                                     .body = std::move(answer->body),
                                     .headers = std::move(headers)});
                 });
}

net::Upgrade Meddler::on_upgrade(const net::ServerRequest& request) {
    return {.subprotocol = std::string{request.header("Sec-WebSocket-Protocol")}};
}

void Meddler::on_socket(std::shared_ptr<net::ServerSocket> socket,
                        const net::ServerRequest& request) {
    net::Url url = origin_;
    url.scheme = "ws";
    url.path = request.target;
    links_.push_back(std::make_unique<Link>(loop_, std::move(socket), url, request));
}

void Meddler::on_message(net::ServerSocket& socket, std::string_view data, bool binary) {
    for (const auto& link : links_)
        if (link->near.get() == &socket) link->say(data, binary);
}

void Meddler::on_closed(net::ServerSocket& socket) {
    std::erase_if(links_, [&](const auto& link) { return link->near.get() == &socket; });
}

std::string with_members(const std::string& json, const std::vector<std::string>& fields,
                         std::string_view value) {
    Json out = Json::parse(json);
    for_members(out, fields, [&](Json& object, const std::string& field) {
        if (value.empty())
            object.erase(field);
        else
            object[field] = Json::parse(value);
    });
    return out.dump();
}

std::string with_other_ticks(const std::string& json, const std::vector<std::string>& fields) {
    Json out = Json::parse(json);
    for_members(out, fields, [&](Json& object, const std::string& field) {
        Json& tick = object[field];
        if (tick.is_number_integer())
            tick = tick.get<int>() + 1;
        else
            tick = to_text(Price::from_raw(parse_price(tick.get<std::string>()).value().raw() * 5));
    });
    return out.dump();
}

std::string with_news(const std::string& json) {
    Json out = Json::parse(json);
    add_news(out);
    return out.dump();
}

}  // namespace twinleg::conformance
