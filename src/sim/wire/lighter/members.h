#pragma once
// Who may trade and read here: accounts, their API keys and nonces, and the tokens they show.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "crypto/lighter/schnorr.h"
#include "sim/wire/accounts.h"
#include "sim/wire/exchange.h"
#include "sim/wire/lighter/refusal.h"

namespace twinleg::sim::wire::lighter {

enum class Tier : std::uint8_t { standard, premium, plus };
std::string_view name(Tier tier);

struct ApiKey {
    crypto::lighter::PublicKey public_key;
    std::uint64_t next_nonce{0};
    std::int64_t changed_us{0};
};

// How long a transaction waits before it is matched, and what a trade costs.
// Source: venue page, section 3, "Fees and speed"; of `plus` it gives fees alone, so that it waits
// like standard.
struct TierTerms {
    Duration taker;
    Duration maker;
    Duration cancel;
    std::int64_t maker_fee{0};  // 1e-6 of the notional
    std::int64_t taker_fee{0};
};
TierTerms terms_of(Tier tier);

struct Member {
    std::uint64_t index{0};
    AccountIndex account{kNobody};  // at the exchange
    std::string l1_address;         // lower case
    Tier tier{Tier::premium};
    std::map<std::uint64_t, ApiKey> keys;
    std::int64_t cancel_all_ms{0};  // 0: none is queued
    std::int64_t quota{100'000};    // volume quota: told, never refused for
    std::int64_t changed_us{0};
    std::unordered_set<std::string> seen;  // hashes of orders, refused ones too
};

// Threads: none of its own.
class Members {
public:
    // Adds the accounts of the file to the exchange.
    // Throws std::invalid_argument, naming the account, if a public key is none.
    Members(Exchange& exchange, const std::vector<LighterAccount>& accounts);

    // No API key is registered while it says so.
    void revoke_while(std::function<bool()> revoked) { revoked_ = std::move(revoked); }
    // The key of that slot, to judge by; null: there is none, or it is revoked.
    const ApiKey* key(const Member& member, std::uint64_t slot) const;

    Member* find(std::uint64_t index);
    Member* of(AccountIndex account);
    std::deque<Member>& all() { return members_; }
    // Of one L1 address, the master first.
    std::vector<Member*> of_address(std::string_view l1_address);

    // The member whose token this is, if it may read `account`: its own, or one of its address.
    // Refusals: invalid_param.
    Checked<Member*> authorise(std::string_view token, std::uint64_t account, Time now);
    // Every token shown so far is void.
    void void_tokens();

    // Tells the exchange, for the control port.
    void set_nonce(Member& member, std::uint64_t key, std::uint64_t next);

private:
    Exchange& exchange_;
    std::deque<Member> members_;  // addresses stay
    std::function<bool()> revoked_;
    std::unordered_set<std::string> shown_;
    std::unordered_set<std::string> void_;
};

}  // namespace twinleg::sim::wire::lighter
