#include "venues/paradex/questions.h"

#include <optional>
#include <utility>
#include <vector>

#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

// More pages than this, and the answer would be old before it is whole.
constexpr int kMostPages = 40;

// The first order of that id.
class Finder final : public UpdateSink {
public:
    Finder(const Station& station, ClientOrderId id) : station_(station), id_(id) {}
    void on_update(const Update& update) override {
        const auto* order = std::get_if<OrderUpdate>(&update);
        if (order == nullptr || found || !station_.ours(order->market)) return;
        const OrderReport report = station_.report_of(*order, Source::query);
        if (report.client_order_id == id_) found = report;
    }
    std::optional<OrderReport> found;

private:
    const Station& station_;
    ClientOrderId id_;
};

class OpenOrders final : public UpdateSink {
public:
    explicit OpenOrders(const Station& station) : station_(station) {}
    void on_update(const Update& update) override {
        const auto* order = std::get_if<OrderUpdate>(&update);
        if (order == nullptr || !station_.ours(order->market) || terminal(order->word)) return;
        const OrderReport report = station_.report_of(*order, Source::query);
        orders.push_back({.instrument = station_.slot.instrument,
                          .client_order_id = report.client_order_id,
                          .venue_order_id = report.venue_order_id,
                          .side = order->side,
                          .price = order->price,
                          .remaining = order->quantity - order->filled});
    }
    std::vector<OpenOrder> orders;

private:
    const Station& station_;
};

class Position final : public UpdateSink {
public:
    explicit Position(const Station& station) : station_(station) {}
    void on_update(const Update& update) override {
        const auto* position = std::get_if<PositionUpdate>(&update);
        if (position != nullptr && station_.ours(position->market)) held += position->quantity;
    }
    Quantity held;  // closed ones are listed with zero

private:
    const Station& station_;
};

}  // namespace

struct Questions::FillsCall final : public UpdateSink {
    FillsCall(const Station& at, const Ask& asked, Time from)
        : station(at), question(asked), since(from) {}

    void on_update(const Update& update) override {
        if (const auto* fill = std::get_if<FillUpdate>(&update)) {
            const Fill event = station.fill_of(*fill, Source::query);
            if (station.ours(fill->market) && !event.fill_id.empty()) fills.push_back(event);
        } else if (const auto* each = std::get_if<FundingPaidUpdate>(&update)) {
            const FundingPaid event = station.funding_of(*each);
            if (station.ours(each->market) && !event.payment_id.empty()) paid.push_back(event);
        }
    }

    const Station& station;
    const Ask question;
    const Time since;
    std::vector<Fill> fills;
    std::vector<FundingPaid> paid;
    int pages{0};
};

void Questions::ask(const Ask& question, Time now) {
    switch (question.what) {
        case Question::order:
            return ask_order(question);
        case Question::open_orders:
            return ask_open_orders(question);
        case Question::fills: {
            const Time since = question.since.known() ? question.since : station_.since;
            return ask_fills(std::make_shared<FillsCall>(station_, question, since), {});
        }
        case Question::positions:
            return ask_positions(question);
        case Question::balance:
            return ask_balance(question);
        case Question::nonce:
            return failed(question, now);
    }
}

void Questions::answer_order(const Ask& question, Time received, const OrderReport* found) {
    OrderAnswer answer{.head = station_.head(question.request, true),
                       .client_order_id = question.client_order_id};
    if (found != nullptr) {
        answer.found = true;
        answer.report = *found;
    }
    station_.tell(received, answer);
}

void Questions::ask_order(const Ask& question) {
    rest_.get(
        target::order_by_client_id(station_.ids.text(question.client_order_id)), true,
        [this, question](const Reply& reply) {
            if (reply.kind == Reply::Kind::refused &&
                (is_not_found(reply.code) || reply.status == 404))
                return ask_history(question);
            Finder finder{station_, question.client_order_id};
            if (!reply.good() || !answers_.order(reply.body, finder))
                return failed(question, reply.received);
            if (!finder.found) return ask_history(question);
            answer_order(question, reply.received, &*finder.found);
        },
        2);  // the history is paid for, so that half an answer is none
}

void Questions::ask_history(const Ask& question) {
    rest_.get(
        target::order_history(station_.symbol, station_.ids.text(question.client_order_id)), true,
        [this, question](const Reply& reply) {
            Finder finder{station_, question.client_order_id};
            if (!reply.good()) {
                const bool none = reply.kind == Reply::Kind::refused && is_not_found(reply.code);
                if (!none) return failed(question, reply.received);
            } else if (!answers_.orders(reply.body, finder)) {
                return failed(question, reply.received);
            }
            answer_order(question, reply.received, finder.found ? &*finder.found : nullptr);
        },
        0);
}

void Questions::ask_open_orders(const Ask& question) {
    rest_.get(target::open_orders(station_.symbol), true, [this, question](const Reply& reply) {
        OpenOrders sink{station_};
        const auto page = reply.good() ? answers_.orders(reply.body, sink)
                                       : Result<Page>{std::unexpected{reply.error("open orders")}};
        // This list has no pages; should it ever, half of it would be no answer.
        if (!page || !page->next.empty()) return failed(question, reply.received);
        station_.tell(
            reply.received,
            OpenOrdersAnswer{.head = station_.head(question.request, true), .orders = sink.orders});
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
                  station_.tell(reply.received,
                                FillsAnswer{.head = station_.head(call->question.request, true),
                                            .since = call->since,
                                            .through = {},
                                            .fills = call->fills});
              });
}

void Questions::ask_positions(const Ask& question) {
    rest_.get(std::string{target::kPositions}, false, [this, question](const Reply& reply) {
        Position sink{station_};
        if (!reply.good() || !answers_.positions(reply.body, sink))
            return failed(question, reply.received);
        const PositionEntry entry{station_.slot.instrument, sink.held};
        const std::size_t count = sink.held.is_zero() ? 0 : 1;
        station_.tell(reply.received, PositionsAnswer{.head = station_.head(question.request, true),
                                                      .positions = {&entry, count}});
    });
}

void Questions::ask_balance(const Ask& question) {
    rest_.get(std::string{target::kAccount}, false, [this, question](const Reply& reply) {
        const auto account = reply.good()
                                 ? answers_.account(reply.body)
                                 : Result<AccountState>{std::unexpected{reply.error("account")}};
        if (!account) return failed(question, reply.received);
        station_.tell(reply.received, BalanceAnswer{.head = station_.head(question.request, true),
                                                    .equity = account->equity,
                                                    .free_collateral = account->free_collateral});
    });
}

}  // namespace twinleg::venues::paradex
