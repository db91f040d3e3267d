#pragma once
// Percent encoding, query strings and form bodies.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace twinleg::net {

using FormFields = std::vector<std::pair<std::string, std::string>>;

// All but letters, digits and "-._~" becomes %XX, in upper case; a space becomes %20 (RFC 3986).
std::string percent_encode(std::string_view text);

// a=1&b=2, in the order given, each part percent-encoded. Good for queries and form bodies alike.
std::string encode_form(const FormFields& fields);

// The text behind %XX; with `plus_is_space`, '+' is a space, as in forms.
// Errors: malformed, on a '%' without two hexadecimal digits.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

// Fields of `a=1&b=2`, in their order, repeated names kept. '+' is a space. A field without '=' has
// an empty value; empty fields are skipped; a broken %XX is left as it stands.
FormFields parse_query(std::string_view query);

}  // namespace twinleg::net
