#pragma once
// The options of one command: declared with the variable they fill, then read from the command
// line, the environment and an env file, in that order of weight.

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/command.h"
#include "app/environment.h"
#include "core/money.h"
#include "core/time.h"

namespace twinleg::app {

// Where an option's value goes, and how its text is read. The value it holds when it is declared
// is the default that --help shows. A bool is a switch without a value.
using Target =
    std::variant<bool*, std::string*, std::int64_t*, std::uint64_t*, double*, Price*, Quantity*,
                 Notional*, Ratio*, Duration*, std::filesystem::path*, std::vector<std::string>*,
                 std::optional<std::string>*, std::optional<std::uint64_t>*, std::optional<Price>*,
                 std::optional<Quantity>*, std::optional<Notional>*, std::optional<Ratio>*,
                 std::optional<Duration>*, std::optional<std::filesystem::path>*>;

// Where a value came from, for a person who wonders.
enum class Origin : std::uint8_t { standard, env_file, environment, command_line };

class Options {
public:
    // `usage` is what stands behind `twinleg COMMAND`; `examples` is printed below the options.
    Options(std::string command, std::string summary, std::string examples);
    ~Options();
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

    // Declares an option. `names` as "-s,--size"; the last is its name in messages. `env` are the
    // names it has in the environment besides TWINLEG_<NAME>, first one first.
    void add(const std::string& names, Target target, const std::string& help,
             std::vector<std::string> env = {});
    // One of a few words.
    void choice(const std::string& names, std::string& target, std::vector<std::string> words,
                const std::string& help, std::vector<std::string> env = {});
    // A word that stands by itself; the last may be a vector that takes all that follow.
    void positional(const std::string& name, Target target, const std::string& help,
                    bool required = true);

    // Reads values from the environment too, and declares --env-file. `others` are names that the
    // file may rightly hold besides the options' own (keys of venues); a name that is only nearly
    // one of the known is an error.
    void use_environment(Environment environment, std::vector<std::string> others = {});
    const Environment& environment() const;

    // False if --help was asked for and printed: the command is done then.
    // Throws CannotStart (kBadUsage), naming the option, what was wrong, and the nearest known
    // name.
    bool parse(const Arguments& arguments, std::ostream& out);

    // By its last name, e.g. "--size".
    Origin origin(const std::string& name) const;
    bool given(const std::string& name) const { return origin(name) != Origin::standard; }

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// "30s", "250ms", "5m", "1h", "1h30m"; a bare number is seconds, with decimals if need be.
// Errors: malformed, out_of_range (negative, or more than some 290 years).
Result<Duration> parse_duration(std::string_view text, std::string_view field);

// "90s" → "1m 30s", "1500ms" → "1.5s"; for people.
std::string to_text(Duration duration);

}  // namespace twinleg::app
