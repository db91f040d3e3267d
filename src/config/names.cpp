#include "config/names.h"

#include <algorithm>
#include <array>

namespace twinleg::config {

namespace {

constexpr CredentialName kCredentials[] = {
    {"API_KEY_PRIVATE_KEY", "lighter"},
    {"LIGHTER_ACCOUNT_INDEX", "lighter"},
    {"LIGHTER_API_KEY_INDEX", "lighter"},
    {"EDGEX_ACCOUNT_ID", "edgex"},
    {"EDGEX_STARK_PRIVATE_KEY", "edgex"},
    {"EDGEX_API_KEY", "edgex"},
    {"EDGEX_API_PASSPHRASE", "edgex"},
    {"EDGEX_API_SECRET", "edgex"},
    {"EDGEX_TRADING_PRIVATE_KEY", "edgex"},
    {"EDGEX_BROWSER_TOKEN", "edgex"},
    {"PARADEX_L1_ADDRESS", "paradex"},
    {"PARADEX_L2_PRIVATE_KEY", "paradex"},
    {"PARADEX_ENVIRONMENT", "paradex"},
    {"PARADEX_L2_ADDRESS", "paradex"},
    {"BACKPACK_PUBLIC_KEY", "backpack"},
    {"BACKPACK_SECRET_KEY", "backpack"},
    {"ASTER_API_KEY", "aster"},
    {"ASTER_API_SECRET", "aster"},
    {"ASTER_USER", "aster"},
    {"ASTER_SIGNER", "aster"},
    {"ASTER_SIGNER_PRIVATE_KEY", "aster"},
};

constexpr std::string_view kPrefixes[] = {
    "TWINLEG_", "LIGHTER_",     "EDGEX_",    "PARADEX_", "BACKPACK_",
    "ASTER_",   "CROSS_HEDGE_", "TELEGRAM_", "LARK_",    "WECOM_",
};

constexpr std::string_view kSecretWords[] = {
    "PRIVATE_KEY", "SECRET", "PASSPHRASE", "PASSWORD", "TOKEN", "WEBHOOK",
};

// Half of a pair whose other half is the secret, but enough to be asked about.
constexpr std::string_view kSecretNames[] = {"EDGEX_API_KEY", "ASTER_API_KEY"};

}  // namespace

std::span<const CredentialName> credentials() {
    return kCredentials;
}

std::span<const std::string_view> own_prefixes() {
    return kPrefixes;
}

bool is_secret(std::string_view name) {
    if (std::ranges::find(kSecretNames, name) != std::end(kSecretNames)) return true;
    if (name.ends_with("_FD")) return false;  // where one is read from, not the secret itself
    return std::ranges::any_of(kSecretWords, [&](std::string_view word) {
        return name.find(word) != std::string_view::npos;
    });
}

}  // namespace twinleg::config
