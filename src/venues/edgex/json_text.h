#pragma once
// Writing the few flat JSON objects that EdgeX takes.

#include <string>
#include <string_view>

namespace twinleg::venues::edgex {

// Appends `opening` (a brace or comma, the quoted key and a colon, as they stand) and then `value`
// as a JSON string, escaped where it must be.
void append_member(std::string& out, std::string_view opening, std::string_view value);

}  // namespace twinleg::venues::edgex
