#include "venues/paradex/questions.h"

#include <optional>
#include <utility>
#include <vector>

#include "venues/kit/account_answers.h"
#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

// More pages than this, and the answer would be old before it is whole.
constexpr int kMostPages = 40;

}  // namespace

// Events without an id are passed over: they could not be told apart.
struct Questions::FillsCall final : public kit::FillPages {
    FillsCall(const Station& at, const Ask& asked) : FillPages(at, asked), station(at) {}

    void on_update(const Update& update) override {
        FillPages::on_update(update);
        if (!fills.empty() && fills.back().fill_id.empty()) fills.pop_back();
        if (const auto* each = std::get_if<FundingPaidUpdate>(&update)) {
            const FundingPaid event = station.funding_of(*each);
            if (station.ours(each->market) && !event.payment_id.empty()) paid.push_back(event);
        }
    }

    const Station& station;
    std::vector<FundingPaid> paid;
    int pages{0};
};

void Questions::ask(const Ask& question, Time now) {
    switch (question.what) {
        case Question::order:
            return ask_order(question);
        case Question::open_orders:
            return ask_open_orders(question);
        case Question::fills:
            return ask_fills(std::make_shared<FillsCall>(station_, question), {});
        case Question::positions:
            return ask_positions(question);
        case Question::balance:
            return ask_balance(question);
        case Question::nonce:
            return failed(question, now);
    }
}

void Questions::ask_order(const Ask& question) {
    rest_.get(
        target::order_by_client_id(station_.ids.text(question.client_order_id)), true,
        [this, question](const Reply& reply) {
            if (reply.kind == Reply::Kind::refused &&
                (is_not_found(reply.code) || reply.status == 404))
                return ask_history(question);
            kit::FoundOrder found{station_, question.client_order_id};
            if (!reply.good() || !answers_.order(reply.body, found))
                return failed(question, reply.received);
            if (!found.report) return ask_history(question);
            kit::tell_order(station_, question, reply.received, found.report);
        },
        2);  // the history is paid for, so that half an answer is none
}

void Questions::ask_history(const Ask& question) {
    rest_.get(
        target::order_history(station_.symbol, station_.ids.text(question.client_order_id)), true,
        [this, question](const Reply& reply) {
            kit::FoundOrder found{station_, question.client_order_id};
            if (!reply.good()) {
                const bool none = reply.kind == Reply::Kind::refused && is_not_found(reply.code);
                if (!none) return failed(question, reply.received);
            } else if (!answers_.orders(reply.body, found)) {
                return failed(question, reply.received);
            }
            kit::tell_order(station_, question, reply.received, found.report);
        },
        0);
}

void Questions::ask_open_orders(const Ask& question) {
    rest_.get(target::open_orders(station_.symbol), true, [this, question](const Reply& reply) {
        kit::StandingOrders open{station_};
        const auto page = reply.good() ? answers_.orders(reply.body, open)
                                       : Result<Page>{std::unexpected{reply.error("open orders")}};
        // This list has no pages; should it ever, half of it would be no answer.
        if (!page || !page->next.empty()) return failed(question, reply.received);
        kit::tell_open_orders(station_, question, reply.received, open.orders);
    });
}

void Questions::ask_fills(const std::shared_ptr<FillsCall>& call, const std::string& cursor) {
    rest_.get(target::fills(station_.symbol, station_.venue_ms(call->since), cursor), false,
              [this, call](const Reply& reply) {
                  if (!reply.good()) return failed(call->question, reply.received);
                  const auto page = answers_.fills(reply.body, *call);
                  if (!page) return failed(call->question, reply.received);
                  if (!page->next.empty() && page->count > 0) {
                      // Not whole is not an answer.
                      if (++call->pages == kMostPages)
                          return failed(call->question, reply.received);
                      return ask_fills(call, page->next);
                  }
                  for (const FundingPaid& paid : call->paid)
                      station_.tell(reply.received, paid);
                  kit::tell_fills(station_, *call, reply.received);
              });
}

void Questions::ask_positions(const Ask& question) {
    rest_.get(std::string{target::kPositions}, false, [this, question](const Reply& reply) {
        kit::HeldPosition position{station_};
        if (!reply.good() || !answers_.positions(reply.body, position))
            return failed(question, reply.received);
        kit::tell_position(station_, question, reply.received, position.quantity);
    });
}

void Questions::ask_balance(const Ask& question) {
    rest_.get(std::string{target::kAccount}, false, [this, question](const Reply& reply) {
        const auto account = reply.good()
                                 ? answers_.account(reply.body)
                                 : Result<AccountState>{std::unexpected{reply.error("account")}};
        if (!account) return failed(question, reply.received);
        kit::tell_balance(station_, question, reply.received, account->equity,
                          account->free_collateral);
    });
}

}  // namespace twinleg::venues::paradex
