#include "venues/kit/account_answers.h"

#include <string>

namespace twinleg::venues::kit {

void RepliedOrder::on_update(const Update& update) {
    const auto* order = std::get_if<OrderUpdate>(&update);
    if (order != nullptr && !report) report = account_.report_of(*order, Source::reply);
}

void FoundOrder::on_update(const Update& update) {
    const auto* order = std::get_if<OrderUpdate>(&update);
    if (order == nullptr || report || !account_.ours(order->market)) return;
    const OrderReport told = account_.report_of(*order, Source::query);
    if (!id_.known() || told.client_order_id == id_) report = told;
}

void StandingOrders::on_update(const Update& update) {
    const auto* order = std::get_if<OrderUpdate>(&update);
    if (order == nullptr || !account_.ours(order->market)) return;
    const OrderReport report = account_.report_of(*order, Source::query);
    if (terminal(order->word)) return;
    orders.push_back({.instrument = report.instrument,
                      .client_order_id = report.client_order_id,
                      .venue_order_id = report.venue_order_id,
                      .side = order->side,
                      .price = order->price,
                      .remaining = order->quantity - order->filled});
}

void HeldPosition::on_update(const Update& update) {
    const auto* position = std::get_if<PositionUpdate>(&update);
    if (position != nullptr && desk_.ours(position->market)) quantity += position->quantity;
}

FillPages::FillPages(const AccountSide& account, const Ask& asked)
    : question(asked),
      since(asked.since.known() ? asked.since : account.since),
      account_(account) {}

void FillPages::on_update(const Update& update) {
    const auto* fill = std::get_if<FillUpdate>(&update);
    if (fill != nullptr && account_.ours(fill->market))
        fills.push_back(account_.fill_of(*fill, Source::query));
}

void Payments::on_update(const Update& update) {
    const auto* paid = std::get_if<FundingPaidUpdate>(&update);
    if (paid == nullptr || !account_.ours(paid->market)) return;
    const auto id = FillId::from("funding " + std::string{paid->payment_id});
    FundingPaid event = account_.funding_of(*paid);
    if (event.venue_time < from_ || !id) return;
    event.payment_id = *id;
    account_.tell(at_, event);
}

void tell_order(DeskSide& desk, const Ask& question, Time at,
                const std::optional<OrderReport>& found) {
    OrderAnswer answer{.head = desk.head(question.request, true),
                       .client_order_id = question.client_order_id,
                       .found = found.has_value()};
    if (found) answer.report = *found;
    desk.tell(at, answer);
}

void tell_open_orders(DeskSide& desk, const Ask& question, Time at,
                      std::span<const OpenOrder> orders) {
    desk.tell(at, OpenOrdersAnswer{.head = desk.head(question.request, true), .orders = orders});
}

void tell_fills(DeskSide& desk, const FillPages& pages, Time at) {
    desk.tell(at, FillsAnswer{.head = desk.head(pages.question.request, true),
                              .since = pages.since,
                              .fills = pages.fills});
}

void tell_position(DeskSide& desk, const Ask& question, Time at, Quantity held) {
    const PositionEntry entry{desk.slot.instrument, held};
    const std::size_t count = held.is_zero() ? 0 : 1;
    desk.tell(at, PositionsAnswer{.head = desk.head(question.request, true),
                                  .positions = {&entry, count}});
}

void tell_balance(DeskSide& desk, const Ask& question, Time at, Notional equity,
                  Notional free_collateral) {
    desk.tell(at, BalanceAnswer{.head = desk.head(question.request, true),
                                .equity = equity,
                                .free_collateral = free_collateral});
}

void tell_failed(DeskSide& desk, const Ask& question, Time at) {
    const AnswerHead no = desk.head(question.request, false);
    switch (question.what) {
        case Question::order:
            return desk.tell(at,
                             OrderAnswer{.head = no, .client_order_id = question.client_order_id});
        case Question::open_orders:
            return desk.tell(at, OpenOrdersAnswer{.head = no});
        case Question::fills:
            return desk.tell(at, FillsAnswer{.head = no, .since = question.since});
        case Question::positions:
            return desk.tell(at, PositionsAnswer{.head = no});
        case Question::balance:
            return desk.tell(at, BalanceAnswer{.head = no});
        case Question::nonce:
            return desk.tell(at, NonceAnswer{.head = no});
    }
}

}  // namespace twinleg::venues::kit
