#include "sim/wire/accounts.h"

#include <algorithm>

#include "sim/wire/json_fields.h"

namespace twinleg::sim::wire {
namespace {

namespace dom = simdjson::dom;

bool hex_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
}

bool digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

// Hexadecimal text as it was written, in lower case. `places` digits, 0x allowed or required.
std::optional<std::string> hex(JsonFields& fields, std::string_view name, std::size_t least,
                               std::size_t most, bool prefix) {
    auto text = fields.text(name);
    if (!text) return std::nullopt;
    const bool has = text->starts_with("0x") || text->starts_with("0X");
    const std::string body = lower(has ? text->substr(2) : *text);
    if (body.size() < least || body.size() > most || !hex_digits(body)) {
        fields.fail_with(
            Errc::malformed, name,
            "is not " + (least == most ? std::to_string(most) : "at most " + std::to_string(most)) +
                " hexadecimal digits");
        return std::nullopt;
    }
    return prefix ? "0x" + body : body;
}

std::optional<std::string> address(JsonFields& fields, std::string_view name) {
    return hex(fields, name, 40, 40, true);
}

// A Stark number: up to 64 digits, kept with its own.
std::optional<std::string> felt(JsonFields& fields, std::string_view name) {
    return hex(fields, name, 1, 64, true);
}

template <typename T>
void take(T& target, std::optional<T> value) {
    if (value) target = std::move(*value);
}

void read_collateral(JsonFields& fields, Notional& collateral) {
    take(collateral, fields.money("collateral"));
    if (collateral.is_negative())
        fields.fail_with(Errc::out_of_range, "collateral", "is below zero");
}

// Calls `read` with the fields of each object of a list.
template <typename F>
void each_object(JsonFields& fields, std::string_view name, F read) {
    const auto list = fields.array(name);
    if (!list) return;
    std::size_t index = 0;
    for (const dom::element element : *list) {
        const std::string path = fields.path_of(name) + "[" + std::to_string(index++) + "]";
        dom::object object;
        if (element.get(object) != simdjson::SUCCESS) {
            return fields.fail_with(Errc::malformed, name, "holds what is no object");
        }
        JsonFields inner(object, path);
        read(inner);
        if (const auto done = inner.finish(); !done) fields.adopt_error(done.error());
    }
    if (index == 0)
        fields.fail_with(Errc::missing, name,
                         "is an empty list; leave it out to have a default made");
}

void read_lighter(JsonFields& fields, LighterAccount& account) {
    take(account.account_index, fields.number("account_index"));
    take(account.l1_address, address(fields, "l1_address"));
    read_collateral(fields, account.collateral);
    take(account.tier, fields.text("tier"));
    if (account.tier != "premium" && account.tier != "plus" && account.tier != "standard")
        fields.fail_with(Errc::unsupported, "tier",
                         "is none of the tiers; there are premium, plus and standard");
    if (account.account_index == 0 || account.account_index > (std::uint64_t{1} << 48) - 2)
        fields.fail_with(Errc::out_of_range, "account_index", "is not in 1..2^48-2");
    each_object(fields, "api_keys", [&](JsonFields& inner) {
        LighterApiKey key;
        const auto index = inner.number("api_key_index");
        if (index && *index > 254)
            inner.fail_with(Errc::out_of_range, "api_key_index", "is above 254");
        if (index) key.api_key_index = static_cast<std::uint32_t>(*index);
        if (auto text = hex(inner, "public_key", 80, 80, false)) {
            key.public_key = std::move(*text);
        } else {
            inner.fail_with(Errc::missing, "public_key", "is missing");
        }
        account.api_keys.push_back(std::move(key));
    });
}

void read_edgex(JsonFields& fields, EdgexAccount& account) {
    take(account.account_id, fields.text("account_id"));
    if (!digits(account.account_id) || account.account_id.size() > 19)
        fields.fail_with(Errc::malformed, "account_id", "is no decimal number of 64 bits");
    read_collateral(fields, account.collateral);
    if (const auto object = fields.object("v1")) {
        JsonFields inner(*object, fields.path_of("v1"));
        EdgexAccount::V1 v1;
        if (auto key = felt(inner, "stark_public_key_x")) {
            v1.stark_public_key_x = std::move(*key);
        } else {
            inner.fail_with(Errc::missing, "stark_public_key_x", "is missing");
        }
        if (const auto done = inner.finish(); !done) return fields.adopt_error(done.error());
        account.v1 = std::move(v1);
    }
    if (const auto object = fields.object("v2")) {
        JsonFields inner(*object, fields.path_of("v2"));
        EdgexAccount::V2 v2;
        v2.api_key = inner.required_text("api_key");
        v2.passphrase = inner.required_text("passphrase");
        v2.api_secret = inner.required_text("api_secret");
        if (auto signer = address(inner, "signer_address")) {
            v2.signer_address = std::move(*signer);
        } else {
            inner.fail_with(Errc::missing, "signer_address", "is missing");
        }
        if (const auto done = inner.finish(); !done) return fields.adopt_error(done.error());
        account.v2 = std::move(v2);
    }
}

void read_paradex(JsonFields& fields, ParadexAccount& account) {
    take(account.l1_address, address(fields, "l1_address"));
    take(account.public_key, felt(fields, "public_key"));
    take(account.account, felt(fields, "account"));
    read_collateral(fields, account.collateral);
    take(account.onboarded, fields.flag("onboarded"));
    const auto subkeys = fields.array("subkeys");
    if (!subkeys) return;
    for (const dom::element each : *subkeys) {
        std::string_view text;
        if (each.get(text) != simdjson::SUCCESS || !text.starts_with("0x") || text.size() > 66 ||
            !hex_digits(text.substr(2)))
            return fields.fail_with(Errc::malformed, "subkeys",
                                    "holds what is no hexadecimal text with 0x");
        account.subkeys.push_back(lower(std::string{text}));
    }
}

void read_backpack(JsonFields& fields, BackpackAccount& account) {
    take(account.public_key, fields.text("public_key"));
    if (!account.public_key.empty() && account.public_key.size() != 44)
        fields.fail_with(Errc::malformed, "public_key", "is not base64 of 32 bytes");
    read_collateral(fields, account.collateral);
}

void read_aster(JsonFields& fields, AsterAccount& account) {
    read_collateral(fields, account.collateral);
    take(account.api_key, fields.text("api_key"));
    take(account.api_secret, fields.text("api_secret"));
    take(account.user, address(fields, "user"));
    take(account.signer, address(fields, "signer"));
    if (account.api_key.empty() != account.api_secret.empty())
        fields.fail_with(Errc::missing, "api_secret", "and api_key belong together");
}

template <typename T, typename F>
void read_list(JsonFields& fields, std::string_view name, std::vector<T>& accounts, F read) {
    each_object(fields, name, [&](JsonFields& inner) {
        T account;
        read(inner, account);
        accounts.push_back(std::move(account));
    });
}

// Two accounts of one id would trade as one.
template <typename T, typename F>
Result<void> distinct(std::string_view venue, const std::vector<T>& accounts, F id) {
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (id(accounts[i]) == id(accounts[j]))
                return fail(Errc::conflict, std::string{venue} + "[" + std::to_string(i) +
                                                "]: has the id of " + std::string{venue} + "[" +
                                                std::to_string(j) + "]");
        }
    }
    return {};
}

}  // namespace

Result<AccountsFile> parse_accounts(std::string_view json) {
    dom::parser parser;
    dom::element document;
    const simdjson::padded_string text(json);
    if (const auto error = parser.parse(text).get(document); error != simdjson::SUCCESS)
        return fail(Errc::malformed,
                    std::string{"the accounts are no JSON: "} + simdjson::error_message(error));
    dom::object object;
    if (document.get(object) != simdjson::SUCCESS)
        return fail(Errc::malformed, "the accounts are no JSON object");
    JsonFields fields(object, "");
    AccountsFile file;
    read_list(fields, "lighter", file.lighter, read_lighter);
    read_list(fields, "edgex", file.edgex, read_edgex);
    read_list(fields, "paradex", file.paradex, read_paradex);
    read_list(fields, "backpack", file.backpack, read_backpack);
    read_list(fields, "aster", file.aster, read_aster);
    if (auto done = fields.finish(); !done) return std::unexpected{done.error()};
    if (auto fine =
            distinct("lighter", file.lighter, [](const auto& each) { return each.account_index; });
        !fine)
        return std::unexpected{fine.error()};
    if (auto fine = distinct("edgex", file.edgex, [](const auto& each) { return each.account_id; });
        !fine)
        return std::unexpected{fine.error()};
    return file;
}

}  // namespace twinleg::sim::wire
