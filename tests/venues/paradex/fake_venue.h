#pragma once
// A server on loopback that says what a test tells it to: Paradex's paths, none of its rules.

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "net/server.h"

namespace twinleg::venues::paradex::test {

using Json = nlohmann::ordered_json;  // members stay as the venue orders them

class FakeVenue final : public net::ServerHandler {
public:
    struct Asked {
        std::string what;  // "GET /v1/system/time"
        std::string query;
        Json body;
        std::string bearer;
        std::string account;  // PARADEX-STARKNET-ACCOUNT
    };
    struct Said {
        int status{200};
        std::string body{};
        bool drop{false};
    };

    explicit FakeVenue(net::EventLoop& loop) : loop_(loop), server_(loop, "127.0.0.1", 0, *this) {
        says("GET /v1/system/config", {{"starknet_chain_id", "PRIVATE_SN_PARACLEAR_MAINNET"},
                                       {"l1_chain_id", "1"},
                                       {"paraclear_account_proxy_hash",
                                        "0x3530cc4759d78042f1b543bf797f5f3d647cde0388c33734"
                                        "cf91b7f7b9314a9"},
                                       {"paraclear_account_hash",
                                        "0x41cb0280ebadaa75f996d8d92c6f265f6d040bb3ba442e5f86a554f"
                                        "1765244e"}});
        says("GET /v1/system/state", {{"status", "ok"}});
        says("GET /v1/markets", list({market()}));
        says("GET /v1/account", {{"account", ""},
                                 {"account_value", "1000.5"},
                                 {"free_collateral", "900"},
                                 {"status", "ACTIVE"}});
        says("GET /v1/account/info",
             list({{{"account", "any"},
                    {"fees", {{"maker_rate", "0.00003"}, {"taker_rate", "0.00045"}}}}}));
        says("GET /v1/onboarding", {{"address", "0x1"}, {"exists", true}});
        for (const char* empty : {"orders", "orders-history", "fills", "positions"})
            says(std::string{"GET /v1/"} + empty, list(Json::array()));
        says("POST /v1/auth", {{"jwt_token", "t0ken"}});
        says("POST /v1/orders", order("17", "NEW"));
        says("DELETE /v1/orders", Said{.status = 200});
        says("GET /v1/bbo", refusal("NOT_FOUND"));
    }

    std::string rest() const {
        return "http://127.0.0.1:" + std::to_string(server_.port()) + "/v1";
    }
    std::string ws() const { return "ws://127.0.0.1:" + std::to_string(server_.port()) + "/v1"; }

    static Json list(Json results) { return {{"results", std::move(results)}}; }
    static Json refusal(const std::string& code, const std::string& message = "no") {
        return {{"error", code}, {"message", message}, {"data", nullptr}};
    }
    static Json market() {
        return {{"symbol", "BTC-USD-PERP"},
                {"base_currency", "BTC"},
                {"quote_currency", "USD"},
                {"settlement_currency", "USDC"},
                {"asset_kind", "PERP"},
                {"order_size_increment", "0.00001"},
                {"price_tick_size", "0.1"},
                {"min_notional", "10"},
                {"max_open_orders", 150},
                {"funding_period_hours", 8},
                {"delta1_cross_margin_params",
                 {{"imf_base", "0.02"}, {"imf_factor", "0"}, {"mmf_factor", "0.5"}}},
                {"fee_config",
                 {{"api_fee",
                   {{"maker_fee", {{"fee", "0.0001"}}}, {"taker_fee", {{"fee", "0.0003"}}}}}}}};
    }
    static Json order(const std::string& id, const std::string& status,
                      const std::string& client = "desk7-4294967297",
                      const std::string& reason = "") {
        return {{"id", id},
                {"market", "BTC-USD-PERP"},
                {"side", "BUY"},
                {"size", "0.01"},
                {"remaining_size", "0.01"},
                {"price", "100"},
                {"avg_fill_price", ""},
                {"status", status},
                {"cancel_reason", reason},
                {"client_id", client},
                {"instruction", "POST_ONLY"},
                {"flags", Json::array()}};
    }
    static Json fill(const std::string& id) {
        return {{"id", id},
                {"market", "BTC-USD-PERP"},
                {"order_id", "17"},
                {"side", "BUY"},
                {"client_id", "desk7-4294967297"},
                {"price", "100"},
                {"size", "0.01"},
                {"liquidity", "MAKER"},
                {"fee", "0.001"},
                {"realized_funding", "0.5"},
                {"created_at", 1}};
    }

    // `what` is a method and the beginning of a path; the longest that fits counts.
    void says(const std::string& what, const Json& body) { answers_[what] = {.body = body.dump()}; }
    void says(const std::string& what, Said said) { answers_[what] = std::move(said); }
    // The next answers, one after the other; then the usual one.
    void says_once(const std::string& what, Said said) { once_[what].push_back(std::move(said)); }

    std::vector<Asked> asked;
    std::vector<Asked> of(const std::string& what) const {
        std::vector<Asked> out;
        for (const auto& each : asked)
            if (each.what.starts_with(what)) out.push_back(each);
        return out;
    }

    // The sockets: the one that logged in, and the other; messages as they came.
    std::shared_ptr<net::ServerSocket> market_socket;
    std::shared_ptr<net::ServerSocket> account_socket;
    std::vector<Json> heard;
    std::vector<std::string> targets;      // of the opening requests
    std::vector<std::string> refuse_with;  // part of a target that is answered with 400
    bool sends_snapshots{true};
    bool arms{true};
    // What it answers to order.* ; a null result: silence.
    std::function<Json(const Json& call)> on_order = [](const Json&) { return Json{}; };

    std::vector<std::string> methods() const {
        std::vector<std::string> out;
        for (const auto& each : heard)
            out.push_back(each["method"].get<std::string>());
        return out;
    }
    void data(const std::shared_ptr<net::ServerSocket>& socket, const std::string& channel,
              const Json& what) {
        socket->send(Json{{"jsonrpc", "2.0"},
                          {"method", "subscription"},
                          {"params", {{"channel", channel}, {"data", what}}}}
                         .dump());
    }
    void book(int seq, bool snapshot) {
        const Json level = {{"side", snapshot ? "BUY" : "SELL"}, {"price", "99.9"}, {"size", "1"}};
        data(market_socket, "order_book.BTC-USD-PERP.deltas",
             {{"seq_no", seq},
              {"market", "BTC-USD-PERP"},
              {"update_type", snapshot ? "s" : "d"},
              {"inserts", snapshot ? Json::array({level}) : Json::array()},
              {"updates", Json::array()},
              {"deletes", Json::array()}});
    }

private:
    void on_request(net::ServerRequest request, net::Responder responder) override {
        Asked one;
        one.what = request.method + " " + std::string{request.path()};
        one.query = request.query();
        if (!request.body.empty()) one.body = Json::parse(request.body);
        one.bearer = request.header("Authorization");
        one.account = request.header("PARADEX-STARKNET-ACCOUNT");
        asked.push_back(one);
        Said said{.status = 404, .body = refusal("NOT_FOUND").dump()};
        if (one.what == "GET /v1/system/time") {
            const auto ms = loop_.now().ns / 1'000'000;
            said = {.body = Json{{"server_time", std::to_string(ms)}}.dump()};
        }
        std::string best;
        for (const auto& [what, answer] : answers_)
            if (one.what.starts_with(what) && what.size() >= best.size()) {
                best = what;
                said = answer;
            }
        for (auto& [what, queue] : once_)
            if (one.what.starts_with(what) && !queue.empty()) {
                said = queue.front();
                queue.erase(queue.begin());
                break;
            }
        if (said.drop) return responder.drop();
        responder.send({.status = said.status, .body = said.body, .headers = {}});
    }
    net::Upgrade on_upgrade(const net::ServerRequest& request) override {
        targets.push_back(request.target);
        for (const auto& part : refuse_with)
            if (request.target.find(part) != std::string::npos)
                return {
                    .accept = false, .subprotocol = {}, .refuse_status = 400, .refuse_body = {}};
        return {.accept = true, .subprotocol = {}, .refuse_body = {}};
    }
    void on_socket(std::shared_ptr<net::ServerSocket> socket, const net::ServerRequest&) override {
        sockets_[socket->id] = std::move(socket);
    }
    void on_message(net::ServerSocket& socket, std::string_view data, bool) override {
        const Json call = Json::parse(data);
        heard.push_back(call);
        const std::string method = call["method"];
        Json result = Json::object();
        if (method == "auth") {
            account_socket = sockets_.at(socket.id);
            result = {{"node_id", "n"}};
        } else if (method == "subscribe" || method == "unsubscribe") {
            result = {{"channel", call["params"]["channel"]}};
        } else if (method == "order.cancel_on_disconnect") {
            result = {{"enabled", arms}};
        } else {
            result = on_order(call);
            if (result.is_null()) return;
        }
        const char* key = result.contains("code") ? "error" : "result";
        socket.send(Json{{"jsonrpc", "2.0"}, {key, result}, {"id", call["id"]}}.dump());
        if (method != "subscribe") return;
        const std::string channel = call["params"]["channel"];
        if (!channel.starts_with("order_book")) return;
        market_socket = sockets_.at(socket.id);
        if (sends_snapshots) book(10, true);
    }
    void on_closed(net::ServerSocket& socket) override {
        if (market_socket && &socket == market_socket.get()) market_socket.reset();
        if (account_socket && &socket == account_socket.get()) account_socket.reset();
        sockets_.erase(socket.id);
    }

    net::EventLoop& loop_;
    std::map<std::uint64_t, std::shared_ptr<net::ServerSocket>> sockets_;
    std::map<std::string, Said> answers_;
    std::map<std::string, std::vector<Said>> once_;
    net::Server server_;
};

}  // namespace twinleg::venues::paradex::test
