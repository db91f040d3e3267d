#pragma once
// The names that keys and accounts have in the environment, and which of them are secrets.

#include <span>
#include <string_view>

namespace twinleg::config {

struct CredentialName {
    std::string_view name;   // "API_KEY_PRIVATE_KEY"
    std::string_view venue;  // "lighter"
};

// Of every venue, in the order of their documents.
std::span<const CredentialName> credentials();

// The prefixes of our names, e.g. "LIGHTER_": what begins so in an env file is meant for us.
std::span<const std::string_view> own_prefixes();

// Whether what goes by this name must never be shown: keys, tokens, passphrases, addresses that
// hold one. What is not known is judged by its words.
bool is_secret(std::string_view name);

}  // namespace twinleg::config
