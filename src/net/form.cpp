#include "net/form.h"

#include <fmt/format.h>

namespace twinleg::net {
namespace {

bool is_unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

// -1 if it is no hexadecimal digit.
int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The byte of the %XX at `at`, or -1 if there is none.
int escaped_byte(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return -1;
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void append_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

// Decodes what can be, and tells the place of the first broken %XX, or npos.
std::string decoded(std::string_view text, bool plus_is_space, std::size_t& broken) {
    broken = std::string_view::npos;
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else if (const int byte = escaped_byte(text, i); byte >= 0) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            if (broken == std::string_view::npos) broken = i;
            out += '%';
        }
    }
    return out;
}

}  // namespace

std::string percent_encode(std::string_view text) {
    std::string out;
    append_encoded(out, text);
    return out;
}

std::string encode_form(const FormFields& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        append_encoded(out, name);
        out += '=';
        append_encoded(out, value);
    }
    return out;
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::size_t broken = 0;
    auto out = decoded(text, plus_is_space, broken);
    if (broken != std::string_view::npos)
        return fail(Errc::malformed,
                    fmt::format("'%' at {} without two hexadecimal digits", broken));
    return out;
}

FormFields parse_query(std::string_view query) {
    FormFields fields;
    std::size_t broken = 0;
    while (!query.empty()) {
        const auto ampersand = query.find('&');
        const auto field = query.substr(0, ampersand);
        query =
            ampersand == std::string_view::npos ? std::string_view{} : query.substr(ampersand + 1);
        if (field.empty()) continue;
        const auto equals = field.find('=');
        const auto value =
            equals == std::string_view::npos ? std::string_view{} : field.substr(equals + 1);
        fields.emplace_back(decoded(field.substr(0, equals), true, broken),
                            decoded(value, true, broken));
    }
    return fields;
}

}  // namespace twinleg::net
