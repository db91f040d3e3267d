#pragma once
// The accounts of the file, with their keys, settings, nonces and listen keys.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/hmac.h"
#include "crypto/secp256k1.h"
#include "sim/wire/accounts.h"
#include "sim/wire/aster/markets.h"
#include "sim/wire/aster/nonce_window.h"
#include "sim/wire/exchange.h"
#include "sim/wire/rolling_minute.h"

namespace twinleg::sim::wire::aster {

inline constexpr Duration kListenKeyLife = minutes(60);

struct Member {
    AccountIndex index{kNobody};
    std::string alias;
    std::string api_key;  // empty: V1 is closed to it
    std::optional<crypto::HmacKey> secret;
    std::optional<crypto::Address> user;  // nothing: V3 is closed to it
    std::optional<crypto::Address> signer;
    NonceWindow nonces;
    std::map<InstrumentId, std::uint64_t> leverage;
    std::map<InstrumentId, bool> isolated;  // told; margin is cross all the same
    RollingMinute orders;
    std::string listen_key;  // empty: none
    Time listen_key_ends;

    std::uint64_t leverage_of(InstrumentId id) const {
        const auto found = leverage.find(id);
        return found == leverage.end() ? kDefaultLeverage : found->second;
    }
    bool is_isolated(InstrumentId id) const {
        const auto found = isolated.find(id);
        return found != isolated.end() && found->second;
    }
};

// Threads: none of its own.
class Members {
public:
    // Adds the accounts to the exchange; each is named by its user's address, or its API key.
    // Throws std::invalid_argument, naming the account, if an address is none.
    Members(const std::vector<AsterAccount>& accounts, Exchange& exchange, std::uint64_t salt);

    // Nobody's keys are known while it says so.
    void revoke_while(std::function<bool()> revoked) { revoked_ = std::move(revoked); }

    Member* by_api_key(std::string_view key);
    // Who signs as `signer`: an API wallet that a user registered, or the user himself.
    Member* by_signer(const crypto::Address& signer);
    Member* of(AccountIndex index);
    std::deque<Member>& all() { return members_; }

    // --- Listen keys. A repeated request gives the same key, and an hour more.
    const std::string& listen_key(Member& member, Time now);
    Member* by_listen_key(std::string_view key, Time now);

private:
    bool revoked() const { return revoked_ && revoked_(); }

    std::deque<Member> members_;  // addresses stay
    std::function<bool()> revoked_;
    std::uint64_t salt_;
    std::uint64_t keys_made_{0};
};

}  // namespace twinleg::sim::wire::aster
