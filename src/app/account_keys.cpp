#include "app/account_keys.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/catalog.h"
#include "config/names.h"
#include "config/private_file.h"

namespace twinleg::app {

namespace {

using config::Account;
using config::CredentialSource;

[[noreturn]] void refuse(const std::string& place, const std::string& what,
                         const std::string& mend = {}) {
    throw CannotStart(kBadUsage, fmt::format("{}: {}", place, what), mend);
}

struct Value {
    std::string text;
    std::string place;
};

// The one line of a file that nobody else may read.
Value value_of_file(const CredentialSource& source) {
    auto file = config::read_file(source.name);
    if (!file) refuse(source.place, file.error().message);
    if (const auto own = config::check_private(source.name, file->mode, "a key"); !own)
        refuse(source.place, own.error().message);
    auto& text = file->text;
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    if (text.empty() || text.find('\n') != std::string::npos)
        refuse(source.place, fmt::format("{} is not one line with the key alone", source.name));
    return {std::move(text), source.name};
}

Value value_of(const CredentialSource& source, const std::string& name, const Instance& instance) {
    using Kind = CredentialSource::Kind;
    switch (source.kind) {
        case Kind::value:
            return {source.name, source.place};
        case Kind::file:
            return value_of_file(source);
        case Kind::variable: {
            auto found = instance.environment.find(source.name);
            if (!found)
                refuse(source.place,
                       fmt::format("{} comes from the variable {}, which is not set", name,
                                   source.name),
                       "Set it in the environment or in the file of --env-file.");
            return {std::move(found->value), fmt::format("{} ({})", found->place, source.name)};
        }
        case Kind::keystore: {
            if (!instance.settings.keystore)
                refuse(source.place,
                       fmt::format("{} comes from a keystore, and none is named", name),
                       "Add --keystore FILE, or a line `keystore: FILE` at the top.");
            auto found = instance.environment.find(source.name);
            const bool there = found && found->layer == Environment::Layer::keystore;
            if (there || !instance.keystore_note.empty())
                return {there ? std::move(found->value) : std::string{},
                        fmt::format("the keystore {} ({})", instance.settings.keystore->string(),
                                    source.name)};
            refuse(source.place,
                   fmt::format("the keystore {} has no entry {}",
                               instance.settings.keystore->string(), source.name),
                   "`twinleg keys list --keystore FILE` lists them.");
        }
    }
    std::unreachable();
}

void check_network_of(const Account& account, const RunSettings& settings) {
    if (!account.network) return;
    const bool test = *account.network == "testnet";
    if ((settings.mode == "live" && test) || (settings.mode == "testnet" && !test))
        refuse(account.place,
               fmt::format("account {} is of the {}, and --mode is {}", account.name,
                           test ? "test network" : "main network", settings.mode),
               "Keep the accounts of the two apart.");
}

void check_addresses_of(const Account& account) {
    const bool together = account.rest.empty() == account.ws.empty();
    const bool follows = account.venue == "lighter" || account.venue == "paradex";
    if (!together && !(follows && account.ws.empty()))
        refuse(
            account.place,
            fmt::format("account {} names one of rest and ws alone: orders of one network beside "
                        "books of the other",
                        account.name),
            "Name both.");
}

void use(const Account& account, Instance& instance) {
    auto& settings = instance.settings;
    check_network_of(account, settings);
    check_addresses_of(account);
    Environment own_file({});
    if (account.env_file)
        if (const auto read = own_file.read_file(*account.env_file, true); !read)
            refuse(account.place, read.error().message);
    for (const auto& [name, venue] : config::credentials()) {
        if (venue != account.venue) continue;
        const std::string variable{name};
        const auto source = account.credentials.find(variable);
        if (source != account.credentials.end()) {
            auto value = value_of(source->second, variable, instance);
            instance.environment.choose(variable, std::move(value.text), std::move(value.place));
        } else if (auto found = own_file.find(variable)) {
            instance.environment.choose(variable, std::move(found->value), found->place);
        } else if (account.env_file || !account.credentials.empty()) {
            instance.environment.choose(variable, std::nullopt, account.place);
        }
    }
    if (!account.rest.empty() || !account.ws.empty())
        settings.addresses[account.venue] = {.rest = account.rest,
                                             .ws = account.ws,
                                             .private_ws = account.private_ws,
                                             .ca_file = account.ca_file};
}

}  // namespace

void use_accounts(const config::Configuration& file, Instance& instance) {
    auto& settings = instance.settings;
    for (const auto& account : file.accounts) {
        if (find_venue(account.venue) == nullptr)
            refuse(account.place, fmt::format("there is no venue {}", account.venue),
                   "`twinleg venues` lists them.");
        if (find_venue(account.name) != nullptr && account.name != account.venue)
            refuse(account.place,
                   fmt::format("account {} is at {}, and is called like another venue",
                               account.name, account.venue),
                   "Give it another name.");
    }
    const auto take = [&](std::string& side, std::string& name) {
        const auto* account = file.find_account(side);
        if (account == nullptr) return;
        name = account->name;
        side = account->venue;
        use(*account, instance);
    };
    take(settings.first, instance.first_account);
    take(settings.second, instance.second_account);
    std::string coin = settings.ticker;
    std::ranges::transform(coin, coin.begin(), [](unsigned char c) { return std::toupper(c); });
    for (const auto& [venue, coins] : file.contracts) {
        if (find_venue(venue) == nullptr || (venue != "edgex" && venue != "lighter"))
            refuse(coins.empty() ? file.file : coins.begin()->second.place,
                   fmt::format("contracts: {} has no contract ids of its own", venue),
                   "There are: edgex, lighter.");
        if (const auto found = coins.find(coin); found != coins.end())
            settings.contracts[venue] = found->second.texts.front();
    }
}

}  // namespace twinleg::app
