#pragma once
// The command line of `replay`, which `sweep` takes too.

#include <functional>
#include <iosfwd>
#include <optional>
#include <string_view>

#include "app/command.h"
#include "app/replay_session.h"

namespace twinleg::app {

class Options;

// Nothing if --help was asked for and printed. `command` and `examples` are for --help and
// messages. `more` declares the command's own options. Throws CannotStart (kBadUsage), naming the
// option.
std::optional<ReplaySettings> replay_settings(const Arguments& arguments, std::string_view command,
                                              std::string_view summary, std::string_view examples,
                                              std::ostream& out,
                                              const std::function<void(Options&)>& more = {});

}  // namespace twinleg::app
