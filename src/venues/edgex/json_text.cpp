#include "venues/edgex/json_text.h"

#include <fmt/format.h>

#include <iterator>

namespace twinleg::venues::edgex {
namespace {

bool must_escape(char c) {
    return c == '"' || c == '\\' || (c >= 0 && c < ' ');
}

}  // namespace

void append_member(std::string& out, std::string_view opening, std::string_view value) {
    out += opening;
    out += '"';
    for (const char c : value) {
        if (!must_escape(c)) {
            out += c;
        } else if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        }
    }
    out += '"';
}

}  // namespace twinleg::venues::edgex
