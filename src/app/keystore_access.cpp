#include "app/keystore_access.h"

#include <limits>
#include <utility>

#include <fmt/format.h>

#include "app/command.h"
#include "config/passphrase.h"
#include "config/private_file.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kVariable = "TWINLEG_PASSPHRASE";

[[noreturn]] void refuse(const Error& error) {
    const bool credential = error.code == Errc::unauthorised && !error.message.contains("chmod");
    throw CannotStart(
        credential ? kRefused : kBadUsage, error.message,
        credential ? "Try again; nobody but you knows it, and nothing can recover it." : "");
}

}  // namespace

bool passphrase_at_hand(const RunSettings& settings, const Environment& environment) {
    return settings.passphrase_fd || environment.get(kVariable);
}

config::Secret passphrase_for(const RunSettings& settings, const Environment& environment,
                              const std::string& prompt) {
    if (settings.passphrase_fd) {
        if (*settings.passphrase_fd > std::numeric_limits<int>::max())
            throw CannotStart(kBadUsage, "--passphrase-fd is no file descriptor",
                              "E.g. --passphrase-fd 3 3< FILE.");
        auto line = config::read_line_of(static_cast<int>(*settings.passphrase_fd));
        if (!line)
            throw CannotStart(kBadUsage, "--passphrase-fd: " + line.error().message,
                              "E.g. --passphrase-fd 3 3< FILE.");
        return std::move(*line);
    }
    if (auto found = environment.find(kVariable)) {
        auto passphrase = config::Secret::taken(found->value);
        if (found->layer != Environment::Layer::file) return passphrase;
        throw CannotStart(kBadUsage,
                          fmt::format("{}: {} beside the keystore would open it for everybody who "
                                      "has both",
                                      found->place, kVariable),
                          "Take it out of the file, and let the program ask for it.");
    }
    auto typed = config::ask_hidden(prompt);
    if (typed) return std::move(*typed);
    if (typed.error().code == Errc::refused)
        throw CannotStart(kBadUsage, "no passphrase was typed", "Nothing was done.");
    throw CannotStart(kBadUsage,
                      "the keystore needs a passphrase, and there is no terminal to ask on",
                      "Set TWINLEG_PASSPHRASE, or hand it over with --passphrase-fd.");
}

config::Keystore open_keystore_with(const std::filesystem::path& path,
                                    const config::Secret& passphrase) {
    auto keystore = config::open_keystore(path, passphrase);
    if (!keystore) refuse(keystore.error());
    return std::move(*keystore);
}

config::Keystore open_keystore_of(const RunSettings& settings, const Environment& environment) {
    const auto& path = *settings.keystore;
    // What is no keystore needs no passphrase to say so.
    if (const auto file = config::read_file(path); !file)
        throw CannotStart(kBadUsage, "--keystore: " + file.error().message,
                          "`twinleg keys store --keystore FILE …` makes one.");
    return open_keystore_with(
        path,
        passphrase_for(settings, environment, fmt::format("passphrase of {}: ", path.string())));
}

void add_keystore(const RunSettings& settings, Environment& environment) {
    if (!settings.keystore) return;
    auto keystore =
        std::make_shared<const config::Keystore>(open_keystore_of(settings, environment));
    if (const auto added = environment.add_keystore(std::move(keystore), *settings.keystore);
        !added)
        refuse(added.error());
}

}  // namespace twinleg::app
