#pragma once
// Settings and secrets that come by name: from the process environment, below it from a file of
// KEY=VALUE lines, and below that from an encrypted keystore.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/env_file.h"
#include "config/keystore.h"
#include "core/result.h"

namespace twinleg::app {

class Environment {
public:
    enum class Layer : std::uint8_t { account, process, file, keystore };

    struct Found {
        std::string value;
        Layer layer{Layer::process};
        std::string place;  // for a person: "the environment", ".env:5", "the keystore FILE"
    };

    // The variables of this process.
    static Environment of_process();
    // For tests.
    explicit Environment(std::map<std::string, std::string> variables)
        : process_(variables.begin(), variables.end()) {}
    Environment(const Environment&) = default;
    Environment(Environment&&) = default;
    Environment& operator=(const Environment&) = default;
    Environment& operator=(Environment&&) = default;
    ~Environment();  // wipes what it holds

    // Puts a file below the variables. A file that is not there is an error only if `required`.
    // Errors: missing, io, malformed; unauthorised for one that holds secrets and that others than
    // its owner may read.
    Result<void> read_file(const std::filesystem::path& path, bool required);

    // Puts a keystore below the file.
    // Errors: conflict for a name that has a value above it already: which one was meant?
    Result<void> add_keystore(std::shared_ptr<const config::Keystore> keystore,
                              const std::filesystem::path& path);

    // From here on these names have these values and no others, whatever the layers say; a name
    // without one is not set. `place` is where the account was described.
    void choose(const std::string& name, std::optional<std::string> value, std::string place);

    // A variable that is set to nothing counts as not set.
    std::optional<std::string> get(std::string_view name) const;
    std::optional<Found> find(std::string_view name) const;

    // Names that each layer holds, for finding misspelt ones.
    std::vector<std::string> file_names() const;
    std::vector<std::string> process_names() const;
    // What the file says of it, even where something outweighs that.
    std::optional<std::string> file_value(std::string_view name) const;
    // "FILE:LINE" of a name that the file holds.
    std::string file_place(std::string_view name) const;
    const std::filesystem::path& file_path() const { return path_; }

private:
    struct Chosen {
        std::optional<std::string> value;
        std::string place;
    };

    std::map<std::string, Chosen, std::less<>> chosen_;
    std::map<std::string, std::string, std::less<>> process_;
    std::vector<config::EnvLine> file_;
    std::filesystem::path path_;
    std::shared_ptr<const config::Keystore> keystore_;  // null: none
    std::filesystem::path keystore_path_;
};

}  // namespace twinleg::app
