#include "venues/paradex/catch_up.h"

#include <algorithm>
#include <vector>

namespace twinleg::venues::paradex {
namespace {

// Clocks and servers may differ by as much.
constexpr Duration kOverlap = seconds(5);
constexpr int kMostPages = 20;

// Orders of ours as reports, fills and funding as they are.
class Teller final : public UpdateSink {
public:
    Teller(Station& station, OrderEntry& orders, Time received)
        : station_(station), orders_(orders), received_(received) {}

    void on_update(const Update& update) override {
        if (const auto* order = std::get_if<OrderUpdate>(&update)) {
            if (!station_.ours(order->market)) return;
            const OrderReport report = station_.report_of(*order, Source::query);
            if (!report.client_order_id.known()) return;
            seen.push_back(report.client_order_id.value);
            if (terminal(report.word)) orders_.ended(report.client_order_id);
            station_.tell(received_, report);
        } else if (const auto* fill = std::get_if<FillUpdate>(&update)) {
            const Fill event = station_.fill_of(*fill, Source::query);
            if (station_.ours(fill->market) && !event.fill_id.empty())
                station_.tell(received_, event);
        } else if (const auto* paid = std::get_if<FundingPaidUpdate>(&update)) {
            const FundingPaid event = station_.funding_of(*paid);
            if (station_.ours(paid->market) && !event.payment_id.empty())
                station_.tell(received_, event);
        }
    }
    std::vector<std::uint64_t> seen;

private:
    Station& station_;
    OrderEntry& orders_;
    Time received_;
};

}  // namespace

struct CatchUp::Run {
    Time since;
    std::vector<std::uint64_t> unsaid;  // ours, neither ended nor seen among the open ones
    int pages{0};
};

void CatchUp::run(Time since) {
    if (running_) {
        again_ = true;
        again_since_ = since;
        return;
    }
    running_ = true;
    auto run = std::make_shared<Run>();
    run->since = since.known() ? since - kOverlap : Time{};
    run->unsaid.assign(orders_.live().begin(), orders_.live().end());
    ask_open_orders(run);
}

void CatchUp::ask_open_orders(const std::shared_ptr<Run>& run) {
    rest_.get(target::open_orders(station_.symbol), true, [this, run](const Reply& reply) {
        Teller teller{station_, orders_, reply.received};
        if (!reply.good() || !answers_.orders(reply.body, teller)) return end(run);
        std::erase_if(run->unsaid, [&](std::uint64_t id) {
            return std::ranges::find(teller.seen, id) != teller.seen.end();
        });
        ask_ended(run);
    });
}

void CatchUp::ask_ended(const std::shared_ptr<Run>& run) {
    if (run->unsaid.empty()) {
        if (!run->since.known()) return end(run);
        return ask_fills(run, {});
    }
    const ClientOrderId id{run->unsaid.back()};
    run->unsaid.pop_back();
    rest_.get(target::order_history(station_.symbol, station_.ids.text(id)), true,
              [this, run](const Reply& reply) {
                  Teller teller{station_, orders_, reply.received};
                  if (reply.good()) (void)answers_.orders(reply.body, teller);
                  ask_ended(run);
              });
}

void CatchUp::ask_fills(const std::shared_ptr<Run>& run, const std::string& cursor) {
    rest_.get(target::fills(station_.symbol, station_.venue_ms(run->since), cursor), true,
              [this, run](const Reply& reply) {
                  Teller teller{station_, orders_, reply.received};
                  if (!reply.good()) return end(run);
                  const auto page = answers_.fills(reply.body, teller);
                  if (!page || page->next.empty() || page->count == 0 || ++run->pages == kMostPages)
                      return end(run);
                  ask_fills(run, page->next);
              });
}

void CatchUp::end(const std::shared_ptr<Run>&) {
    running_ = false;
    if (!again_) return;
    again_ = false;
    run(again_since_);
}

}  // namespace twinleg::venues::paradex
