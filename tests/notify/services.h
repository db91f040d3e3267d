#pragma once
// Servers on loopback that answer as Telegram, Lark, WeCom and somebody's webhook do.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <simdjson.h>

#include "net/form.h"
#include "net/server.h"
#include "tests/net/support.h"

namespace twinleg::notify::test {

// What a service does with a request in place of its work.
struct Mishap {
    enum class Kind : std::uint8_t { answer, cut, silence } kind{Kind::answer};
    int status{500};
    std::string body;
};

inline Mishap answers(int status, std::string body) {
    return {Mishap::Kind::answer, status, std::move(body)};
}

inline std::string text_at(const std::string& json, const char* pointer) {
    simdjson::dom::parser parser;
    simdjson::dom::element found;
    std::string_view text;
    if (parser.parse(json).at_pointer(pointer).get(found) != simdjson::SUCCESS) return {};
    return found.get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

// One server for all of them, on one port; each service is a path, as it is outside.
class Services {
public:
    static constexpr const char* kToken = "123456:AAH-secret_token";
    static constexpr const char* kChat = "4711";
    static constexpr const char* kGroup = "-100200300";

    explicit Services(net::EventLoop& loop) : server(loop, "127.0.0.1", 0, handler) {
        handler.request = [this](net::ServerRequest request, const net::Responder& to) {
            route(request, to);
        };
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(server.port()); }

    // A person writes to the bot. `age_s`: so long ago.
    void write(const std::string& chat, const std::string& text, std::int64_t now_s,
               const std::string& user = "77") {
        const auto id = next_update++;
        updates[id] = R"({"update_id":)" + std::to_string(id) + R"(,"message":{"message_id":1,)" +
                      R"("from":{"id":)" + user + R"(,"is_bot":false,"first_name":"A"},)" +
                      R"("chat":{"id":)" + chat + R"(,"type":"private"},"date":)" +
                      std::to_string(now_s) + R"(,"text":")" + text + R"("}})";
        answer_poll();
    }

    // Texts that arrived, in order.
    std::map<std::string, std::vector<std::string>> telegram;  // by chat
    std::vector<std::string> lark;
    std::vector<std::string> wecom;
    std::vector<net::ServerRequest> webhook;
    // What goes wrong next, by the last part of the path.
    std::map<std::string, std::deque<Mishap>> mishaps;
    // Requests, mishaps included, by the last part of the path.
    std::map<std::string, int> asked;
    std::string lark_token{"lark-token"};
    std::string wecom_key{"wecom-key"};
    std::int64_t next_update{900};
    std::map<std::int64_t, std::string> updates;  // not acknowledged yet
    std::int64_t acknowledged{0};
    bool other_poller{false};

    net::test::TestHandler handler;
    net::Server server;

private:
    void route(net::ServerRequest& request, const net::Responder& to) {
        const std::string path{request.path()};
        const auto name = path.substr(path.rfind('/') + 1);
        ++asked[name];
        if (auto& waiting = mishaps[name]; !waiting.empty()) {
            const auto mishap = waiting.front();
            waiting.pop_front();
            if (mishap.kind == Mishap::Kind::cut) return to.drop();
            if (mishap.kind == Mishap::Kind::silence) return silent.push_back(to);
            return to.send({.status = mishap.status, .body = mishap.body});
        }
        if (path.starts_with("/bot")) return telegram_api(path, request, to);
        if (path.starts_with("/open-apis/bot/v2/hook/")) return lark_api(name, request, to);
        if (path == "/cgi-bin/webhook/send") return wecom_api(request, to);
        webhook.push_back(request);
        to.send({.status = 204, .body = ""});
    }

    static void refuse(const net::Responder& to, int code, const std::string& description) {
        to.send({.status = code,
                 .body = R"({"ok":false,"error_code":)" + std::to_string(code) +
                         R"(,"description":")" + description + R"("})"});
    }

    void telegram_api(const std::string& path, const net::ServerRequest& request,
                      const net::Responder& to) {
        if (!path.starts_with("/bot" + std::string{kToken} + "/"))
            return refuse(to, 401, "Unauthorized");
        const auto method = path.substr(path.rfind('/') + 1);
        if (method == "getMe")
            return to.send({.body = R"({"ok":true,"result":{"id":1,"is_bot":true,)"
                                    R"("username":"TwinlegBot"}})"});
        if (method == "getUpdates") return get_updates(request, to);
        const auto chat = text_at(request.body, "/chat_id");
        const auto text = text_at(request.body, "/text");
        if (chat != kChat && chat != kGroup) return refuse(to, 400, "Bad Request: chat not found");
        if (text.empty()) return refuse(to, 400, "Bad Request: message text is empty");
        if (text.size() > 4096) return refuse(to, 400, "Bad Request: message is too long");
        telegram[chat].push_back(text);
        to.send({.body = R"({"ok":true,"result":{"message_id":)" +
                         std::to_string(telegram[chat].size()) + "}}"});
    }

    void get_updates(const net::ServerRequest& request, const net::Responder& to) {
        if (other_poller)
            return refuse(to, 409,
                          "Conflict: terminated by other getUpdates request; make sure that only "
                          "one bot instance is running");
        for (const auto& [name, value] : net::parse_query(request.query())) {
            if (name != "offset") continue;
            acknowledged = std::stoll(value);
            std::erase_if(updates, [&](const auto& each) { return each.first < acknowledged; });
        }
        poll = to;
        answer_poll();
    }

    void answer_poll() {
        if (!poll || updates.empty()) return;
        std::string list;
        for (const auto& [id, update] : updates)
            list += (list.empty() ? "" : ",") + update;
        poll->send({.body = R"({"ok":true,"result":[)" + list + "]}"});
        poll.reset();
    }

    void lark_api(const std::string& token, const net::ServerRequest& request,
                  const net::Responder& to) {
        if (token != lark_token)
            return to.send({.status = 400,
                            .body = R"({"code":19001,"data":{},"msg":"param invalid: incoming )"
                                    R"(webhook access token invalid"})"});
        lark.push_back(text_at(request.body, "/content/text"));
        to.send({.body = R"({"StatusCode":0,"StatusMessage":"success","code":0,"data":{},)"
                         R"("msg":"success"})"});
    }

    void wecom_api(const net::ServerRequest& request, const net::Responder& to) {
        if (request.query() != "key=" + wecom_key)
            return to.send({.body = R"({"errcode":93000,"errmsg":"invalid webhook url"})"});
        wecom.push_back(text_at(request.body, "/text/content"));
        to.send({.body = R"({"errcode":0,"errmsg":"ok"})"});
    }

    std::vector<net::Responder> silent;  // never answered
    std::optional<net::Responder> poll;  // stands open
};

}  // namespace twinleg::notify::test
