#include "venues/backpack/signing_text.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace twinleg::venues::backpack {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using Pair = std::pair<std::string_view, std::string>;

std::string joined(std::string_view instruction, std::vector<Pair> pairs) {
    // By key, then as they came: keys are views into the one text they came in.
    std::ranges::sort(pairs, [](const Pair& a, const Pair& b) {
        return a.first == b.first ? a.first.data() < b.first.data() : a.first < b.first;
    });
    std::string out = "instruction=";
    out += instruction;
    for (const auto& [key, value] : pairs) {
        out += '&';
        out += key;
        out += '=';
        out += value;
    }
    return out;
}

Result<std::string> value_text(std::string_view key, const element& value) {
    switch (value.type()) {
        case element_type::STRING:
            return std::string{std::string_view{value}};
        case element_type::BOOL:
            return bool{value} ? "true" : "false";
        case element_type::INT64:
            return fmt::format_int{std::int64_t{value}}.str();
        case element_type::UINT64:
            return fmt::format_int{std::uint64_t{value}}.str();
        case element_type::DOUBLE:
            return fail(Errc::malformed,
                        fmt::format("{}: a number with a fraction; send decimals as text", key));
        case element_type::NULL_VALUE:
        case element_type::ARRAY:
        case element_type::OBJECT:
            break;
    }
    return fail(Errc::malformed, fmt::format("{}: a nested value cannot be signed", key));
}

Result<std::string> object_text(std::string_view instruction, const element& value) {
    if (value.type() != element_type::OBJECT)
        return fail(Errc::malformed, "backpack: the body is not an object or an array of objects");
    std::vector<Pair> pairs;
    for (const auto member : simdjson::dom::object{value}) {
        if (member.value.is_null()) continue;
        auto text = value_text(member.key, member.value);
        if (!text) return text;
        pairs.emplace_back(member.key, std::move(*text));
    }
    return joined(instruction, std::move(pairs));
}

std::string as_signed(std::string_view value) {
    if (value == "True") return "true";
    if (value == "False") return "false";
    return std::string{value};
}

}  // namespace

Result<std::string> text_of_body(std::string_view instruction, std::string_view json) {
    simdjson::dom::parser parser;
    element root;
    if (const auto error = parser.parse(json.data(), json.size()).get(root); error)
        return fail(Errc::malformed, fmt::format("backpack: the body is not JSON: {}",
                                                 simdjson::error_message(error)));
    if (root.type() != element_type::ARRAY) return object_text(instruction, root);

    std::string out;
    for (const element order : simdjson::dom::array{root}) {
        const auto text = object_text(instruction, order);
        if (!text) return text;
        if (!out.empty()) out += '&';
        out += *text;
    }
    if (out.empty()) return fail(Errc::malformed, "backpack: the batch is empty");
    return out;
}

std::string text_of_query(std::string_view instruction, std::string_view query) {
    std::vector<Pair> pairs;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        pairs.emplace_back(pair.substr(0, equals),
                           as_signed(pair.substr(std::min(equals + 1, pair.size()))));
    }
    return joined(instruction, std::move(pairs));
}

void append_window(std::string& text, std::uint64_t timestamp_ms, unsigned window_ms) {
    fmt::format_to(std::back_inserter(text), "&timestamp={}&window={}", timestamp_ms, window_ms);
}

}  // namespace twinleg::venues::backpack
