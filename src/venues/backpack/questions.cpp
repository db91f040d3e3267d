#include "venues/backpack/questions.h"

#include <optional>
#include <utility>

#include "venues/backpack/answers.h"
#include "venues/backpack/words.h"
#include "venues/kit/account_answers.h"

namespace twinleg::venues::backpack {
namespace {

constexpr std::size_t kHistoryPage = 200;
constexpr std::size_t kMostHistory = 2'000;  // orders back: older ones ended long ago
constexpr std::size_t kFillsPage = 1'000;
constexpr std::size_t kMostFills = 50'000;

}  // namespace

struct Questions::FillsCall final : public kit::FillPages {
    using FillPages::FillPages;

    std::size_t offset{0};
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
        case Question::fills:
            return ask_fills(std::make_shared<FillsCall>(account_, question));
        case Question::positions:
            return ask_positions(question);
        case Question::balance:
            return ask_balance(question);
        case Question::nonce:
            return kit::tell_failed(account_, question, now);
    }
}

void Questions::ask_order(const Ask& question) {
    const std::string id = std::to_string(account_.ids.encode(question.client_order_id));
    door_.get("/api/v1/order", "orderQuery", "clientId=" + id + "&" + in_our_market(), true,
              [this, question](const Reply& reply) {
                  if (reply.kind == Reply::Kind::refused &&
                      is_not_found(reply.status, reply.code, reply.message))
                      return ask_history(question, 0);
                  kit::FoundOrder found{account_, question.client_order_id};
                  if (!reply.good() || !read_orders(reply.body, found))
                      return failed(question, reply);
                  if (!found.report) return ask_history(question, 0);
                  kit::tell_order(account_, question, heard(reply), found.report);
              });
}

void Questions::ask_history(const Ask& question, std::size_t offset) {
    const std::string query = in_our_market() + "&limit=" + std::to_string(kHistoryPage) +
                              "&offset=" + std::to_string(offset);
    door_.get("/wapi/v1/history/orders", "orderHistoryQueryAll", query, true,
              [this, question, offset](const Reply& reply) {
                  kit::FoundOrder found{account_, question.client_order_id};
                  const auto count = reply.good()
                                         ? read_orders(reply.body, found)
                                         : Result<std::size_t>{std::unexpected{reply.error("")}};
                  if (!count) return failed(question, reply);
                  if (!found.report && *count >= kHistoryPage && offset + *count < kMostHistory)
                      return ask_history(question, offset + *count);
                  kit::tell_order(account_, question, heard(reply), found.report);
              });
}

void Questions::ask_open_orders(const Ask& question) {
    door_.get("/api/v1/orders", "orderQueryAll", in_our_market(), true,
              [this, question](const Reply& reply) {
                  kit::StandingOrders open{account_};
                  if (!reply.good() || !read_orders(reply.body, open))
                      return failed(question, reply);
                  kit::tell_open_orders(account_, question, heard(reply), open.orders);
              });
}

void Questions::ask_fills(const std::shared_ptr<FillsCall>& call) {
    // Oldest first: what comes while pages are turned is at the end, and moves none of them.
    const std::string query = "from=" + std::to_string(account_.venue_ms(call->since)) +
                              "&limit=" + std::to_string(kFillsPage) +
                              "&offset=" + std::to_string(call->offset) + "&sortDirection=Asc&" +
                              in_our_market();
    door_.get("/wapi/v1/history/fills", "fillHistoryQueryAll", query, false,
              [this, call](const Reply& reply) {
                  const auto count = reply.good()
                                         ? read_fills(reply.body, *call)
                                         : Result<std::size_t>{std::unexpected{reply.error("")}};
                  if (!count) return failed(call->question, reply);
                  call->offset += *count;
                  if (*count >= kFillsPage) {
                      // Not whole is not an answer.
                      if (call->offset >= kMostFills) return failed(call->question, reply);
                      return ask_fills(call);
                  }
                  kit::tell_fills(account_, *call, heard(reply));
              });
}

void Questions::ask_positions(const Ask& question) {
    door_.get("/api/v1/position", "positionQuery", in_our_market(), false,
              [this, question](const Reply& reply) {
                  // A flat account may be told as "not found".
                  const bool none =
                      reply.kind == Reply::Kind::refused && reply.code == "RESOURCE_NOT_FOUND";
                  kit::HeldPosition position{account_};
                  if (!none && (!reply.good() || !read_positions(reply.body, position)))
                      return failed(question, reply);
                  kit::tell_position(account_, question, heard(reply), position.quantity);
              });
}

void Questions::ask_balance(const Ask& question) {
    door_.get("/api/v1/capital/collateral", "collateralQuery", "", false,
              [this, question](const Reply& reply) {
                  if (!reply.good()) return failed(question, reply);
                  const auto collateral = read_collateral(reply.body);
                  if (!collateral) return failed(question, reply);
                  kit::tell_balance(account_, question, heard(reply), collateral->equity,
                                    collateral->available);
              });
}

void Questions::look_for_funding(Time since) {
    door_.get(
        "/wapi/v1/history/funding", "fundingHistoryQueryAll", "limit=100&" + in_our_market(), false,
        [this, since](const Reply& reply) {
            if (!reply.good()) return;
            kit::Payments payments{account_, since, heard(reply)};
            static_cast<void>(read_funding(reply.body, payments));
        },
        Door::Budget::histories);
}

}  // namespace twinleg::venues::backpack
