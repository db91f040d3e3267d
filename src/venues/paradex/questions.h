#pragma once
// The engine's questions, asked by REST: the second source beside the streams.

#include <memory>
#include <string>

#include "core/command.h"
#include "venues/kit/account_answers.h"
#include "venues/paradex/rest.h"

namespace twinleg::venues::paradex {

// One answer for each question, with the same request id; ok false where any part of it failed or
// could not be asked. No answer here says what moment it speaks of, so none has a venue_time.
//
//   order        by client id among the open ones, then in the history; in neither: not found
//   open_orders  of our market
//   fills        of our market, all pages; the funding they realised is told as FundingPaid. A
//                `since` that is not known means: since describe(), not the account's whole past
//   positions, balance  GET /positions, GET /account
//   nonce        this venue has none: ok is false
//
// Threads: the loop's.
class Questions {
public:
    Questions(Station& station, Rest& rest) : station_(station), rest_(rest) {}

    void ask(const Ask& question, Time now);

private:
    struct FillsCall;
    void ask_order(const Ask& question);
    void ask_history(const Ask& question);
    void ask_open_orders(const Ask& question);
    void ask_fills(const std::shared_ptr<FillsCall>& call, const std::string& cursor);
    void ask_positions(const Ask& question);
    void ask_balance(const Ask& question);
    void failed(const Ask& question, Time received) {
        kit::tell_failed(station_, question, received);
    }

    Station& station_;
    Rest& rest_;
    Answers answers_;
};

}  // namespace twinleg::venues::paradex
