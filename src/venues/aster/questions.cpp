#include "venues/aster/questions.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "venues/aster/answers.h"
#include "venues/aster/words.h"
#include "venues/kit/account_answers.h"

namespace twinleg::venues::aster {
namespace {

constexpr std::size_t kFillsPage = 1'000;
constexpr int kMostPages = 50;
// A little less than the venue's seven days.
constexpr Duration kFurthest = minutes(7 * 24 * 60 - 5);

}  // namespace

struct Questions::FillsCall final : public kit::FillPages {
    using FillPages::FillPages;

    std::uint64_t last_id{0};
    int pages{0};
};

void Questions::failed(const Ask& question, const Reply& reply) {
    kit::tell_failed(account_, question, heard(reply));
}

void Questions::ask(const Ask& question, Time now) {
    switch (question.what) {
        case Question::order:
            return ask_order(question);
        case Question::open_orders:
            return ask_open_orders(question);
        case Question::fills: {
            auto call = std::make_shared<FillsCall>(account_, question);
            call->since = std::max(call->since, now - kFurthest);
            return ask_fills(call);
        }
        case Question::positions:
            return ask_position(question);
        case Question::balance:
            return ask_balance(question);
        case Question::nonce:
            return kit::tell_failed(account_, question, now);
    }
}

void Questions::ask_order(const Ask& question) {
    const std::string id = account_.ids.text(question.client_order_id);
    door_.get("order", in_our_market() + "&origClientOrderId=" + id, 1, true,
              [this, question](const Reply& reply) {
                  if (reply.kind == Reply::Kind::refused && reply.code == code::no_such_order)
                      return kit::tell_order(account_, question, heard(reply), std::nullopt);
                  kit::FoundOrder found{account_};
                  if (!reply.good() || !read_orders(reply.body, found) || !found.report)
                      return failed(question, reply);
                  found.report->client_order_id = question.client_order_id;
                  kit::tell_order(account_, question, heard(reply), found.report);
              });
}

void Questions::ask_open_orders(const Ask& question) {
    door_.get("openOrders", in_our_market(), 1, true, [this, question](const Reply& reply) {
        kit::StandingOrders open{account_};
        if (!reply.good() || !read_orders(reply.body, open)) return failed(question, reply);
        kit::tell_open_orders(account_, question, heard(reply), open.orders);
    });
}

void Questions::ask_fills(const std::shared_ptr<FillsCall>& call) {
    std::string parameters = in_our_market();
    if (call->pages == 0)
        parameters += "&startTime=" + std::to_string(account_.venue_ms(call->since));
    else
        parameters += "&fromId=" + std::to_string(call->last_id + 1);
    parameters += "&limit=" + std::to_string(kFillsPage);
    door_.get("userTrades", std::move(parameters), 5, false, [this, call](const Reply& reply) {
        const auto count = reply.good() ? read_fills(reply.body, *call, call->last_id)
                                        : Result<std::size_t>{std::unexpected{reply.error("")}};
        if (!count) return failed(call->question, reply);
        if (*count >= kFillsPage) {
            // Not whole is not an answer.
            if (++call->pages >= kMostPages) return failed(call->question, reply);
            return ask_fills(call);
        }
        kit::tell_fills(account_, *call, heard(reply));
    });
}

void Questions::ask_position(const Ask& question) {
    door_.get("positionRisk", in_our_market(), 5, false, [this, question](const Reply& reply) {
        if (!reply.good()) return failed(question, reply);
        const auto position = read_position(reply.body, account_.symbol);
        if (!position) return failed(question, reply);
        kit::tell_position(account_, question, heard(reply), position->quantity);
    });
}

void Questions::ask_balance(const Ask& question) {
    door_.get("account", {}, 5, false, [this, question](const Reply& reply) {
        if (!reply.good()) return failed(question, reply);
        const auto account = read_account(reply.body);
        if (!account) return failed(question, reply);
        kit::tell_balance(account_, question, heard(reply), account->equity, account->available);
    });
}

void Questions::look_for_funding(Time since) {
    door_.get("income",
              in_our_market() + "&incomeType=FUNDING_FEE&startTime=" +
                  std::to_string(account_.venue_ms(since)) + "&limit=1000",
              30, false, [this](const Reply& reply) {
                  if (!reply.good()) return;
                  kit::Payments payments{account_, Time{}, heard(reply)};
                  static_cast<void>(read_funding(reply.body, payments));
              });
}

}  // namespace twinleg::venues::aster
