#pragma once
// What of a setting or a credential may be shown to a person, a log or another program.

#include <string>
#include <string_view>

namespace twinleg::app {

// "postgres://desk:secret@host/db" → "postgres://desk:…@host/db"; all else as it is.
std::string without_password(std::string_view value);

// The value of a credential where it has the form of what is no secret: an account's number, an
// Ethereum address, the name of a network. Empty for all else, so that a key which stands under a
// wrong name is not shown either, not even its first or last letters.
std::string shown_credential(std::string_view name, std::string_view value);

}  // namespace twinleg::app
