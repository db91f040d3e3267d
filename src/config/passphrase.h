#pragma once
// Where a passphrase or a key comes from that a person types or another program hands over.

#include <string>

#include "config/secret.h"
#include "core/result.h"

namespace twinleg::config {

// Asks on the terminal of this process, whatever standard input is; nothing typed is shown.
// Errors: missing (there is no terminal), refused (Ctrl+C or Ctrl+D).
Result<Secret> ask_hidden(const std::string& prompt);

// The first line behind a file descriptor, without its end.
// Errors: io (no such descriptor), missing (nothing is there), out_of_range (over 64 kB).
Result<Secret> read_line_of(int descriptor);

}  // namespace twinleg::config
