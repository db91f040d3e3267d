#pragma once
// The venue's REST side: every call of sections 3 and 9 of the page that concerns perpetuals.

#include <functional>
#include <string>

#include "net/server.h"
#include "sim/wire/lighter/history.h"
#include "sim/wire/lighter/limits.h"
#include "sim/wire/lighter/members.h"
#include "sim/wire/lighter/rest_call.h"
#include "sim/wire/lighter/sequencer.h"

namespace twinleg::sim::wire::lighter {

// Threads: none of its own.
class Rest {
public:
    Rest(Exchange& exchange, Members& members, History& history, Sequencer& sequencer,
         Limits& limits)
        : exchange_(exchange),
          members_(members),
          history_(history),
          sequencer_(sequencer),
          limits_(limits) {}

    // `now` is the venue's time, `judged_now` the one by which the request is judged. reject_order
    // is asked once an order is understood; has_order is set where one was accepted.
    net::ServerResponse handle(const net::ServerRequest& request, Time now, Time judged_now,
                               std::function<bool()> reject_order, bool& has_order);

private:
    using Body = Checked<std::string>;
    struct Route;
    static const Route* find(std::string_view name);

    // What a call needs of accounts: none, the token of the account it names, or that only where
    // it names one.
    Checked<Member*> account_of(const RestCall& call) const;
    Checked<Member*> authorised(const RestCall& call) const;
    const Member* payer(const RestCall& call) const;

    // rest.cpp
    Body status(const RestCall& call);
    Body info(const RestCall& call);
    Body send_tx(const RestCall& call);
    Body send_tx_batch(const RestCall& call);
    Body submit(Submission submission, const RestCall& call);

    // rest_market.cpp
    Body order_books(const RestCall& call);
    Body order_book_details(const RestCall& call);
    Body order_book_orders(const RestCall& call);
    Body recent_trades(const RestCall& call);
    Body trades(const RestCall& call);
    Body candles(const RestCall& call);
    Body fundings(const RestCall& call);
    Body funding_rates(const RestCall& call);
    Body exchange_stats(const RestCall& call);
    Body fee_tiers(const RestCall& call);
    Body system_config(const RestCall& call);
    Body current_height(const RestCall& call);
    Body withdrawal_delay(const RestCall& call);
    Body announcement(const RestCall& call);

    // rest_account.cpp
    Body account(const RestCall& call);
    Body accounts_by_address(const RestCall& call);
    Body account_limits(const RestCall& call);
    Body api_keys(const RestCall& call);
    Body next_nonce(const RestCall& call);
    Body active_orders(const RestCall& call);
    Body inactive_orders(const RestCall& call);
    Body account_orders(const RestCall& call);
    Body position_funding(const RestCall& call);
    Body tx(const RestCall& call);
    Body account_txs(const RestCall& call);
    OrderRow row_of(const OrderRecord& record, const Member& member) const;

    Exchange& exchange_;
    Members& members_;
    History& history_;
    Sequencer& sequencer_;
    Limits& limits_;
    bool has_order_{false};  // of the request at hand
};

}  // namespace twinleg::sim::wire::lighter
