#pragma once
// The options of one command: declared with the variable they fill, then read from the command
// line, the environment, an env file and a configuration file, in that order of weight.

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/command.h"
#include "app/environment.h"
#include "app/option_values.h"
#include "config/configuration.h"

namespace twinleg::app {

// Where a value came from; what is later here outweighs what is earlier. `shared_file` is the top
// of a configuration file, `file` the pair's own lines.
enum class Origin : std::uint8_t {
    standard,
    shared_file,
    file,
    env_file,
    environment,
    command_line,
};

// Whose an option is: a pair's own, all pairs', or this start's alone (--config, --env-file), which
// no configuration file can say.
enum class Scope : std::uint8_t { pair, shared, start };

// What an option came to, and why.
struct Effective {
    std::string name;   // "--max-position"
    std::string value;  // empty: not set
    Origin origin{Origin::standard};
    std::string source;  // "the command line", ".env:5 (ORDER_QUANTITY)", "twinleg.yaml:7"
    Scope scope{Scope::shared};
    bool secret{false};  // the value must not be shown
};

class Options {
public:
    // `usage` is what stands behind `twinleg COMMAND`; `examples` is printed below the options.
    Options(std::string command, std::string summary, std::string examples);
    ~Options();
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

    // Declares an option. `names` as "-s,--size"; the last is its name in messages. `env` are the
    // names it has in the environment besides TWINLEG_<NAME>, first one first. A switch (bool) is
    // taken back by --no-NAME, or NAME=false, whatever the environment says.
    void add(const std::string& names, Target target, const std::string& help,
             std::vector<std::string> env = {});
    // One of a few words.
    void choice(const std::string& names, std::string& target, std::vector<std::string> words,
                const std::string& help, std::vector<std::string> env = {});
    // These, declared before, stand for what is said by `one` as well, as margins by a preset: said
    // with more weight than they are, it makes them count as not said. At the same weight they
    // stand.
    void outweighed(const std::string& one, const std::vector<std::string>& by_it);
    // A word that stands by itself; the last may be a vector that takes all that follow.
    void positional(const std::string& name, Target target, const std::string& help,
                    bool required = true);

    // Whose the options are that are declared from here on; all pairs', unless said.
    void scope(Scope scope);

    // Reads values from the environment too, and declares --env-file. `others` are names that the
    // file may rightly hold besides the options' own (keys of venues). An unknown name of ours
    // (config::own_prefixes) is an error, as is one that is only nearly one of the known; of the
    // process's own variables only TWINLEG_… is looked at.
    void use_environment(Environment environment, std::vector<std::string> others = {});
    const Environment& environment() const;
    // Below all of that: settings of a configuration file. One of the pair's own (not `shared`)
    // that is no option of this command is an error.
    void use_settings(std::vector<config::Setting> settings);

    // False if --help was asked for and printed: the command is done then.
    // Throws CannotStart (kBadUsage), naming the option, what was wrong, and the nearest known
    // name.
    bool parse(const Arguments& arguments, std::ostream& out);

    // By its last name, e.g. "--size".
    Origin origin(const std::string& name) const;
    bool given(const std::string& name) const { return origin(name) != Origin::standard; }
    // All that are no positional words, in the order they were declared.
    std::vector<Effective> effective() const;

    // The names that options have in the environment, and in a configuration file ("max-position").
    std::vector<std::string> env_names() const;
    std::vector<std::string> setting_names() const;
    // What each option is, for others than its command: panels.
    struct Described {
        std::vector<std::string> names;  // "-s", "--size"
        std::string help;
        std::vector<std::string> words;  // of a choice
    };
    std::vector<Described> described() const;
    // One line each, for documents: `| --size | ORDER_QUANTITY | coins of one order |`.
    std::vector<std::string> table() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace twinleg::app
