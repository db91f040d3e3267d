#include "tests/conformance/edgex_page.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "net/form.h"
#include "venues/edgex/canonical.h"

namespace twinleg::conformance {
namespace {

using Json = nlohmann::ordered_json;
using venues::edgex::Generation;

constexpr Duration kAgain = milliseconds(100);

net::Url url_of(const std::string& text, const std::string& path) {
    net::Url url = net::Url::parse(text).value();
    url.path = path;
    return url;
}

double ms(Time at) {
    return static_cast<double>(at.ns) / 1e6;
}

TimeInForce tif_of(const std::string& word) {
    if (word == "POST_ONLY") return TimeInForce::post_only;
    return word == "IMMEDIATE_OR_CANCEL" ? TimeInForce::ioc : TimeInForce::gtc;
}

// What the venue says, in the words of order_placed and order_canceled.
struct Word {
    bool success{false};
    bool unknown{false};
    std::string code;
    std::string error;
    Json data;
};

Word word_of(const std::expected<net::HttpResponse, net::HttpFailure>& answer) {
    if (!answer) return {.unknown = answer.error().sent, .error = answer.error().error.message};
    const Json json = Json::parse(answer->body, nullptr, false);
    const bool own = json.is_object() && json.contains("code");
    if (!own || answer->status >= 500)
        return {.unknown = answer->status != 429,
                .code = answer->status == 429 ? "HTTP_TOO_MANY_REQUESTS" : "",
                .error = "status " + std::to_string(answer->status)};
    const std::string code = json["code"];
    return {.success = code == "SUCCESS",
            .code = code,
            .error = json.contains("msg") && json["msg"].is_string() ? json["msg"] : Json(""),
            .data = json.contains("data") ? json["data"] : Json{}};
}

}  // namespace

// The private socket, opened again and again; its frames go on as they are.
class EdgexPage::Account final : public net::WsHandler {
public:
    explicit Account(EdgexPage& page) : page_(page), again_(page.loop_) { open(); }

private:
    void open() {
        const auto shake = page_.auth_->handshake(page_.now_ms()).value();
        net::WsOptions options;
        options.headers = shake.headers;
        options.subprotocol = shake.subprotocol;
        options.ping_every = {};
        options.proxy = {};
        net::WsHandler& self = *this;
        socket_ = std::make_unique<net::WebSocket>(
            page_.loop_, url_of(page_.venue_.ws, "/api/v1/private/ws?" + shake.query),
            std::move(options), self);
        socket_->open();
    }
    void say(bool up) {
        page_.bridge_.send(Json{{"type", "edgex_account_stream"}, {"data", {{"up", up}}}}.dump());
    }
    void on_open() override { say(true); }
    void on_message(std::span<char> data, bool, Time) override {
        const std::string frame{data.data(), data.size()};
        const Json json = Json::parse(frame, nullptr, false);
        if (json.is_object() && json.value("type", "") == "ping") {
            static_cast<void>(socket_->send(Json{{"type", "pong"}, {"time", json["time"]}}.dump()));
            return;
        }
        // What it cannot read, the page takes for a broken line.
        if (!json.is_object()) {
            socket_->close();
            return on_down({});
        }
        if (json.value("type", "") == "trade-event")
            page_.bridge_.send(
                Json{{"type", "edgex_account_frame"}, {"data", {{"frame", frame}}}}.dump());
    }
    void on_down(const Error&) override {
        say(false);
        again_.after(kAgain, [this] { open(); });
    }

    EdgexPage& page_;
    std::unique_ptr<net::WebSocket> socket_;
    net::Timer again_;
};

EdgexPage::EdgexPage(net::EventLoop& loop, const venues::Endpoints& venue,
                     const std::string& version, const venues::Credentials& keys,
                     std::uint16_t bridge_port)
    : loop_(loop),
      version_(version),
      venue_(venue),
      rest_(loop, net::Url::parse(venue.rest).value(), {.proxy = {}}),
      bridge_(loop, url_of("ws://127.0.0.1:" + std::to_string(bridge_port), "/"),
              {.headers = {{"Origin", "http://127.0.0.1"}}, .proxy = {}}, *this),
      again_(loop) {
    const auto generation = version == "v1" ? Generation::v1 : Generation::v2;
    auto made = venues::edgex::Auth::create(generation, keys);
    EXPECT_TRUE(made) << made.error().message;
    if (!made) return;
    auth_ = std::move(*made);
    rest_.send({.target = path("public/meta/getMetaData")}, [this, generation](auto answer) {
        venues::edgex::Answers answers;
        ASSERT_TRUE(answer);
        ASSERT_TRUE(answers.contract(answer->body, generation,
                                     generation == Generation::v1 ? "BTCUSD" : "BTCUSDC",
                                     contract_));
        ASSERT_TRUE(auth_->prepare(contract_));
        bridge_.open();
    });
}

EdgexPage::~EdgexPage() = default;

std::string EdgexPage::path(std::string_view name) const {
    return ("/api/" + version_ + "/").append(name);
}

void EdgexPage::on_down(const Error&) {
    account_.reset();
    again_.after(kAgain, [this] { bridge_.open(); });
}

void EdgexPage::on_message(std::span<char> data, bool, Time) {
    const std::string text{data.data(), data.size()};
    const Json message = Json::parse(text);
    const std::string type = message.value("type", "");
    if (type == "welcome") return pair();
    if (type == "execute_order") return execute(text);
    if (type == "cancel_order") return cancel(text);
    if (type == "rest_request") return relay(text);
    if (type == "query_status")
        bridge_.send(Json{{"type", "status_report"},
                          {"data",
                           {{"connected", true},
                            {"activeOrders", Json::array()},
                            {"at", ms(loop_.now())},
                            {"id", message["data"]["id"]}}}}
                         .dump());
}

void EdgexPage::pair() {
    bridge_.send(Json{{"type", "frontend_ready"},
                      {"data",
                       {{"exchange", "edgex"},
                        {"contractId", contract_.id},
                        {"ticker", "BTC"},
                        {"accountId", auth_->account()},
                        {"version", version_},
                        {"token", kPageTokenValue}}}}
                     .dump());
    account_ = std::make_unique<Account>(*this);
}

void EdgexPage::execute(const std::string& text) {
    const Json order = Json::parse(text)["data"];
    const std::string id = order["clientOrderId"];
    const auto answer = [this, id](Json said) {
        said["clientOrderId"] = id;
        bridge_.send(Json{{"type", "order_placed"}, {"data", said}}.dump());
    };
    if (ms(loop_.now()) > order["deadline"].get<double>())
        return answer({{"success", false}, {"sent", false}, {"error", "too late"}});
    auto made = auth_->sign_order({.client_order_id = id,
                                   .side = order["side"] == "buy" ? Side::buy : Side::sell,
                                   .time_in_force = tif_of(order["timeInForce"]),
                                   .reduce_only = order["reduceOnly"],
                                   .price = order["price"],
                                   .quantity = order["quantity"],
                                   .expire_ms = order.value("expireTime", std::uint64_t{0})},
                                  now_ms());
    if (!made)
        return answer({{"success", false}, {"sent", false}, {"error", made.error().message}});
    auto headers = std::move(made->headers);
    headers.push_back({"Content-Type", "application/json"});
    rest_.send({.method = "POST",
                .target = path("private/order/createOrder"),
                .headers = std::move(headers),
                .body = std::move(made->body)},
               [answer](auto result) {
                   const Word word = word_of(result);
                   const bool sent = result || result.error().sent;
                   answer({{"success", word.success},
                           {"sent", sent},
                           {"unknown", word.unknown},
                           {"orderId", word.success ? word.data["orderId"] : Json("")},
                           {"code", word.success ? "" : word.code},
                           {"error", word.error}});
               });
}

void EdgexPage::post(const std::string& name, const std::string& body, net::HttpDone done) {
    const auto text = venues::edgex::canonical_text(body).value();
    auto headers = auth_->sign_request(now_ms(), "POST", path(name), text).value();
    headers.push_back({"Content-Type", "application/json"});
    rest_.send({.method = "POST",
                .target = path(name),
                .headers = std::move(headers),
                .body = body,
                .urgent = true},
               std::move(done));
}

void EdgexPage::cancel(const std::string& text) {
    const Json data = Json::parse(text)["data"];
    const std::string order = data.value("orderId", "");
    const std::string own = data.value("clientOrderId", "");
    const std::string id = order.empty() ? own : order;
    const Json body{{"accountId", auth_->account()},
                    {order.empty() ? "clientOrderIdList" : "orderIdList", Json::array({id})}};
    post(order.empty() ? "private/order/cancelOrderByClientOrderId"
                       : "private/order/cancelOrderById",
         body.dump(), [this, order, own, id](auto result) {
             Word word = word_of(result);
             if (word.success) {
                 const Json& map = word.data["cancelResultMap"];
                 word.code = map.contains(id) ? map[id].template get<std::string>() : "NOT_FOUND";
                 word.success = word.code == "SUCCESS";
             }
             bridge_.send(Json{{"type", "order_canceled"},
                               {"data",
                                {{"success", word.success},
                                 {"unknown", word.unknown},
                                 {"orderId", order},
                                 {"clientOrderId", own},
                                 {"code", word.success ? "" : word.code},
                                 {"error", word.error}}}}
                              .dump());
         });
}

void EdgexPage::relay(const std::string& text) {
    const Json message = Json::parse(text);
    const Json id = message["requestId"];
    const std::string method = message["data"]["method"];
    const std::string target = message["data"]["target"];
    const std::string body = message["data"].value("body", "");
    const std::string place = target.substr(0, target.find('?'));
    std::string signed_text;
    if (method == "POST") {
        signed_text = venues::edgex::canonical_text(body).value();
    } else if (place.size() < target.size()) {
        auto fields = net::parse_query(target.substr(place.size() + 1));
        std::ranges::sort(fields);
        for (const auto& [key, value] : fields)
            signed_text.append(signed_text.empty() ? "" : "&")
                .append(key)
                .append("=")
                .append(value);
    }
    auto headers = auth_->sign_request(now_ms(), method, place, signed_text).value();
    if (method == "POST") headers.push_back({"Content-Type", "application/json"});
    rest_.send({.method = method, .target = target, .headers = std::move(headers), .body = body},
               [this, id](auto answer) {
                   Json said{{"requestId", id}};
                   if (answer) {
                       said["data"] = {{"status", answer->status}, {"body", answer->body}};
                   } else {
                       said["error"] = answer.error().error.message;
                       said["sent"] = answer.error().sent;
                   }
                   bridge_.send(said.dump());
               });
}

}  // namespace twinleg::conformance
