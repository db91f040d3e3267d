#pragma once
// CHECK holds an invariant of ours, in every build type. A broken one stops the process: the
// restart replays the journal and reconciles with the venues, which is safer than going on.

namespace twinleg {

// Prints the expression and its place on standard error and aborts. Never returns.
[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace twinleg

#define CHECK(expression)                   \
    (static_cast<bool>(expression) ? void() \
                                   : ::twinleg::check_failed(#expression, __FILE__, __LINE__))
