#pragma once
// A desk with a panel, and clients that wait for what they ask.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "panel/panel.h"
#include "tests/engine/engine_fixture.h"

namespace twinleg::panel::test {

using Json = nlohmann::json;

// One connection; reading waits 30 s at most.
class Client {
public:
    explicit Client(std::uint16_t port, int receive_buffer = 0)
        : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (receive_buffer != 0)
            ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        const timeval patience{.tv_sec = 30, .tv_usec = 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }
    ~Client() { ::close(fd_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    // So many bytes, or fewer at the end.
    std::string read(std::size_t count) {
        while (in_.size() < count && more()) {
        }
        const auto out = in_.substr(0, count);
        in_.erase(0, out.size());
        return out;
    }
    std::string read_through(std::string_view mark) {
        while (in_.find(mark) == std::string::npos && more()) {
        }
        const auto at = in_.find(mark);
        return at == std::string::npos ? std::exchange(in_, {}) : read(at + mark.size());
    }
    std::string read_all() {
        while (more()) {
        }
        return std::exchange(in_, {});
    }

private:
    bool more() {
        char bytes[65536];
        const auto count = ::recv(fd_, bytes, sizeof bytes, 0);
        if (count <= 0) return false;
        in_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int fd_;
    std::string in_;
};

struct Answer {
    int status{0};
    std::string head;
    std::string body;
    Json json() const { return Json::parse(body, nullptr, false); }
    std::string code() const {
        const auto parsed = json();
        return parsed.is_object() && parsed.contains("error") ? parsed["error"]["code"] : "";
    }
    std::string field() const {
        const auto parsed = json();
        return code().empty() ? "" : parsed["error"]["field"];
    }
};

inline Answer answer_in(const std::string& text) {
    const auto end = text.find("\r\n\r\n");
    if (text.size() < 12 || end == std::string::npos) return {};
    return {std::atoi(text.substr(9, 3).c_str()), text.substr(0, end), text.substr(end + 4)};
}

// The bytes of a request, whatever they are, and what comes back until the end.
inline Answer say(std::uint16_t port, std::string_view bytes) {
    Client client(port);
    client.send(bytes);
    return answer_in(client.read_all());
}

using Headers = std::vector<std::pair<std::string, std::string>>;

inline std::string request(std::uint16_t port, std::string_view method, std::string_view target,
                           const Headers& headers = {}, std::string_view body = {}) {
    auto text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    bool host = false;
    for (const auto& [name, value] : headers) {
        text += name + ": " + value + "\r\n";
        host |= name == "Host";
    }
    if (!host) text += "Host: 127.0.0.1:" + std::to_string(port) + "\r\n";
    if (method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "Connection: close\r\n\r\n" + std::string(body);
}

inline Answer get(std::uint16_t port, std::string_view target, const Headers& headers = {}) {
    return say(port, request(port, "GET", target, headers));
}
inline Answer post(std::uint16_t port, std::string_view target, std::string_view body,
                   Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return say(port, request(port, "POST", target, headers, body));
}

// A listener of the stream.
class Listener {
public:
    explicit Listener(std::uint16_t port, std::string_view query = {}, const Headers& headers = {},
                      int receive_buffer = 0)
        : client_(port, receive_buffer) {
        auto text = "GET /api/stream" + std::string(query) + " HTTP/1.1\r\n";
        bool host = false;
        for (const auto& [name, value] : headers) {
            text += name + ": " + value + "\r\n";
            host |= name == "Host";
        }
        if (!host) text += "Host: 127.0.0.1:" + std::to_string(port) + "\r\n";
        client_.send(text +
                     "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                     "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        const auto head = client_.read_through("\r\n\r\n");
        if (head.size() > 12) status = std::atoi(head.substr(9, 3).c_str());
        answer = head;
    }
    // The next message that is none of the connection's own; a closing gives {"closed":code}.
    Json next() {
        while (true) {
            const auto head = client_.read(2);
            if (head.size() < 2) return Json{{"closed", 0}};
            const auto opcode = static_cast<unsigned char>(head[0]) & 0x0F;
            std::size_t size = static_cast<unsigned char>(head[1]) & 0x7F;
            if (size >= 126) {
                const auto more = client_.read(size == 126 ? 2 : 8);
                size = 0;
                for (const char c : more)
                    size = size << 8 | static_cast<unsigned char>(c);
            }
            const auto body = client_.read(size);
            if (opcode == 8)
                return Json{{"closed", static_cast<unsigned char>(body.at(0)) << 8 |
                                           static_cast<unsigned char>(body.at(1))}};
            if (opcode == 1) return Json::parse(body, nullptr, false);
        }
    }
    // The next of that type.
    Json next(std::string_view type) {
        while (true) {
            auto message = next();
            if (message.contains("closed") || message.value("type", "") == type) return message;
        }
    }
    void say(std::string_view text) {
        std::string frame{'\x81'};
        if (text.size() < 126) {
            frame += static_cast<char>(0x80 | text.size());
        } else {
            frame += '\xFE';
            frame += static_cast<char>(text.size() >> 8);
            frame += static_cast<char>(text.size() & 0xFF);
        }
        client_.send(frame + std::string(4, '\0') + std::string(text));
    }

    int status{0};
    std::string answer;

private:
    Client client_;
};

// Remembers what was asked; written on the panel's thread.
class Asked final : public notify::Controls {
public:
    void ask(Operator what, const Asker& by) override {
        const std::scoped_lock hold(mutex_);
        wishes_.emplace_back(what, std::string{by.view()});
    }
    Result<void> trade_by_itself(bool yes, const Asker&) override {
        const std::scoped_lock hold(mutex_);
        modes_.push_back(yes);
        return {};
    }
    void change(const SettingAsked& asked) override {
        const std::scoped_lock hold(mutex_);
        changes_.emplace_back(asked.name.view(), asked.value.view());
    }
    auto wishes() const { return locked(wishes_); }
    auto modes() const { return locked(modes_); }
    auto changes() const { return locked(changes_); }

private:
    template <typename T>
    T locked(const T& what) const {
        const std::scoped_lock hold(mutex_);
        return what;
    }
    mutable std::mutex mutex_;
    std::vector<std::pair<Operator, std::string>> wishes_;
    std::vector<bool> modes_;
    std::vector<std::pair<std::string, std::string>> changes_;
};

inline engine::Config shown_desk() {
    auto config = engine::two_venues();
    config.strategy = "market-spread";
    config.parameters["width"] = "5";
    return config;
}

inline std::vector<Parameter> some_parameters(const engine::Config& config) {
    return {{.name = "risk.daily_loss",
             .value = to_text(config.risk.daily_loss),
             .standard = "500",
             .type = "decimal",
             .unit = "quote",
             .minimum = "0",
             .summary = "halt after losing so much in a day"},
            {.name = "risk.orders_per_minute",
             .value = std::to_string(config.risk.orders_per_minute),
             .type = "integer",
             .minimum = "1",
             .maximum = "1000"},
            {.name = "parameter.trading",
             .value = "auto",
             .type = "choice",
             .choices = {"auto", "remind"}},
            {.name = "parameter.size", .value = "1", .type = "decimal", .changeable = false}};
}

// An engine on the test's thread, and a panel that shows it.
class PanelTest : public engine::FillingVenues {
protected:
    PanelTest() : FillingVenues(shown_desk()) {}
    ~PanelTest() override {
        if (board) board->close(engine);
    }

    void open(PanelOptions options = {}) {
        options.port = 0;
        options.version = "1.2.3";
        options.mode = "sim";
        panel = std::make_unique<Panel>(std::move(options));
    }
    void show(DeskAbout about = {}) {
        if (!panel) open();
        if (about.name.empty()) about.name = "BTC";
        about.world = "sim";
        about.parameters = some_parameters;
        about.settings = {{"ticker", "BTC", "default"}};
        about.controls = &asked;
        about.latencies = &latencies;
        about.figures_every = {};
        about.books_every = {};
        board = panel->board(std::move(about), engine.config());
    }
    void stepped(const Event& event, std::span<const Command> made) override {
        if (board) board->on_step(event, made, engine);
    }
    std::uint16_t port() const { return panel->port(); }

    // The state as soon as `so` holds of it.
    Json state(const std::function<bool(const Json&)>& so) {
        Json last;
        for (int tries = 0; tries < 3000; ++tries) {
            board->look(engine);
            last = get(port(), "/api/latest").json();
            if (!last["pairs"].empty() && !last["pairs"][0]["state"].is_null() &&
                so(last["pairs"][0]))
                break;
        }
        return last["pairs"].empty() ? Json{} : last["pairs"][0];
    }
    Json state() {
        return state(
            [&](const Json& pair) { return pair["state"]["mode"] == name(engine.mode()); });
    }

    Asked asked;
    runtime::Latencies latencies;
    std::unique_ptr<Panel> panel;
    std::shared_ptr<Board> board;
};

}  // namespace twinleg::panel::test
