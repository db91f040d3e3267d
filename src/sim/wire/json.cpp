#include "sim/wire/json.h"

#include <simdjson.h>

#include <algorithm>

#include "net/form.h"

namespace twinleg::sim::wire {

namespace {

constexpr int kMostLevels = 64;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.remove_suffix(1);
    return text;
}

// Throws simdjson's own error; parse_json() is the border.
Json convert(simdjson::ondemand::value value, int level) {
    if (level >= kMostLevels) throw simdjson::simdjson_error(simdjson::DEPTH_ERROR);
    Json out;
    switch (simdjson::ondemand::json_type{value.type()}) {
        case simdjson::ondemand::json_type::array:
            out.kind = Json::Kind::array;
            for (auto item : value.get_array())
                out.items.push_back(convert(item.value(), level + 1));
            break;
        case simdjson::ondemand::json_type::object:
            out.kind = Json::Kind::object;
            for (auto member : value.get_object()) {
                const std::string_view key = member.unescaped_key();
                std::string name{key};
                out.members.push_back({std::move(name), convert(member.value(), level + 1)});
            }
            break;
        case simdjson::ondemand::json_type::number: {
            out.kind = Json::Kind::number;
            const std::string_view token = value.raw_json_token();
            out.text = trimmed(token);
            simdjson::ondemand::number number = value.get_number();  // throws for "1x"
            static_cast<void>(number);
            break;
        }
        case simdjson::ondemand::json_type::string: {
            out.kind = Json::Kind::text;
            const std::string_view text = value.get_string();
            out.text = text;
            break;
        }
        case simdjson::ondemand::json_type::boolean:
            out.kind = Json::Kind::boolean;
            out.text = bool{value.get_bool()} ? "true" : "false";
            break;
        case simdjson::ondemand::json_type::null:
            if (!bool{value.is_null()}) throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
            break;
    }
    return out;
}

}  // namespace

const Json* Json::find(std::string_view name) const {
    for (auto member = members.rbegin(); member != members.rend(); ++member)
        if (member->name == name) return &member->value;
    return nullptr;
}

std::string_view Json::field(std::string_view name) const {
    const Json* found = find(name);
    return found == nullptr ? std::string_view{} : std::string_view{found->text};
}

std::vector<std::string> Json::list(std::string_view name) const {
    std::vector<std::string> out;
    const Json* found = find(name);
    if (found == nullptr) return out;
    if (found->kind == Kind::array) {
        for (const Json& item : found->items)
            if (!item.text.empty()) out.push_back(item.text);
        return out;
    }
    std::string_view rest = found->text;
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        if (comma > 0) out.emplace_back(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return out;
}

std::string Json::flat() const {
    std::string out;
    if (kind == Kind::array) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) out += '&';
            out += items[i].flat();
        }
        return out;
    }
    if (kind != Kind::object) return text;
    std::vector<const Field*> sorted;
    for (const Field& member : members)
        sorted.push_back(&member);
    // By name; those of one name as they came, which is their order in memory.
    std::ranges::sort(sorted, [](const Field* a, const Field* b) {
        return a->name != b->name ? a->name < b->name : a < b;
    });
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        // Of a repeated name the last counts.
        if (i + 1 < sorted.size() && sorted[i]->name == sorted[i + 1]->name) continue;
        if (!out.empty()) out += '&';
        out.append(sorted[i]->name).append("=").append(sorted[i]->value.flat());
    }
    return out;
}

Result<Json> parse_json(std::string_view text) {
    try {
        const simdjson::padded_string padded{text};
        simdjson::ondemand::parser parser;
        simdjson::ondemand::document document = parser.iterate(padded);
        if (bool{document.is_scalar()}) return fail(Errc::malformed, "a JSON object is wanted");
        simdjson::ondemand::value value = document.get_value();
        Json out = convert(value, 0);
        if (document.current_location().error() == simdjson::SUCCESS)
            return fail(Errc::malformed, "more than one JSON document");
        return out;
    } catch (const simdjson::simdjson_error& error) {
        return fail(Errc::malformed, std::string{"not JSON: "} + error.what());
    }
}

std::string echoed(std::string_view text) {
    std::string out{text};
    if (simdjson::validate_utf8(text)) return out;
    for (char& byte : out)
        if (static_cast<unsigned char>(byte) >= 0x80) byte = '?';
    return out;
}

Json parse_fields(std::string_view query) {
    Json out{.kind = Json::Kind::object};
    for (auto& [name, value] : net::parse_query(query))
        out.members.push_back({std::move(name), Json::of_text(std::move(value))});
    return out;
}

}  // namespace twinleg::sim::wire
