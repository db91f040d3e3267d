#pragma once
// Takes the secrets out of a text before a person or a log file sees it.

#include <string>
#include <string_view>

namespace twinleg::net {

// Values of keys, signatures, tokens, passphrases and cookies become `***`, in URLs
// (`?signature=***`), headers (`Authorization: ***`) and JSON (`"api_key":"***"`). So do the
// password of a URL (`//user:***@`), JSON web tokens, and hexadecimal of 64 digits or more,
// wherever they stand. Everything else is as it was.
//
// It errs on the side of taking out too much: the hash of a transaction goes too.
std::string redact(std::string_view text);

}  // namespace twinleg::net
