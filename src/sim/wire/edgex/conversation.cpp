#include "sim/wire/edgex/conversation.h"

#include "core/json_writer.h"
#include "sim/wire/edgex/texts.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::edgex {

Conversation::Conversation(Line& line, std::string_view sid, bool tells_time, Time now)
    : line_(line), next_ping_(now + kPingEvery) {
    JsonWriter json;
    json.object().field("sid", sid).field("type", "connected");
    if (tells_time) json.field("time", ms_text(now));
    json.end_object();
    line_.answer(json.text());
}

std::optional<Conversation::Message> Conversation::hear(std::string_view text) {
    const auto json = parse_json(text);
    if (!json || json->kind != Json::Kind::object) {
        complain(text, "GATEWAY_UNRECOGNIZED_MESSAGE", "unrecognized message");
        return std::nullopt;
    }
    const std::string_view type = json->field("type");
    if (type == "pong") {
        unanswered_ = 0;
        return std::nullopt;
    }
    if (type == "ping") {
        JsonWriter pong;
        pong.object().field("type", "pong").field("time", json->field("time")).end_object();
        line_.answer(pong.text());
        return std::nullopt;
    }
    if (type != "subscribe" && type != "unsubscribe") {
        complain(text, "GATEWAY_INVALID_MESSAGE_TYPE",
                 "invalid message type : " + std::string{type});
        return std::nullopt;
    }
    return Message{std::string{type}, std::string{json->field("channel")}};
}

void Conversation::complain(std::string_view request, std::string_view code,
                            std::string_view sentence) {
    JsonWriter json;
    json.object().field("type", "error").field("request", echoed(request)).key("content");
    json.object().field("code", code).field("msg", echoed(sentence)).end_object().end_object();
    line_.answer(json.text());
    if (++invalid_ == kInvalidMessages) line_.close(1008, "too many invalid messages");
}

void Conversation::beat(Time now) {
    if (now < next_ping_) return;
    next_ping_ = now + kPingEvery;
    if (unanswered_ == kUnansweredPings) {
        line_.close(1008, "pings without an answer");
        return;
    }
    ++unanswered_;
    JsonWriter json;
    json.object().field("type", "ping").field("time", ms_text(now)).end_object();
    line_.tell(json.text());
}

}  // namespace twinleg::sim::wire::edgex
