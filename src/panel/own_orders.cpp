#include "panel/own_orders.h"

#include <algorithm>

namespace twinleg::panel {

namespace {

constexpr std::size_t kFills = 1024;
constexpr Duration kUnheard = minutes(10);  // what a venue takes to say what became of an order

}  // namespace

bool OwnOrders::on(const Told& told) {
    if (const auto* placed = std::get_if<Placed>(&told.what)) {
        orders_[placed->order.client_order_id.value] = {.order = placed->order};
        return true;
    }
    if (const auto* report = std::get_if<OrderReport>(&told.what)) return on(*report);
    if (const auto* fill = std::get_if<Fill>(&told.what)) return on(*fill);
    if (const auto* failed = std::get_if<SendFailed>(&told.what)) {
        if (!failed->was_cancel && failed->outcome == SendOutcome::never_sent)
            orders_.erase(failed->client_order_id.value);
    }
    return true;
}

bool OwnOrders::on(const OrderReport& report) {
    const auto found = orders_.find(report.client_order_id.value);
    if (found == orders_.end()) return !report.client_order_id.known();
    auto& own = found->second;
    // Not the last word: these may answer a second copy, or a cancel that found nothing.
    const bool last = terminal(report.word) && report.reason != Reason::duplicate_id &&
                      report.reason != Reason::nonce_used && report.reason != Reason::not_found;
    if (last) {
        orders_.erase(found);
        return true;
    }
    const auto before = own.filled();
    if (report.has_cumulative) own.by_reports = std::max(own.by_reports, report.cumulative);
    const bool news = !own.told || before != own.filled() || report.word != own.word;
    own.told = true;
    own.word = report.word;
    return news;
}

bool OwnOrders::on(const Fill& fill) {
    const std::pair known{fill.instrument, fill.fill_id};
    if (std::ranges::find(fills_, known) != fills_.end()) return false;
    if (fills_.size() < kFills)
        fills_.push_back(known);
    else
        fills_[next_fill_++ % kFills] = known;
    const auto found = orders_.find(fill.client_order_id.value);
    if (found != orders_.end()) {
        auto& own = found->second;
        own.by_fills = std::min(own.by_fills + fill.quantity, own.order.quantity);
        own.told = true;
    }
    return true;
}

void OwnOrders::forget_old(Time now) {
    std::erase_if(orders_, [&](const auto& each) {
        const auto& order = each.second.order;
        return order.valid_until.known() && now > order.valid_until + kUnheard;
    });
}

}  // namespace twinleg::panel
