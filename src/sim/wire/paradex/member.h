#pragma once
// One account of the file, or one that onboarded itself, with its keys.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/accounts.h"
#include "sim/wire/exchange.h"
#include "sim/wire/paradex/ledger.h"
#include "sim/wire/paradex/message_hash.h"

namespace twinleg::sim::wire::paradex {

struct Member {
    // A key that may sign for the account.
    struct Key {
        crypto::stark::PublicKey key;
        bool main{false};
    };

    std::string account;  // "0x…", no leading zeros
    Felt address;
    std::string l1_address;
    std::vector<Key> keys;  // the main one first
    bool onboarded{true};
    Time created;
    AccountIndex index{kNobody};
    Ledger ledger;

    // Null where the account has no such key.
    const Key* key(const Felt& public_key) const;
};

// All accounts of the venue. References to members stay valid.
class Members {
public:
    // Adds the accounts to the exchange. Throws std::invalid_argument, naming the account, where a
    // key or an address is none.
    Members(const std::vector<ParadexAccount>& accounts, Exchange& exchange);

    // A new account with nothing in it.
    Member& onboard(const Felt& address, const crypto::stark::PublicKey& key,
                    std::string l1_address);

    Member* find(const Felt& address);
    Member& at(AccountIndex index) { return *all_.at(index); }
    const std::vector<std::unique_ptr<Member>>& all() const { return all_; }

    // The address of a public key on this chain.
    Felt address(const Felt& public_key) const;

private:
    Member& add(ParadexAccount account, Notional collateral);

    Exchange& exchange_;
    std::vector<std::unique_ptr<Member>> all_;  // in the exchange's order
};

}  // namespace twinleg::sim::wire::paradex
