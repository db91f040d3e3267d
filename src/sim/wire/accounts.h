#pragma once
// Who may trade at the simulated venues: the accounts file of `twinleg sim --accounts`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/result.h"

namespace twinleg::sim::wire {

struct LighterApiKey {
    std::uint32_t api_key_index{3};
    std::string public_key;  // 80 hexadecimal digits, lower case
};
struct LighterAccount {
    std::uint64_t account_index{65};
    std::string l1_address;  // "0x" and 40 digits
    Notional collateral{Notional::from_units(10'000)};
    std::string tier{"premium"};  // premium, plus, standard
    std::vector<LighterApiKey> api_keys;
};

struct EdgexAccount {
    std::string account_id{"543429922991899150"};  // decimal, fits 64 bits
    Notional collateral{Notional::from_units(10'000)};
    struct V1 {
        std::string stark_public_key_x;  // "0x…", lower case, as it stood in the file
    };
    struct V2 {
        std::string api_key;
        std::string passphrase;
        std::string api_secret;
        std::string signer_address;  // "0x" and 40 digits
    };
    std::optional<V1> v1;  // either may be missing: that generation is then closed to the account
    std::optional<V2> v2;
};

struct ParadexAccount {
    std::string l1_address;
    std::string public_key;
    std::string account;
    Notional collateral{Notional::from_units(10'000)};
    bool onboarded{true};
    std::vector<std::string> subkeys;
};

struct BackpackAccount {
    std::string public_key;  // base64
    Notional collateral{Notional::from_units(10'000)};
};

struct AsterAccount {
    Notional collateral{Notional::from_units(10'000)};
    std::string api_key;
    std::string api_secret;
    std::string user;
    std::string signer;
};

struct AccountsFile {
    std::vector<LighterAccount> lighter;
    std::vector<EdgexAccount> edgex;
    std::vector<ParadexAccount> paradex;
    std::vector<BackpackAccount> backpack;
    std::vector<AsterAccount> aster;
};

// Errors: malformed, missing, out_of_range or unsupported (an unknown name), naming the field by
// its path, "lighter[0].api_keys[1].public_key", and what is wanted. Never a secret's text.
Result<AccountsFile> parse_accounts(std::string_view json);

}  // namespace twinleg::sim::wire
