#pragma once
// What a command of the program is: a function from words to an exit code, writing to streams that
// are handed in, so that a test can call it like `main` does.

#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twinleg::app {

// Exit codes that scripts build on; every command uses these and no others.
enum ExitCode : int {
    kDone = 0,
    kUnhealthy = 1,   // of `health` alone: the panel says so, or nothing
    kBadUsage = 2,    // bad command line or configuration
    kRefused = 3,     // a venue or a credential refused
    kHalted = 4,      // halted by risk or operator
    kExposed = 5,     // stopped with exposure left; the report says what
    kBroken = 6,      // an invariant broke
    kUnreadable = 7,  // input data unreadable
};

// The words behind the command's own name.
using Arguments = std::vector<std::string>;

// Results go to `out`, logs and errors to `err`. May throw CannotStart.
using Run = int (*)(const Arguments& arguments, std::ostream& out, std::ostream& err);

struct Entry {
    std::string_view name;
    std::string_view summary;  // one line of `twinleg --help`
    Run run;
};

// The command cannot do its work: said once, with the way to mend it, and ended with `code`.
class CannotStart : public std::runtime_error {
public:
    CannotStart(ExitCode code, const std::string& what, std::string mend = {})
        : std::runtime_error(what), code_(code), mend_(std::move(mend)) {}

    ExitCode code() const { return code_; }
    // A sentence that says what to do about it; may be empty.
    const std::string& mend() const { return mend_; }

private:
    ExitCode code_;
    std::string mend_;
};

}  // namespace twinleg::app
