#include "sim/wire/aster/peer.h"

#include <algorithm>

#include "core/json_writer.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::aster {

bool Peer::add(const std::string& stream) {
    if (has(stream)) return true;
    if (streams_.size() >= kMostStreams) return false;
    streams_.push_back(stream);
    return true;
}

void Peer::remove(std::string_view stream) {
    std::erase(streams_, stream);
}

bool Peer::has(std::string_view stream) const {
    return std::ranges::find(streams_, stream) != streams_.end();
}

void Peer::tell(std::string_view stream, const std::string& payload) {
    if (!combined_) return line_.tell(payload);
    JsonWriter json;
    json.object().field("stream", stream).key("data").raw(payload).end_object();
    line_.tell(json.text());
}

void Peer::refuse(int code, std::string_view why) {
    JsonWriter json;
    json.object()
        .field("code", code)
        .field("msg", "Invalid request: " + std::string{why})
        .end_object();
    line_.answer(json.text());
}

void Peer::message(std::string_view text, bool limits, Time now) {
    if (now - second_ >= seconds(1)) {
        second_ = now;
        frames_ = 0;
    }
    if (limits && ++frames_ > kMostFramesPerSecond) return line_.close(1008, "Too many requests");

    const auto frame = parse_json(text);
    if (!frame || frame->kind != Json::Kind::object) return refuse(3, "Invalid JSON");
    const std::string_view method = frame->field("method");
    // Whatever it is, it comes back as it was; some clients send none, some a very large number.
    std::string id = "null";
    if (const Json* given = frame->find("id"); given != nullptr) {
        if (given->kind == Json::Kind::number) id = given->text;
        if (given->kind == Json::Kind::text) {
            JsonWriter quoted;
            id = quoted.value(echoed(given->text)).text();
        }
    }
    JsonWriter result;
    if (method == "SUBSCRIBE" || method == "UNSUBSCRIBE") {
        const Json* names = frame->find("params");
        if (names == nullptr || names->kind != Json::Kind::array)
            return refuse(2, "request must be an array of strings");
        for (const std::string& each : frame->list("params")) {
            if (method == "UNSUBSCRIBE")
                remove(each);
            else if (!add(each))
                return refuse(2, "too many streams");
        }
        result.null();
    } else if (method == "LIST_SUBSCRIPTIONS") {
        result.array();
        for (const std::string& each : streams_)
            result.value(echoed(each));
        result.end_array();
    } else if (method == "SET_PROPERTY") {
        const auto given = frame->list("params");
        if (given.size() != 2 || given[0] != "combined" ||
            (given[1] != "true" && given[1] != "false"))
            return refuse(0, "unknown property");
        combined_ = given[1] == "true";
        result.null();
    } else if (method == "GET_PROPERTY") {
        const auto given = frame->list("params");
        if (given.size() != 1 || given[0] != "combined") return refuse(0, "unknown property");
        result.value(combined_);
    } else {
        return refuse(2, "unknown method");
    }
    line_.answer("{\"result\":" + result.text() + ",\"id\":" + id + "}");
}

}  // namespace twinleg::sim::wire::aster
