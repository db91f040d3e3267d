// Any bytes as a configuration file and as an env file: no crash, no depth that ends the stack, and
// what was read makes sense.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "config/configuration.h"
#include "config/env_file.h"
#include "config/yaml.h"
#include "fuzz/must.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace twinleg;
using namespace twinleg::config;
using fuzz::must;

void look(const YamlNode& node, std::size_t lines) {
    must(node.line >= 1 && node.line <= lines);
    must(node.is_text() ? node.inside.empty() : node.text.empty());
    std::set<std::string_view> keys;
    for (const YamlNode& inside : node.inside) {
        if (node.is_map()) must(keys.insert(inside.key).second && node.find(inside.key) == &inside);
        look(inside, lines);
    }
}

void look(const Setting& setting) {
    must(!setting.name.empty() && !setting.place.empty());
    must(setting.name.find('_') == std::string::npos);
    must(setting.list || setting.texts.size() == 1);
}

void look(const Configuration& file) {
    must(!file.pairs.empty());
    std::set<std::string_view> names;
    for (const Pair& pair : file.pairs) {
        // A file of one pair may leave its name out.
        must(names.insert(pair.name).second || pair.name.empty());
        for (const Setting& setting : pair.settings)
            look(setting);
    }
    for (const Setting& setting : file.shared)
        look(setting);
    names.clear();
    for (const Account& account : file.accounts) {
        must(names.insert(account.name).second && !account.venue.empty());
        must(file.find_account(account.name) == &account);
    }
}

// Sentences for people, which name the place.
void look(const Error& error, std::string_view file) {
    must(error.message.find(file) != std::string::npos);
    must(std::ranges::none_of(
        error.message, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto root = parse_yaml(text, "twinleg.yaml");
    if (!root) {
        look(root.error(), "twinleg.yaml");
    } else {
        const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) +
                           static_cast<std::size_t>(std::ranges::count(text, '\r')) + 1;
        must(root->is_map());
        for (const YamlNode& inside : root->inside)
            look(inside, lines);
        const auto read = read_configuration(*root, "twinleg.yaml");
        if (read)
            look(*read);
        else
            look(read.error(), "twinleg.yaml");
    }
    if (const auto lines = parse_env(text, "desk.env"); !lines) look(lines.error(), "desk.env");
    return 0;
}
