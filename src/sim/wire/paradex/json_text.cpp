#include "sim/wire/paradex/json_text.h"

#include <charconv>

#include "core/json_writer.h"

namespace twinleg::sim::wire::paradex {

using Kind = Json::Kind;

const Json* member_at(const Json& json, std::string_view name) {
    const Json* found = json.find(name);
    return found == nullptr || found->kind == Kind::null ? nullptr : found;
}

std::optional<std::string_view> text_at(const Json& json, std::string_view name) {
    const Json* found = json.find(name);
    if (found == nullptr || found->kind != Kind::text) return std::nullopt;
    return found->text;
}

std::vector<std::string> texts_at(const Json& json, std::string_view name) {
    std::vector<std::string> out;
    if (const Json* list = json.find(name)) {
        for (const Json& each : list->items)
            out.push_back(each.text);
    }
    return out;
}

std::string raw(const Json& json) {
    std::string out;
    switch (json.kind) {
        case Kind::null:
            return "null";
        case Kind::boolean:
        case Kind::number:
            return json.text;
        case Kind::text:
            return json_quoted(echoed(json.text));
        case Kind::array:
            for (const Json& item : json.items)
                out += (out.empty() ? "" : ",") + raw(item);
            return "[" + out + "]";
        case Kind::object:
            for (const Json::Field& field : json.members)
                out += (out.empty() ? "" : ",") + json_quoted(echoed(field.name)) + ":" +
                       raw(field.value);
            return "{" + out + "}";
    }
    return out;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

}  // namespace twinleg::sim::wire::paradex
