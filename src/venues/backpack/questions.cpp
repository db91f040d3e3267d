#include "venues/backpack/questions.h"

#include <optional>
#include <utility>

#include "venues/backpack/answers.h"
#include "venues/backpack/words.h"

namespace twinleg::venues::backpack {
namespace {

constexpr std::size_t kHistoryPage = 200;
constexpr std::size_t kMostHistory = 2'000;  // orders back: older ones ended long ago
constexpr std::size_t kFillsPage = 1'000;
constexpr std::size_t kMostFills = 50'000;

// The order that is asked about, and how many there were.
class Finder final : public UpdateSink {
public:
    Finder(const AccountSide& account, ClientOrderId id) : account_(account), id_(id) {}
    void on_update(const Update& update) override {
        const auto* order = std::get_if<OrderUpdate>(&update);
        if (order == nullptr || found || !account_.desk.ours(order->market)) return;
        if (account_.ids.decode(order->client_order_id) != id_) return;
        found = account_.report_of(*order, Source::query);
    }
    std::optional<OrderReport> found;

private:
    const AccountSide& account_;
    ClientOrderId id_;
};

class OpenOrders final : public UpdateSink {
public:
    explicit OpenOrders(const AccountSide& account) : account_(account) {}
    void on_update(const Update& update) override {
        const auto* order = std::get_if<OrderUpdate>(&update);
        if (order == nullptr || !account_.desk.ours(order->market) || terminal(order->word)) return;
        const OrderReport report = account_.report_of(*order, Source::query);
        orders.push_back({.instrument = report.instrument,
                          .client_order_id = report.client_order_id,
                          .venue_order_id = report.venue_order_id,
                          .side = order->side,
                          .price = order->price,
                          .remaining = order->quantity - order->filled});
    }
    std::vector<OpenOrder> orders;

private:
    const AccountSide& account_;
};

class Position final : public UpdateSink {
public:
    explicit Position(const kit::DeskSide& desk) : desk_(desk) {}
    void on_update(const Update& update) override {
        const auto* position = std::get_if<PositionUpdate>(&update);
        if (position != nullptr && desk_.ours(position->market)) quantity += position->quantity;
    }
    Quantity quantity;

private:
    const kit::DeskSide& desk_;
};

}  // namespace

struct Questions::FillsCall final : public UpdateSink {
    FillsCall(const AccountSide& of, const Ask& asked) : account(of), question(asked) {}

    const AccountSide& account;
    const Ask question;
    Time since;
    std::size_t offset{0};
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
            return door_.get("/api/v1/orders", "orderQueryAll", in_our_market(), true,
                             [this, question](const Reply& reply) {
                                 OpenOrders open{account_};
                                 if (!reply.good() || !read_orders(reply.body, open))
                                     return failed(question, reply);
                                 account_.desk.tell(heard(reply),
                                                    OpenOrdersAnswer{.head = account_.desk.head(
                                                                         question.request, true),
                                                                     .orders = open.orders});
                             });
        case Question::fills: {
            auto call = std::make_shared<FillsCall>(account_, question);
            call->since = question.since.known() ? question.since : account_.desk.since;
            return ask_fills(call);
        }
        case Question::positions:
            return ask_positions(question);
        case Question::balance:
            return ask_balance(question);
        case Question::nonce:
            return kit::tell_failed(account_.desk, question, now);
    }
}

void Questions::ask_order(const Ask& question) {
    const std::string id = std::to_string(account_.ids.encode(question.client_order_id));
    door_.get("/api/v1/order", "orderQuery", "clientId=" + id + "&" + in_our_market(), true,
              [this, question](const Reply& reply) {
                  if (reply.kind == Reply::Kind::refused &&
                      is_not_found(reply.status, reply.code, reply.message))
                      return ask_history(question, 0);
                  Finder finder{account_, question.client_order_id};
                  if (!reply.good() || !read_orders(reply.body, finder))
                      return failed(question, reply);
                  if (!finder.found) return ask_history(question, 0);
                  account_.desk.tell(heard(reply),
                                     OrderAnswer{.head = account_.desk.head(question.request, true),
                                                 .client_order_id = question.client_order_id,
                                                 .found = true,
                                                 .report = *finder.found});
              });
}

void Questions::ask_history(const Ask& question, std::size_t offset) {
    const std::string query = in_our_market() + "&limit=" + std::to_string(kHistoryPage) +
                              "&offset=" + std::to_string(offset);
    door_.get("/wapi/v1/history/orders", "orderHistoryQueryAll", query, true,
              [this, question, offset](const Reply& reply) {
                  Finder finder{account_, question.client_order_id};
                  const auto count = reply.good()
                                         ? read_orders(reply.body, finder)
                                         : Result<std::size_t>{std::unexpected{reply.error("")}};
                  if (!count) return failed(question, reply);
                  OrderAnswer answer{.head = account_.desk.head(question.request, true),
                                     .client_order_id = question.client_order_id};
                  if (finder.found) {
                      answer.found = true;
                      answer.report = *finder.found;
                  } else if (*count >= kHistoryPage && offset + *count < kMostHistory) {
                      return ask_history(question, offset + *count);
                  }
                  account_.desk.tell(heard(reply), answer);
              });
}

void Questions::ask_fills(const std::shared_ptr<FillsCall>& call) {
    // Oldest first: what comes while pages are turned is at the end, and moves none of them.
    const std::string query = "from=" + std::to_string(account_.desk.venue_ms(call->since)) +
                              "&limit=" + std::to_string(kFillsPage) +
                              "&offset=" + std::to_string(call->offset) + "&sortDirection=Asc&" +
                              in_our_market();
    door_.get(
        "/wapi/v1/history/fills", "fillHistoryQueryAll", query, false,
        [this, call](const Reply& reply) {
            const auto count = reply.good() ? read_fills(reply.body, *call)
                                            : Result<std::size_t>{std::unexpected{reply.error("")}};
            if (!count) return failed(call->question, reply);
            call->offset += *count;
            if (*count >= kFillsPage) {
                // Not whole is not an answer.
                if (call->offset >= kMostFills) return failed(call->question, reply);
                return ask_fills(call);
            }
            account_.desk.tell(heard(reply),
                               FillsAnswer{.head = account_.desk.head(call->question.request, true),
                                           .since = call->since,
                                           .fills = call->fills});
        });
}

void Questions::ask_positions(const Ask& question) {
    door_.get("/api/v1/position", "positionQuery", in_our_market(), false,
              [this, question](const Reply& reply) {
                  // A flat account may be told as "not found".
                  const bool none =
                      reply.kind == Reply::Kind::refused && reply.code == "RESOURCE_NOT_FOUND";
                  Position position{account_.desk};
                  if (!none && (!reply.good() || !read_positions(reply.body, position)))
                      return failed(question, reply);
                  const PositionEntry entry{account_.desk.slot.instrument, position.quantity};
                  const std::size_t held = entry.quantity.is_zero() ? 0 : 1;
                  account_.desk.tell(heard(reply), PositionsAnswer{.head = account_.desk.head(
                                                                       question.request, true),
                                                                   .positions = {&entry, held}});
              });
}

void Questions::ask_balance(const Ask& question) {
    door_.get("/api/v1/capital/collateral", "collateralQuery", "", false,
              [this, question](const Reply& reply) {
                  if (!reply.good()) return failed(question, reply);
                  const auto collateral = read_collateral(reply.body);
                  if (!collateral) return failed(question, reply);
                  account_.desk.tell(
                      heard(reply),
                      BalanceAnswer{.head = account_.desk.head(question.request, true),
                                    .equity = collateral->equity,
                                    .free_collateral = collateral->available});
              });
}

void Questions::look_for_funding(Time since) {
    class Payments final : public UpdateSink {
    public:
        Payments(AccountSide& account, Time from, Time at)
            : account_(account), from_(from), at_(at) {}
        void on_update(const Update& update) override {
            const auto* paid = std::get_if<FundingPaidUpdate>(&update);
            if (paid == nullptr || !account_.desk.ours(paid->market)) return;
            const Time time = account_.desk.clock.to_ours(paid->venue_time);
            const auto id = FillId::from("funding " + std::string{paid->payment_id});
            if (time < from_ || !id) return;
            account_.desk.tell(at_, FundingPaid{.instrument = account_.desk.slot.instrument,
                                                .payment_id = *id,
                                                .amount = paid->amount,
                                                .venue_time = time});
        }

    private:
        AccountSide& account_;
        Time from_, at_;
    };
    door_.get(
        "/wapi/v1/history/funding", "fundingHistoryQueryAll", "limit=100&" + in_our_market(), false,
        [this, since](const Reply& reply) {
            if (!reply.good()) return;
            Payments payments{account_, since, heard(reply)};
            static_cast<void>(read_funding(reply.body, payments));
        },
        Door::Budget::histories);
}

}  // namespace twinleg::venues::backpack
