#pragma once
// How a signed transaction becomes something that happened: the API's checks in their order, the
// nonce, the wait, the effect.
//
// Source: venue page, sections 5, 9 ("Order of API checks") and 13.

#include <functional>
#include <string>
#include <vector>

#include "sim/wire/lighter/rules.h"

namespace twinleg::sim::wire::lighter {

inline constexpr std::uint64_t kMainnetChainId = 304;
inline constexpr std::int64_t kLeastValidityMs = 5'000;  // of ExpiredAt
inline constexpr std::size_t kLargestBatch = 50;

// One sendTx or sendTxBatch, over HTTP or the socket.
struct Submission {
    std::vector<std::uint64_t> types;
    std::vector<std::string> infos;
    bool batch{false};
    bool price_protection{true};
    Time judged_now;
    // Asked once an order is understood: whether to refuse it, as a fault.
    std::function<bool()> reject_order;
};

struct Accepted {
    std::vector<std::string> hashes;
    std::int64_t predicted_ms{0};
    std::int64_t quota{0};
    bool has_order{false};
};

// A transaction that the API accepts uses its nonce, whatever the sequencer then makes of it; one
// that it refuses does not. Of a batch all are accepted, or none.
//
// Threads: none of its own.
class Sequencer {
public:
    using Executed = std::function<void(const TxRow&)>;
    // `executed` hears of each transaction that ran or failed.
    Sequencer(Exchange& exchange, Members& members, History& history, Executed executed);

    Checked<Accepted> submit(const Submission& submission);

    // The member whose transaction that is, if it has a form; for rate limits.
    const Member* sender_of(const Submission& submission);

    // Scheduled cancel-alls whose time has come, and transactions whose wait is over.
    void settle(Time now);

private:
    struct Waiting {
        Time due;
        std::uint64_t sequence{0};
        std::uint64_t order{0};
    };

    Checked<Member*> admit(const Transaction& tx, const Submission& submission,
                           std::uint64_t expected_nonce, bool first) const;
    void count_refused(const Transaction& tx);
    // The time it waits before it is done.
    Duration apply(const Transaction& tx, Member& member, const std::string& hash);
    Duration create(const CreateOrder& order, Member& member, TxRow& row);
    Duration create_group(const GroupedOrders& group, Member& member, TxRow& row);
    Duration cancel(const CancelOrder& order, Member& member, TxRow& row);
    Duration cancel_all(const CancelAll& all, const Transaction& tx, Member& member, TxRow& row);
    Duration modify(const ModifyOrder& order, const Transaction& tx, Member& member, TxRow& row);
    void update_leverage(const UpdateLeverage& leverage, Member& member, TxRow& row);
    void change_key(const ChangePubKey& change, const Transaction& tx, Member& member, TxRow& row);
    void done(TxRow& row, std::uint64_t order, const std::string& error);
    void wait(Duration delay, TxRow& row, std::uint64_t order);

    Exchange& exchange_;
    Members& members_;
    History& history_;
    Rules rules_;
    Executed executed_;
    std::vector<Waiting> waiting_;  // in the order they were accepted
};

}  // namespace twinleg::sim::wire::lighter
