#pragma once
// A scenario as text: what goes in (`>`), what must come out (`<`), and what is set up before.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace twinleg::scenarios {

// One `>` line: "> 40ms  fill  c1  0.5 @ 100.0  maker".
struct Input {
    int line{0};
    Duration at;  // since the desk was ready
    std::string verb;
    std::vector<std::string> words;   // behind the verb; quoted text is one word
    std::vector<std::string> expect;  // the `<` lines after it, each with single blanks
    std::vector<std::string> text;    // the line itself, and the comments before it
};

// A line above the first `>`: "strategy maker-taker size=0.5".
struct Directive {
    int line{0};
    std::string name;
    std::vector<std::string> words;
    std::map<std::string, std::string> settings;  // the words with a `=`
};

struct Script {
    std::vector<Directive> directives;
    std::vector<std::string> head;  // comments and directives, as they stand
    std::vector<Input> inputs;
};

// Errors: malformed, naming file and line.
Result<Script> parse_script(std::string_view text, const std::string& file);

// Blanks made single, and numbers without trailing zeros ("100.0" → "100"), so that two ways of
// writing one line are equal.
std::string normal(std::string_view line);

// The script with these lines in place of what was expected after each input.
std::string rewritten(const Script& script, const std::vector<std::vector<std::string>>& said);

}  // namespace twinleg::scenarios
