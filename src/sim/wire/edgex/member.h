#pragma once
// One account of the file, with its keys, its settings and its statement.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"
#include "sim/wire/accounts.h"
#include "sim/wire/edgex/auth.h"
#include "sim/wire/edgex/contracts.h"
#include "sim/wire/edgex/statement.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::edgex {

struct Member {
    Member(const EdgexAccount& account, AccountIndex place, Time now);

    bool takes_part(Generation generation) const {
        return generation == Generation::v1 ? stark_key.has_value() : account.v2.has_value();
    }
    std::uint32_t leverage(InstrumentId id) const;

    EdgexAccount account;
    AccountIndex index{kNobody};
    std::uint64_t number{0};  // the account id as a number
    std::string user_id;
    std::optional<crypto::stark::PublicKey> stark_key;  // V1
    std::optional<crypto::Address> signer;              // V2
    Time created;
    Statement statement;
    std::uint32_t default_leverage{kDefaultLeverage};
    std::map<std::uint16_t, std::uint32_t> leverages;  // by instrument, where it was set
    std::uint64_t version{1000};                       // of the private socket's events
};

// All accounts of the venue. References to members stay valid.
class Members {
public:
    // Adds the accounts to the exchange. Throws std::invalid_argument, naming the account, where a
    // key or an id is none.
    Members(const std::vector<EdgexAccount>& accounts, Exchange& exchange);

    // Nobody's keys are known while it says so.
    void revoke_while(std::function<bool()> revoked) { revoked_ = std::move(revoked); }
    bool revoked() const { return revoked_ && revoked_(); }

    Member* find(std::string_view account_id);
    Member* with_api_key(std::string_view api_key);
    Member* at(AccountIndex index);
    const std::vector<std::unique_ptr<Member>>& all() const { return all_; }

private:
    std::vector<std::unique_ptr<Member>> all_;
    std::function<bool()> revoked_;
};

}  // namespace twinleg::sim::wire::edgex
