#pragma once
// A configuration file as it is written: which pairs are traded, with which accounts, and the
// settings of each as text. What a setting may be is told by who declares it (app/options.h).

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml.h"
#include "core/result.h"

namespace twinleg::config {

// One setting. Its name is that of the flag, whichever of `max_position` and `max-position` the
// file says.
struct Setting {
    std::string name;                // "max-position"
    std::string written;             // as the file has it
    std::vector<std::string> texts;  // one, or those of a list
    bool list{false};
    bool shared{false};    // stands above `pairs`, for all of them that say nothing else
    bool in_pairs{false};  // stands in one of `pairs`
    std::string place;     // "twinleg.yaml:7"
};

// Where a credential's value is; the file itself never holds a secret.
struct CredentialSource {
    enum class Kind : std::uint8_t { value, variable, keystore, file };

    Kind kind{Kind::value};
    std::string name;  // the value itself, the variable, the keystore's entry, the file
    std::string place;
};

struct Account {
    std::string name;
    std::string venue;
    std::optional<std::string> network;   // "mainnet" or "testnet": where its keys belong
    std::optional<std::string> env_file;  // holds its credentials by their usual names
    std::map<std::string, CredentialSource> credentials;  // by usual name
    // Where the venue listens; empty ones are the network's own.
    std::string rest, ws, private_ws, ca_file;
    std::string place;
};

struct Pair {
    std::string name;
    std::string strategy;
    std::vector<Setting> settings;
    std::string place;
};

struct Configuration {
    std::string file;
    std::vector<Setting> shared;
    std::vector<Account> accounts;
    std::vector<Pair> pairs;  // one at least
    // Contract ids by venue and coin, to be held against the venue's own.
    std::map<std::string, std::map<std::string, Setting>> contracts;

    const Account* find_account(std::string_view name) const;
};

// Errors: malformed, naming file and line: a section that is none, a secret that stands in the file
// itself, a name that stands twice, a pair without a strategy. Values are told only where they
// cannot be secrets.
Result<Configuration> read_configuration(const YamlNode& root, const std::string& file);

}  // namespace twinleg::config
