#include "venues/edgex/canonical.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace twinleg::venues::edgex {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using Member = std::pair<std::string_view, element>;

constexpr int kDeepest = 64;

void append_double(std::string& out, double value) {
    const std::size_t start = out.size();
    fmt::format_to(std::back_inserter(out), "{}", value);
    if (out.find_first_not_of("-0123456789", start) == std::string::npos) out += ".0";
}

// False if a key stands twice in an object: what that means differs from reader to reader.
bool append(std::string& out, const element& value) {
    switch (value.type()) {
        case element_type::NULL_VALUE:
            return true;
        case element_type::STRING:
            out += std::string_view{value};
            return true;
        case element_type::BOOL:
            out += bool{value} ? "true" : "false";
            return true;
        case element_type::INT64:
            fmt::format_to(std::back_inserter(out), "{}", std::int64_t{value});
            return true;
        case element_type::UINT64:
            fmt::format_to(std::back_inserter(out), "{}", std::uint64_t{value});
            return true;
        case element_type::DOUBLE:
            append_double(out, double{value});
            return true;
        case element_type::ARRAY: {
            bool first = true;
            for (const element item : simdjson::dom::array{value}) {
                if (!first) out += '&';
                first = false;
                if (!append(out, item)) return false;
            }
            return true;
        }
        case element_type::OBJECT: {
            std::vector<Member> members;
            for (const auto member : simdjson::dom::object{value})
                members.emplace_back(member.key, member.value);
            std::ranges::sort(members, {}, &Member::first);
            if (std::ranges::adjacent_find(members, {}, &Member::first) != members.end())
                return false;
            bool first = true;
            for (const auto& [key, member] : members) {
                if (!first) out += '&';
                first = false;
                out += key;
                out += '=';
                if (!append(out, member)) return false;
            }
            return true;
        }
    }
    return true;
}

}  // namespace

Result<std::string> canonical_text(std::string_view json) {
    simdjson::dom::parser parser;
    element root;
    auto error = parser.allocate(std::max<std::size_t>(json.size(), 64), kDeepest);
    if (!error) error = parser.parse(json.data(), json.size()).get(root);
    if (error)
        return fail(Errc::malformed, fmt::format("edgex: the request is not JSON: {}",
                                                 simdjson::error_message(error)));
    std::string out;
    if (!append(out, root))
        return fail(Errc::malformed, "edgex: a key stands twice in the request");
    return out;
}

std::string signed_content(std::string_view timestamp_ms, std::string_view method,
                           std::string_view path, std::string_view text) {
    std::string out;
    out.reserve(timestamp_ms.size() + method.size() + path.size() + text.size());
    out += timestamp_ms;
    out += method;
    out += path;
    out += text;
    return out;
}

}  // namespace twinleg::venues::edgex
