// `twinleg keys store|list|remove`: what the keystore holds.

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/commands.h"
#include "app/keystore_access.h"
#include "app/nearest.h"
#include "app/options.h"
#include "app/run_settings.h"
#include "config/names.h"
#include "config/passphrase.h"
#include "core/json_writer.h"
#include "notify/settings.h"

namespace twinleg::app {

namespace {

struct KeystoreSettings {
    RunSettings run{default_run("maker-taker")};
    std::vector<std::string> names;
    bool json{false};
    bool all{false};
};

[[noreturn]] void refuse(const std::string& what, const std::string& mend = {}) {
    throw CannotStart(kBadUsage, what, mend);
}

std::vector<std::string> usual_names() {
    auto names = credential_names();
    for (auto& name : notify::setting_names())
        names.push_back(std::move(name));
    return names;
}

// A name of one's own is good for an account of a configuration file; one that is nearly a usual
// name is a mistake that would be found when it is too late.
void check_name(const std::string& name) {
    const auto usual = usual_names();
    if (std::ranges::find(usual, name) != usual.end()) return;
    const auto meant = nearest(name, usual);
    if (!meant.empty() && edit_distance(name, meant) <= 2)
        refuse(fmt::format("{} is no usual name{}", name, did_you_mean(name, usual)));
    if (!config::is_plain_name(name))
        refuse("this is no name for a key: up to 40 letters, digits, `_`, `.` and `-`",
               "The secret itself does not belong on the command line; it is asked for.");
}

bool there_is(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

struct Opened {
    config::Keystore keystore;
    config::Secret passphrase;
};

// A new one is made under a passphrase that is typed twice.
Opened open_or_make(const KeystoreSettings& settings, const Environment& environment) {
    const auto& path = *settings.run.keystore;
    const bool asked = !passphrase_at_hand(settings.run, environment);
    if (there_is(path)) {
        auto passphrase = passphrase_for(settings.run, environment,
                                         fmt::format("passphrase of {}: ", path.string()));
        auto keystore = open_keystore_with(path, passphrase);
        return {std::move(keystore), std::move(passphrase)};
    }
    auto passphrase = passphrase_for(settings.run, environment,
                                     fmt::format("new passphrase for {}: ", path.string()));
    if (passphrase.reveal().size() < 8)
        refuse("a passphrase has 8 letters at least",
               "Four words that have nothing to do with "
               "each other are easy to keep in mind.");
    if (asked) {
        const auto again = passphrase_for(settings.run, environment, "the same again: ");
        if (again.reveal() != passphrase.reveal()) refuse("the two were not the same");
    }
    return {config::Keystore{}, std::move(passphrase)};
}

void save(const KeystoreSettings& settings, const Opened& opened) {
    if (const auto saved =
            config::save_keystore(opened.keystore, *settings.run.keystore, opened.passphrase);
        !saved)
        refuse(saved.error().message);
}

// From the terminal, or a line each of standard input where that is none.
config::Secret ask_for(const std::string& name) {
    auto secret = ::isatty(STDIN_FILENO) != 0 ? config::ask_hidden(fmt::format("{}: ", name))
                                              : config::read_line_of(STDIN_FILENO);
    if (!secret)
        refuse(fmt::format("{}: {}", name, secret.error().message),
               "Type it when asked, or give a line for each name on standard input.");
    return std::move(*secret);
}

void put(Opened& opened, const std::string& name, config::Secret secret) {
    if (const auto done = opened.keystore.put(name, std::move(secret)); !done)
        refuse(done.error().message);
}

// Every secret of the env file and the environment.
std::vector<std::string> put_all(Opened& opened, const Environment& environment) {
    std::vector<std::string> names;
    for (const auto& name : usual_names()) {
        auto found = environment.find(name);
        if (!found || !config::is_secret(name)) continue;
        put(opened, name, config::Secret::taken(found->value));
        names.push_back(name);
    }
    if (names.empty())
        refuse("--from-env: no secret is set in the environment or the env file",
               "Name the file with --env-file.");
    return names;
}

int store(const KeystoreSettings& settings, const Environment& environment, std::ostream& err) {
    if (settings.names.empty() == !settings.all)
        refuse("which keys?",
               "Name them, e.g. API_KEY_PRIVATE_KEY, or all that are set: --from-env.");
    for (const auto& name : settings.names)
        check_name(name);
    auto opened = open_or_make(settings, environment);
    auto names = settings.names;
    if (settings.all) names = put_all(opened, environment);
    for (const auto& name : settings.names)
        put(opened, name, ask_for(name));
    save(settings, opened);
    err << fmt::format("{} in {}\n", fmt::join(names, ", "), settings.run.keystore->string());
    return kDone;
}

int remove(const KeystoreSettings& settings, const Environment& environment, std::ostream& err) {
    if (settings.names.empty()) refuse("which keys?", "Name them, e.g. API_KEY_PRIVATE_KEY.");
    auto opened = open_or_make(settings, environment);
    for (const auto& name : settings.names) {
        if (opened.keystore.remove(name)) continue;
        const auto there = opened.keystore.names();
        refuse(fmt::format("{} has no key {}{}", settings.run.keystore->string(), name,
                           did_you_mean(name, there)),
               "`twinleg keys list --keystore FILE` lists them.");
    }
    save(settings, opened);
    err << fmt::format("{} removed from {}\n", fmt::join(settings.names, ", "),
                       settings.run.keystore->string());
    return kDone;
}

int list(const KeystoreSettings& settings, const Environment& environment, std::ostream& out) {
    const auto names = open_keystore_of(settings.run, environment).names();
    if (settings.json) {
        JsonWriter json;
        json.object().key("names").array();
        for (const auto& name : names)
            json.value(name);
        json.end_array().end_object();
        out << json.text() << '\n';
        return kDone;
    }
    for (const auto& name : names)
        out << name << '\n';
    return kDone;
}

}  // namespace

int run_keystore(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    const auto& what = arguments.front();
    KeystoreSettings settings;
    Options options(
        "keys " + what,
        "Keys in an encrypted file: Argon2id and XChaCha20-Poly1305. The passphrase and the keys "
        "are asked for on the terminal; a key may also be a line of standard input.",
        "  twinleg keys store --keystore keys.tw API_KEY_PRIVATE_KEY\n"
        "  twinleg keys store --keystore keys.tw --from-env --env-file .env\n"
        "  twinleg keys list --keystore keys.tw\n"
        "  twinleg keys remove --keystore keys.tw API_KEY_PRIVATE_KEY\n");
    declare_keystore(options, settings.run);
    if (what != "list") options.positional("NAME", &settings.names, "a key's name", false);
    if (what == "store")
        options.add("--from-env", &settings.all,
                    "every secret that the environment and the env file hold");
    if (what == "list") options.add("--json", &settings.json, "as one JSON object");
    options.use_environment(Environment::of_process(), foreign_env_names());
    if (!options.parse({arguments.begin() + 1, arguments.end()}, out)) return kDone;
    if (!settings.run.keystore)
        refuse("which file?", fmt::format("twinleg keys {} --keystore FILE", what));
    const auto& environment = options.environment();
    if (what == "list") return list(settings, environment, out);
    const bool there = there_is(*settings.run.keystore);
    if (what == "remove" && !there)
        refuse(fmt::format("there is no file {}", settings.run.keystore->string()));
    return what == "store" ? store(settings, environment, err) : remove(settings, environment, err);
}

}  // namespace twinleg::app
