#include "venues/aster/parameters.h"

namespace twinleg::venues::aster {
namespace {

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '~' || c == '@';
}

}  // namespace

void append_encoded(std::string& out, std::string_view value) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const char c : value) {
        if (is_plain(c)) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
        }
    }
}

Parameters& Parameters::add(std::string_view name, std::string_view value) {
    if (text_.empty())
        text_.reserve(400);
    else
        text_ += '&';
    text_ += name;
    text_ += '=';
    append_encoded(text_, value);
    return *this;
}

Parameters& Parameters::add_if(std::string_view name, std::string_view value) {
    return value.empty() ? *this : add(name, value);
}

}  // namespace twinleg::venues::aster
