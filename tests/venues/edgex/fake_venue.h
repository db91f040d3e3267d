#pragma once
// A server on loopback that says what a test tells it to: EdgeX's paths, none of its rules.

#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "net/form.h"
#include "net/server.h"

namespace twinleg::venues::edgex::test {

using Json = nlohmann::ordered_json;  // members stay as the venue orders them

inline const Json& fixtures() {
    static const Json all =
        Json::parse(std::ifstream{TWINLEG_SOURCE_DIR "/tests/venues/edgex/data/sim_fixtures.json"});
    return all;
}

class FakeVenue final : public net::ServerHandler {
public:
    struct Asked {
        std::string name;  // "getServerTime"
        std::map<std::string, std::string> query;
        Json body;
        std::string key;  // X-edgeX-Api-Key, or the signature of V1
    };
    struct Said {
        int status{200};
        std::string body;
        std::vector<net::Header> headers;
        bool drop{false};
    };

    explicit FakeVenue(net::EventLoop& loop) : loop_(loop), server_(loop, "127.0.0.1", 0, *this) {
        const Json& rest = fixtures()["rest"];
        for (const char* name : {"getAccountAsset", "createOrder", "cancelOrderById",
                                 "getActiveOrderPage", "getHistoryOrderFillTransactionPage"})
            says(name, rest[name]);
        says("getMetaData", rest["v2 getMetaData"]);
        says("cancelAllOrder", wrap({{"cancelResultMap", Json::object()}}));
        says("getPositionTransactionPage",
             wrap({{"dataList", Json::array()}, {"nextPageOffsetData", ""}}));
    }

    std::string rest() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    std::string ws() const { return "ws://127.0.0.1:" + std::to_string(server_.port()); }

    static Json wrap(Json data, std::string code = "SUCCESS") {
        return {{"code", std::move(code)},
                {"data", std::move(data)},
                {"msg", nullptr},
                {"requestTime", "1800000000000"},
                {"responseTime", "1800000000001"}};
    }

    void says(const std::string& name, const Json& body) { answers_[name] = {.body = body.dump()}; }
    void says(const std::string& name, Said said) { answers_[name] = std::move(said); }
    // The next answers, one after the other; then the usual one.
    void says_once(const std::string& name, Said said) { once_[name].push_back(std::move(said)); }

    std::vector<Asked> asked;
    std::vector<Asked> of(const std::string& name) const {
        std::vector<Asked> out;
        for (const auto& each : asked)
            if (each.name == name) out.push_back(each);
        return out;
    }
    Duration ahead;  // of the venue's clock

    // The sockets; messages as they came.
    std::shared_ptr<net::ServerSocket> market;
    std::shared_ptr<net::ServerSocket> account;
    std::vector<std::string> market_heard;
    std::string account_target;
    std::string account_protocol;
    int accounts_opened{0};
    bool greets_with_snapshots{true};

    Json depth(bool snapshot, int start, int end, const Json& bids, const Json& asks) const {
        return {{"type", "quote-event"},
                {"channel", "depth.30000001.200"},
                {"content",
                 {{"channel", "depth.30000001.200"},
                  {"dataType", snapshot ? "Snapshot" : "changed"},
                  {"data", Json::array({{{"startVersion", std::to_string(start)},
                                         {"endVersion", std::to_string(end)},
                                         {"contractId", "30000001"},
                                         {"contractName", "BTCUSDC"},
                                         {"asks", asks},
                                         {"bids", bids},
                                         {"depthType", snapshot ? "SNAPSHOT" : "CHANGED"}}})}}}};
    }
    static Json level(const char* price, const char* size) {
        return {{"price", price}, {"size", size}};
    }
    void snapshot(int end) {
        market->send(depth(true, 1, end, Json::array({level("99.9", "1")}),
                           Json::array({level("100.1", "1")}))
                         .dump());
    }
    void change(int start, int end) {
        market->send(
            depth(false, start, end, Json::array({level("99.8", "2")}), Json::array()).dump());
    }

private:
    void on_request(net::ServerRequest request, net::Responder responder) override {
        Asked one;
        const std::string_view path = request.path();
        one.name = path.substr(path.rfind('/') + 1);
        for (auto& [key, value] : net::parse_query(request.query()))
            one.query[key] = value;
        if (!request.body.empty()) one.body = Json::parse(request.body);
        one.key = request.header("X-edgeX-Api-Key");
        asked.push_back(one);
        Said said;
        if (auto& queue = once_[one.name]; !queue.empty()) {
            said = queue.front();
            queue.erase(queue.begin());
        } else if (one.name == "getServerTime") {
            const auto ms = (loop_.now() + ahead).ns / 1'000'000;
            said.body = wrap({{"timeMillis", std::to_string(ms)}}).dump();
        } else if (const auto found = answers_.find(one.name); found != answers_.end()) {
            said = found->second;
        } else {
            said.body = wrap(Json::array()).dump();
        }
        if (said.drop) return responder.drop();
        responder.send({.status = said.status, .body = said.body, .headers = said.headers});
    }
    net::Upgrade on_upgrade(const net::ServerRequest& request) override {
        return {.subprotocol = std::string{request.header("Sec-WebSocket-Protocol")}};
    }
    void on_socket(std::shared_ptr<net::ServerSocket> socket,
                   const net::ServerRequest& request) override {
        socket->send(R"({"sid":"1","type":"connected"})");
        if (request.path().ends_with("/private/ws")) {
            account = socket;
            account_target = request.target;
            account_protocol = request.header("Sec-WebSocket-Protocol");
            ++accounts_opened;
            if (greets_with_snapshots) account->send(fixtures()["private_ws"][1].dump());
        } else {
            market = socket;
        }
    }
    void on_message(net::ServerSocket& socket, std::string_view data, bool) override {
        if (market && &socket == market.get()) {
            market_heard.emplace_back(data);
            const Json said = Json::parse(data);
            if (greets_with_snapshots && said["type"] == "subscribe" &&
                said["channel"] == "depth.30000001.200")
                snapshot(10);
        }
    }
    void on_closed(net::ServerSocket& socket) override {
        if (market && &socket == market.get()) market.reset();
        if (account && &socket == account.get()) account.reset();
    }

    net::EventLoop& loop_;
    std::map<std::string, Said> answers_;
    std::map<std::string, std::vector<Said>> once_;
    net::Server server_;
};

}  // namespace twinleg::venues::edgex::test
