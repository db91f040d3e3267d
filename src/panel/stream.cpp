#include "panel/stream.h"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "panel/json.h"

namespace twinleg::panel {

namespace {

constexpr int kTryLater = 1013;

std::string error_message(Wrong wrong) {
    const auto body = error_text(wrong);
    return R"({"type":"error",)" + body.substr(1);
}

}  // namespace

void Stream::add(std::shared_ptr<net::ServerSocket> socket, std::optional<std::uint64_t> since,
                 Time now) {
    const auto id = socket->id;
    auto& listener = listeners_[id];
    listener.socket = std::move(socket);
    listener.told = now;
    if (since && state_.since(*since)) {
        listener.number = *since;
        deltas_.clear();
        tell(listener, now);
    } else {
        listener.number = state_.number();
        listener.socket->send(state_.snapshot());
    }
}

void Stream::on_message(net::ServerSocket& socket, std::string_view text) {
    const auto found = listeners_.find(socket.id);
    if (found == listeners_.end()) return;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    std::string_view type;
    if (parser.parse(text.data(), text.size()).get(object) != simdjson::SUCCESS ||
        object["type"].get(type) != simdjson::SUCCESS)
        return socket.send(
            error_message({.code = "malformed",
                           .message = R"(this is no message; say {"type":"watch","pair":"BTC"})"}));
    if (type != "watch")
        return socket.send(error_message({.code = "unknown",
                                          .field = "type",
                                          .value = std::string{type},
                                          .message = "there is only the type watch"}));
    const auto pair = object["pair"];
    if (pair.error() == simdjson::SUCCESS && pair.is_null()) {
        found->second.watched.clear();
        return;
    }
    std::string_view name;
    if (pair.get(name) != simdjson::SUCCESS)
        return socket.send(error_message(
            {.code = "malformed", .field = "pair", .message = "pair is the name of one, or null"}));
    auto* desk = state_.find(name);
    if (desk == nullptr)
        return socket.send(error_message({.code = "unknown",
                                          .field = "pair",
                                          .value = std::string{name},
                                          .message = "no such pair is traded here; /api/pairs "
                                                     "lists them"}));
    found->second.watched = desk->name();
    desk->board().want_books();
}

void Stream::tell(Time now) {
    deltas_.clear();
    books_.clear();
    std::vector<std::shared_ptr<net::ServerSocket>> tired;
    for (auto& [id, listener] : listeners_) {
        if (keeps_up(listener, now)) {
            tell(listener, now);
        } else {
            ++skipped_;
            if (now - listener.behind > options_.patience) tired.push_back(listener.socket);
        }
    }
    for (const auto& socket : tired) {
        listeners_.erase(socket->id);
        socket->close(kTryLater, "not read fast enough; come again with since");
    }
}

bool Stream::keeps_up(Listener& listener, Time now) {
    if (listener.socket->queued() <= options_.queued) {
        listener.behind = {};
        return true;
    }
    if (!listener.behind.known()) listener.behind = now;
    return false;
}

void Stream::tell(Listener& listener, Time now) {
    const auto number = state_.number();
    std::string text;
    if (listener.number < number) {
        const auto& delta = delta_after(listener.number);
        listener.number = number;
        if (delta.empty()) {
            listener.told = now;
            return listener.socket->send(state_.snapshot());
        }
        text =
            fmt::format(R"({{"type":"delta","sequence":{},"time_ns":{},{})", number, now.ns, delta);
        if (!listener.watched.empty()) text.append(R"(,"book":)").append(book_of(listener.watched));
        text += '}';
    } else if (now - listener.told >= options_.beat) {
        text = fmt::format(R"({{"type":"beat","sequence":{},"time_ns":{}}})", number, now.ns);
    } else {
        return;
    }
    listener.told = now;
    listener.socket->send(text);
}

const std::string& Stream::delta_after(std::uint64_t number) {
    const auto known = deltas_.find(number);
    if (known != deltas_.end()) return known->second;
    return deltas_.emplace(number, state_.since(number).value_or("")).first->second;
}

const std::string& Stream::book_of(const std::string& pair) {
    const auto known = books_.find(pair);
    if (known != books_.end()) return known->second;
    std::string text = "null";
    if (auto* desk = state_.find(pair)) {
        desk->board().want_books();
        text = fmt::format(R"({{"pair":{},{}}})", json_quoted(desk->name()),
                           desk->books_text(options_.depth));
    }
    return books_.emplace(pair, std::move(text)).first->second;
}

}  // namespace twinleg::panel
