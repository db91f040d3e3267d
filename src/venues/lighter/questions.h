#pragma once
// The engine's questions, asked by REST: the second source beside the streams.

#include <cstdint>
#include <memory>
#include <vector>

#include "core/command.h"
#include "venues/lighter/rest.h"
#include "venues/lighter/station.h"

namespace twinleg::venues::lighter {

// One answer for each question, with the same request id; ok false where the question failed or
// could not be asked. Nothing is asked twice by itself.
//
// No answer here says what moment it speaks of (the times in it are of orders and trades), so none
// has a venue_time. Orders and positions of other markets are left out.
//
// Fills are read newest first, page by page, until one is older than asked for. Without a `since`
// they begin where trading was opened: what was before is not this desk's, and the whole history of
// an account is no answer to anything.
//
// Threads: the loop's.
class Questions {
public:
    Questions(Station& station, Rest& reads) : station_(station), reads_(reads) {}

    void ask(const Ask& question, Time now);

private:
    // Positions and balance come of one call: asked in one instant, they share it.
    struct AccountCall {
        Time asked;
        std::vector<Ask> questions;
    };
    struct FillsCall;
    struct OrderSearch;

    void ask_order(const Ask& question);
    void search_order(std::shared_ptr<OrderSearch> search);
    void answer_order(const Ask& question, Time received, const OrderReport* found);
    void ask_open_orders(const Ask& question, std::string cursor,
                         std::shared_ptr<std::vector<OpenOrder>> orders, int page);
    void ask_fills(std::shared_ptr<FillsCall> call, std::string cursor);
    void ask_account(const Ask& question, Time now);
    void answer_account(const AccountCall& call, const Reply& reply);
    void ask_nonce(const Ask& question);
    void failed(const Ask& question, Time received);
    AnswerHead head(const Ask& question, bool ok) const {
        return {.venue = station_.venue(), .request = question.request, .ok = ok};
    }
    Time heard(const Reply& reply) const {
        return reply.received.known() ? reply.received : station_.loop.now();
    }

    Station& station_;
    Rest& reads_;
    std::shared_ptr<AccountCall> account_call_;  // the newest
};

}  // namespace twinleg::venues::lighter
