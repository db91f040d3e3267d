#pragma once
// Headers of HTTP, as client and server both have them.

#include <string>
#include <string_view>
#include <vector>

namespace twinleg::net {

struct Header {
    std::string name, value;
    friend bool operator==(const Header&, const Header&) = default;
};

// ASCII letters compared without their case, everything else as it is.
bool same_name(std::string_view a, std::string_view b);

// The value of the first header of that name, whatever its case; empty if there is none.
std::string_view find_header(const std::vector<Header>& headers, std::string_view name);

// Whether a comma-separated value ("keep-alive, Upgrade") has this token, whatever its case.
bool has_token(std::string_view value, std::string_view token);

// Whether these may be written into a request or answer: a name of token characters, a value
// without line breaks or other control characters. What is not would let data become headers.
bool is_header_name(std::string_view name);
bool is_header_value(std::string_view value);

}  // namespace twinleg::net
