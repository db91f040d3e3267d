#include "config/configuration.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/names.h"
#include "config/nearest.h"

namespace twinleg::config {

namespace {

struct Refusal {
    std::string message;
};

std::string upper(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

std::string as_flag(std::string_view text) {
    std::string out{text};
    std::ranges::replace(out, '_', '-');
    return out;
}

bool is_credential(std::string_view name) {
    return std::ranges::find(credentials(), name, &CredentialName::name) != credentials().end();
}

class Reader {
public:
    Reader(const YamlNode& root, const std::string& file) : root_(root) { out_.file = file; }

    Configuration read() {
        const auto* pairs = root_.find("pairs");
        const auto* strategy = root_.find("strategy");
        if (pairs != nullptr && strategy != nullptr)
            refuse(*strategy, "strategy stands in each of the pairs, or the file has no pairs");
        for (const auto& node : root_.inside) {
            if (node.key == "version")
                read_version(node);
            else if (node.key == "accounts")
                read_accounts(node);
            else if (node.key == "contracts")
                read_contracts(node);
            else if (node.key == "pairs" || node.key == "strategy")
                continue;
            else
                read_setting(node, out_.shared, true);
        }
        if (pairs != nullptr)
            read_pairs(*pairs);
        else
            read_only_pair(strategy);
        return std::move(out_);
    }

private:
    std::string place(const YamlNode& node) const {
        return fmt::format("{}:{}", out_.file, node.line);
    }
    [[noreturn]] void refuse(const YamlNode& node, std::string_view what) const {
        throw Refusal{fmt::format("{}: {}", place(node), what)};
    }

    static std::string shown(const YamlNode& node) {
        return is_plain_name(node.key) ? node.key : "a name that is none";
    }

    const std::string& text_of(const YamlNode& node) const {
        if (!node.is_text()) refuse(node, fmt::format("{} is one value, no list", shown(node)));
        if (node.text.empty()) refuse(node, fmt::format("{} is empty", shown(node)));
        return node.text;
    }

    void want_map(const YamlNode& node, std::string_view example) const {
        if (!node.is_map())
            refuse(node, fmt::format("{} holds lines of its own, as `{}`", shown(node), example));
    }

    void no_secret(const YamlNode& node) const {
        const auto name = upper(node.key);
        if (!is_credential(name) && !is_secret(name)) return;
        refuse(node, fmt::format("{} does not belong here: keys come from the environment, an env "
                                 "file (chmod 600) or a keystore; an account of `accounts` says "
                                 "which",
                                 shown(node)));
    }

    void read_version(const YamlNode& node) const {
        if (text_of(node) != "1")
            refuse(node,
                   "this program knows version 1 of the file; a later one needs a later "
                   "program");
    }

    void read_setting(const YamlNode& node, std::vector<Setting>& into, bool shared) const {
        no_secret(node);
        if (!node.is_map() && (node.key == "limits" || node.key == "parameters"))
            refuse(node, fmt::format("{} holds lines of its own, further in, as `daily_loss: 100`",
                                     node.key));
        if (!is_plain_name(node.key)) refuse(node, "this is the name of no setting");
        Setting setting{.name = as_flag(node.key),
                        .written = node.key,
                        .texts = {},
                        .list = node.is_list(),
                        .shared = shared,
                        .in_pairs = !shared,
                        .place = place(node)};
        if (node.is_map()) {
            if (node.key != "limits" && node.key != "parameters")
                refuse(node, fmt::format("{} is no section; there are pairs, accounts, contracts, "
                                         "limits and parameters",
                                         node.key));
            for (const auto& inside : node.inside)
                read_setting(inside, into, shared);
            return;
        }
        if (node.is_list()) {
            for (const auto& each : node.inside) {
                if (!each.is_text()) refuse(each, "an entry of this list is one value");
                setting.texts.push_back(each.text);
            }
        } else {
            setting.texts.push_back(text_of(node));
        }
        const auto twice = std::ranges::find(into, setting.name, &Setting::name);
        if (twice != into.end())
            refuse(node, fmt::format("{} stands in {} already; keep one", node.key, twice->place));
        into.push_back(std::move(setting));
    }

    void read_pairs(const YamlNode& node) {
        if (!node.is_list() || node.inside.empty())
            refuse(node, "pairs is a list, each entry with `- strategy: …`");
        for (const auto& each : node.inside)
            read_pair(each);
    }

    void read_pair(const YamlNode& node) {
        if (!node.is_map()) refuse(node, "a pair holds lines of its own, as `strategy: …`");
        Pair pair{.name = {}, .strategy = {}, .settings = {}, .place = place(node)};
        for (const auto& each : node.inside) {
            if (each.key == "name")
                pair.name = text_of(each);
            else if (each.key == "strategy")
                pair.strategy = text_of(each);
            else
                read_setting(each, pair.settings, false);
        }
        if (pair.strategy.empty())
            refuse(node, "a pair says its strategy, e.g. `strategy: maker-taker`");
        if (pair.name.empty()) pair.name = pair.strategy;
        if (!is_plain_name(pair.name))
            refuse(node, "the name of a pair is up to 40 letters, digits, `_`, `.` and `-`");
        const auto twice = std::ranges::find(out_.pairs, pair.name, &Pair::name);
        if (twice != out_.pairs.end())
            refuse(node, fmt::format("the pair of {} is called {} too; give each a name of its own "
                                     "(`name: …`)",
                                     twice->place, pair.name));
        out_.pairs.push_back(std::move(pair));
    }

    // Without `pairs` the whole file is one. Its strategy may be the command line's to say.
    void read_only_pair(const YamlNode* strategy) {
        Pair pair{.name = {}, .strategy = {}, .settings = {}, .place = out_.file};
        if (strategy != nullptr) {
            pair.strategy = text_of(*strategy);
            pair.place = place(*strategy);
        }
        pair.name = pair.strategy;
        pair.settings = std::exchange(out_.shared, {});
        for (auto& setting : pair.settings)
            setting.shared = setting.in_pairs = false;
        out_.pairs.push_back(std::move(pair));
    }

    void read_accounts(const YamlNode& node) {
        want_map(node, "main: {venue: lighter, env_file: main.env}");
        for (const auto& each : node.inside)
            read_account(each);
    }

    void read_account(const YamlNode& node) {
        if (!is_plain_name(node.key)) refuse(node, "this is no name for an account");
        want_map(node, "venue: lighter");
        Account account{.name = node.key, .place = place(node)};
        for (const auto& each : node.inside) {
            const auto key = as_flag(each.key);
            const auto credential = upper(each.key);
            if (key == "venue")
                account.venue = text_of(each);
            else if (key == "network")
                account.network = network_of(each);
            else if (key == "env-file")
                account.env_file = text_of(each);
            else if (key == "rest")
                account.rest = text_of(each);
            else if (key == "ws")
                account.ws = text_of(each);
            else if (key == "private-ws")
                account.private_ws = text_of(each);
            else if (key == "ca-file")
                account.ca_file = text_of(each);
            else if (is_credential(credential))
                account.credentials.emplace(credential, source_of(each, credential));
            else
                refuse_account_key(each);
        }
        if (account.venue.empty())
            refuse(node, fmt::format("account {} says its venue, e.g. `venue: lighter`", node.key));
        for (const auto& [name, source] : account.credentials) {
            const auto of = std::ranges::find(credentials(), name, &CredentialName::name)->venue;
            if (of != account.venue)
                throw Refusal{fmt::format("{}: {} is a credential of {}, and account {} is at {}",
                                          source.place, name, of, account.name, account.venue)};
        }
        out_.accounts.push_back(std::move(account));
    }

    [[noreturn]] void refuse_account_key(const YamlNode& node) const {
        std::vector<std::string> known{"venue", "network",    "env_file", "rest",
                                       "ws",    "private_ws", "ca_file"};
        for (const auto& each : credentials())
            known.emplace_back(each.name);
        const auto meant = did_you_mean(node.key, known);
        const auto meant_upper = meant.empty() ? did_you_mean(upper(node.key), known) : meant;
        refuse(node, fmt::format("an account has no {}{}", shown(node), meant_upper));
    }

    std::string network_of(const YamlNode& node) const {
        const auto& text = text_of(node);
        if (text == "mainnet" || text == "testnet") return text;
        refuse(node, "network is mainnet or testnet");
    }

    CredentialSource source_of(const YamlNode& node, const std::string& name) const {
        using Kind = CredentialSource::Kind;
        if (node.is_text()) {
            if (is_secret(name))
                refuse(node, fmt::format("{} is a secret and never stands in this file: write "
                                         "`{{env: VARIABLE}}`, `{{keystore: ENTRY}}` or `{{file: "
                                         "PATH}}`",
                                         name));
            return {.kind = Kind::value, .name = text_of(node), .place = place(node)};
        }
        if (!node.is_map() || node.inside.size() != 1)
            refuse(node, fmt::format("{} comes from one place: `{{env: VARIABLE}}`, `{{keystore: "
                                     "ENTRY}}` or `{{file: PATH}}`",
                                     name));
        const auto& from = node.inside.front();
        CredentialSource source{.name = text_of(from), .place = place(node)};
        if (from.key == "env")
            source.kind = Kind::variable;
        else if (from.key == "keystore")
            source.kind = Kind::keystore;
        else if (from.key == "file")
            source.kind = Kind::file;
        else
            refuse(from, fmt::format("{} comes from env, keystore or file, not from {}", name,
                                     shown(from)));
        // Who writes the key itself behind `env:` shall not read it in a message later.
        if (source.kind != Kind::file && !is_plain_name(source.name))
            refuse(from, fmt::format("{} names a variable or an entry, up to 40 letters, digits, "
                                     "`_`, `.` and `-`; it is not the secret itself",
                                     from.key));
        return source;
    }

    void read_contracts(const YamlNode& node) {
        want_map(node, "edgex: {BTC: 10000001}");
        for (const auto& venue : node.inside) {
            want_map(venue, "BTC: 10000001");
            for (const auto& coin : venue.inside) {
                const auto& id = text_of(coin);
                if (!std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; }))
                    refuse(coin, fmt::format("a contract id is a whole number, and {} has another",
                                             shown(coin)));
                out_.contracts[venue.key].emplace(upper(coin.key), Setting{.name = "contract",
                                                                           .written = coin.key,
                                                                           .texts = {id},
                                                                           .place = place(coin)});
            }
        }
    }

    const YamlNode& root_;
    Configuration out_;
};

}  // namespace

const Account* Configuration::find_account(std::string_view name) const {
    const auto found = std::ranges::find(accounts, name, &Account::name);
    return found == accounts.end() ? nullptr : &*found;
}

Result<Configuration> read_configuration(const YamlNode& root, const std::string& file) {
    try {
        return Reader{root, file}.read();
    } catch (const Refusal& refusal) {
        return fail(Errc::malformed, refusal.message);
    }
}

}  // namespace twinleg::config
