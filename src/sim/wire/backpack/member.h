#pragma once
// The accounts of the file, by their keys, with their settings and the terms of their positions.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/bytes.h"
#include "sim/wire/accounts.h"
#include "sim/wire/backpack/markets.h"
#include "sim/wire/exchange.h"
#include "sim/wire/rolling_minute.h"

namespace twinleg::sim::wire::backpack {

// A position from flat to flat.
struct Term {
    std::uint64_t id{0};
    Notional realised;  // before fees
    Notional funding;   // received
    Time opened;
};

struct Member {
    std::string api_key;  // base64
    crypto::Bytes<32> public_key{};
    AccountIndex index{kNobody};
    std::uint64_t user_id{0};
    // Settings: kept and told; but for the leverage they change nothing here.
    bool auto_borrow_settlements{false};
    bool auto_lend{false};
    bool auto_repay_borrows{false};
    std::string leverage_limit{std::to_string(kDefaultLeverage)};
    std::map<InstrumentId, Term> terms;  // the last of each market, also once it is flat
    RollingMinute requests;
    RollingMinute history_requests;

    const Term& term(InstrumentId id) const;
};

// Threads: none of its own.
class Members {
public:
    // Adds the accounts to the exchange, each named by its key.
    // Throws std::invalid_argument, naming the account, if a public key is none.
    Members(const std::vector<BackpackAccount>& accounts, Exchange& exchange);

    // Nobody's keys are known while it says so.
    void revoke_while(std::function<bool()> revoked) { revoked_ = std::move(revoked); }

    Member* find(std::string_view api_key);
    Member* of(AccountIndex index);

    // Keeps the terms; to be called for every fill and payment.
    void book(const FillRecord& fill);
    void book(const FundingPayment& payment);

private:
    std::deque<Member> members_;  // addresses stay
    std::function<bool()> revoked_;
    std::uint64_t next_position_{4'711'000'111};
};

// The fraction for each market is the larger of its own base and 1/leverage.
// Refusals: as Exchange::set_margin_fraction; other for a text that is no number of at least one.
Taken<void> set_leverage(Exchange& exchange, const Markets& markets, Member& member,
                         std::string_view leverage);

}  // namespace twinleg::sim::wire::backpack
