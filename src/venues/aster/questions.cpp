#include "venues/aster/questions.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "venues/aster/answers.h"
#include "venues/aster/words.h"

namespace twinleg::venues::aster {
namespace {

constexpr std::size_t kFillsPage = 1'000;
constexpr int kMostPages = 50;
// A little less than the venue's seven days.
constexpr Duration kFurthest = minutes(7 * 24 * 60 - 5);

class Orders final : public UpdateSink {
public:
    explicit Orders(AccountSide& account) : account_(account) {}
    void on_update(const Update& update) override {
        const auto* order = std::get_if<OrderUpdate>(&update);
        if (order == nullptr || !account_.desk.ours(order->market)) return;
        const OrderReport report = account_.report_of(*order, Source::query);
        if (!first) first = report;
        if (terminal(order->word)) return;
        open.push_back({.instrument = report.instrument,
                        .client_order_id = report.client_order_id,
                        .venue_order_id = report.venue_order_id,
                        .side = order->side,
                        .price = order->price,
                        .remaining = order->quantity - order->filled});
    }
    std::optional<OrderReport> first;
    std::vector<OpenOrder> open;

private:
    AccountSide& account_;
};

}  // namespace

struct Questions::FillsCall final : public UpdateSink {
    FillsCall(const AccountSide& of, const Ask& asked) : account(of), question(asked) {}

    const AccountSide& account;
    const Ask question;
    Time since;
    std::uint64_t last_id{0};
    int pages{0};
    std::vector<Fill> fills;

    void on_update(const Update& update) override {
        const auto* fill = std::get_if<FillUpdate>(&update);
        if (fill != nullptr && account.desk.ours(fill->market))
            fills.push_back(account.fill_of(*fill, Source::query));
    }
};

void Questions::failed(const Ask& question, const Reply& reply) {
    kit::tell_failed(account_.desk, question, heard(reply));
}

void Questions::ask(const Ask& question, Time now) {
    switch (question.what) {
        case Question::order:
            return ask_order(question);
        case Question::open_orders:
            return ask_open_orders(question);
        case Question::fills: {
            auto call = std::make_shared<FillsCall>(account_, question);
            call->since = question.since.known() ? question.since : account_.desk.since;
            call->since = std::max(call->since, now - kFurthest);
            return ask_fills(call);
        }
        case Question::positions:
            return ask_position(question);
        case Question::balance:
            return ask_balance(question);
        case Question::nonce:
            return kit::tell_failed(account_.desk, question, now);
    }
}

void Questions::ask_order(const Ask& question) {
    const std::string id = account_.ids.text(question.client_order_id);
    door_.get("order", in_our_market() + "&origClientOrderId=" + id, 1, true,
              [this, question](const Reply& reply) {
                  OrderAnswer answer{.head = account_.desk.head(question.request, true),
                                     .client_order_id = question.client_order_id};
                  const bool none =
                      reply.kind == Reply::Kind::refused && reply.code == code::no_such_order;
                  if (!none) {
                      Orders orders{account_};
                      if (!reply.good() || !read_orders(reply.body, orders) || !orders.first)
                          return failed(question, reply);
                      answer.found = true;
                      answer.report = *orders.first;
                      answer.report.client_order_id = question.client_order_id;
                  }
                  account_.desk.tell(heard(reply), answer);
              });
}

void Questions::ask_open_orders(const Ask& question) {
    door_.get("openOrders", in_our_market(), 1, true, [this, question](const Reply& reply) {
        Orders orders{account_};
        if (!reply.good() || !read_orders(reply.body, orders)) return failed(question, reply);
        account_.desk.tell(heard(reply),
                           OpenOrdersAnswer{.head = account_.desk.head(question.request, true),
                                            .orders = orders.open});
    });
}

void Questions::ask_fills(const std::shared_ptr<FillsCall>& call) {
    std::string parameters = in_our_market();
    if (call->pages == 0)
        parameters += "&startTime=" + std::to_string(account_.desk.venue_ms(call->since));
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
        account_.desk.tell(heard(reply),
                           FillsAnswer{.head = account_.desk.head(call->question.request, true),
                                       .since = call->since,
                                       .fills = call->fills});
    });
}

void Questions::ask_position(const Ask& question) {
    door_.get("positionRisk", in_our_market(), 5, false, [this, question](const Reply& reply) {
        if (!reply.good()) return failed(question, reply);
        const auto position = read_position(reply.body, account_.desk.symbol);
        if (!position) return failed(question, reply);
        const PositionEntry entry{account_.desk.slot.instrument, position->quantity};
        const std::size_t held = entry.quantity.is_zero() ? 0 : 1;
        account_.desk.tell(heard(reply),
                           PositionsAnswer{.head = account_.desk.head(question.request, true),
                                           .positions = {&entry, held}});
    });
}

void Questions::ask_balance(const Ask& question) {
    door_.get("account", {}, 5, false, [this, question](const Reply& reply) {
        if (!reply.good()) return failed(question, reply);
        const auto account = read_account(reply.body);
        if (!account) return failed(question, reply);
        account_.desk.tell(heard(reply),
                           BalanceAnswer{.head = account_.desk.head(question.request, true),
                                         .equity = account->equity,
                                         .free_collateral = account->available});
    });
}

void Questions::look_for_funding(Time since) {
    class Payments final : public UpdateSink {
    public:
        Payments(AccountSide& account, Time at) : account_(account), at_(at) {}
        void on_update(const Update& update) override {
            const auto* paid = std::get_if<FundingPaidUpdate>(&update);
            if (paid == nullptr || !account_.desk.ours(paid->market)) return;
            const auto id = FillId::from("funding " + std::string{paid->payment_id});
            if (!id) return;
            account_.desk.tell(
                at_, FundingPaid{.instrument = account_.desk.slot.instrument,
                                 .payment_id = *id,
                                 .amount = paid->amount,
                                 .venue_time = account_.desk.clock.to_ours(paid->venue_time)});
        }

    private:
        AccountSide& account_;
        Time at_;
    };
    door_.get("income",
              in_our_market() + "&incomeType=FUNDING_FEE&startTime=" +
                  std::to_string(account_.desk.venue_ms(since)) + "&limit=1000",
              30, false, [this](const Reply& reply) {
                  if (!reply.good()) return;
                  Payments payments{account_, heard(reply)};
                  static_cast<void>(read_funding(reply.body, payments));
              });
}

}  // namespace twinleg::venues::aster
