#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/format.h>

#include "app/commands.h"
#include "app/keystore_access.h"
#include "app/options.h"
#include "app/run_settings.h"
#include "app/sign/keys.h"
#include "core/json_writer.h"

namespace twinleg::app {

namespace {

void print_json(std::ostream& out, const std::vector<sign::PublicKey>& keys) {
    JsonWriter json;
    json.object().key("keys").array();
    for (const auto& key : keys)
        json.object()
            .field("venue", key.venue)
            .field("name", key.name)
            .field("value", key.value)
            .field("from", key.variable)
            .end_object();
    json.end_array().end_object();
    out << json.text() << '\n';
}

}  // namespace

int run_keys(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    constexpr std::array<std::string_view, 3> kOfStore{"store", "list", "remove"};
    if (!arguments.empty() && std::ranges::find(kOfStore, arguments.front()) != kOfStore.end())
        return run_keystore(arguments, out, err);

    bool json = false;
    auto settings = default_run("maker-taker");
    Options options(
        "keys",
        "Public keys and addresses from the private keys of the environment, to register "
        "with the venues. Private keys are never shown.",
        "  twinleg keys --env-file .env\n"
        "  twinleg keys --keystore keys.tw\n"
        "  twinleg keys store --keystore keys.tw API_KEY_PRIVATE_KEY\n"
        "  twinleg keys list --keystore keys.tw\n"
        "  twinleg keys remove --keystore keys.tw API_KEY_PRIVATE_KEY\n");
    declare_keystore(options, settings);
    options.add("--json", &json, "as one JSON object");
    options.use_environment(Environment::of_process(), foreign_env_names());
    if (!options.parse(arguments, out)) return kDone;

    auto environment = options.environment();
    add_keystore(settings, environment);
    const auto keys =
        sign::public_keys([&](std::string_view name) { return environment.get(name); });
    if (!keys) throw CannotStart(kBadUsage, keys.error().message);
    if (keys->empty())
        throw CannotStart(kBadUsage, "no private key is set",
                          "Set one in the environment or in a file of --env-file, e.g. " +
                              sign::key_variables().front() + ".");
    if (json) {
        print_json(out, *keys);
        return kDone;
    }
    for (const auto& key : *keys)
        out << fmt::format("{:<9} {:<19} {}   from {}\n", key.venue, key.name, key.value,
                           key.variable);
    return kDone;
}

}  // namespace twinleg::app
