#include "venues/lighter/questions.h"

#include <optional>
#include <utility>

#include "venues/lighter/codes.h"
#include "venues/lighter/events.h"
#include "venues/lighter/requests.h"

namespace twinleg::venues::lighter {
namespace {

// More pages than this, and the answer would be old before it is whole.
constexpr int kMostPages = 20;

// The orders of a page that are about our market.
class OrderSink : public UpdateSink {
public:
    explicit OrderSink(const Station& station) : station_(station) {}
    void on_update(const Update& update) final {
        const auto* order = std::get_if<OrderUpdate>(&update);
        if (order == nullptr || order->market != station_.market_number) return;
        on_order(*order);
    }
    virtual void on_order(const OrderUpdate& order) = 0;

private:
    const Station& station_;
};

class Finder final : public OrderSink {
public:
    Finder(const Station& station, ClientOrderId id)
        : OrderSink(station), instrument_(station.instrument()), id_(id) {}
    // The first is kept: pages are newest first.
    void on_order(const OrderUpdate& order) override {
        if (found || client_order_id(order.client_order_id) != id_) return;
        found = report_of(order, instrument_, Source::query);
    }
    std::optional<OrderReport> found;

private:
    InstrumentId instrument_;
    ClientOrderId id_;
};

class OpenOrders final : public OrderSink {
public:
    OpenOrders(const Station& station, std::vector<OpenOrder>& out)
        : OrderSink(station), instrument_(station.instrument()), out_(out) {}
    void on_order(const OrderUpdate& order) override {
        if (terminal(order.word)) return;
        out_.push_back(
            {.instrument = instrument_,
             .client_order_id = client_order_id(order.client_order_id),
             .venue_order_id = VenueOrderId::from(order.venue_order_id).value_or(VenueOrderId{}),
             .side = order.side,
             .price = order.price,
             .remaining = order.quantity - order.filled});
    }

private:
    InstrumentId instrument_;
    std::vector<OpenOrder>& out_;
};

class Fills final : public UpdateSink {
public:
    Fills(const Station& station, Time since, std::vector<Fill>& out)
        : station_(station), since_(since), out_(out) {}
    void on_update(const Update& update) override {
        const auto* fill = std::get_if<FillUpdate>(&update);
        if (fill == nullptr || fill->market != station_.market_number) return;
        if (fill->venue_time < since_) return;
        out_.push_back(fill_of(*fill, station_.instrument(), Source::query));
    }

private:
    const Station& station_;
    Time since_;
    std::vector<Fill>& out_;
};

}  // namespace

struct Questions::FillsCall {
    Ask question;
    Time since;
    std::vector<Fill> fills;
    int pages{0};
};

// Where an order can be: by its id, then among the open ones, then among the ended ones.
struct Questions::OrderSearch {
    enum class Place : std::uint8_t { by_id, open, ended };
    Ask question;
    Place place{Place::by_id};
    std::string cursor;
    int pages{0};
};

void Questions::ask(const Ask& question, Time now) {
    if (!station_.identity) return failed(question, now);
    switch (question.what) {
        case Question::order:
            return ask_order(question);
        case Question::open_orders:
            return ask_open_orders(question, {}, std::make_shared<std::vector<OpenOrder>>(), 0);
        case Question::fills: {
            auto call = std::make_shared<FillsCall>();
            call->question = question;
            call->since = question.since.known() ? question.since : station_.began;
            return ask_fills(std::move(call), {});
        }
        case Question::positions:
        case Question::balance:
            return ask_account(question, now);
        case Question::nonce:
            return ask_nonce(question);
    }
}

void Questions::ask_order(const Ask& question) {
    auto search = std::make_shared<OrderSearch>();
    search->question = question;
    search_order(std::move(search));
}

void Questions::search_order(std::shared_ptr<OrderSearch> search) {
    using Place = OrderSearch::Place;
    Identity& who = *station_.identity;
    const ClientOrderId id = search->question.client_order_id;
    const std::uint64_t account = who.account_index();
    const std::uint64_t market = station_.market.id;
    std::string what;
    switch (search->place) {
        case Place::by_id:
            what = target::order(account, id);
            break;
        case Place::open:
            what = target::active_orders(account, market, search->cursor);
            break;
        case Place::ended:
            what = target::inactive_orders(account, market, search->cursor);
            break;
    }
    const std::string token = who.token(station_.venue_time(station_.loop.now()));
    reads_.get(Call::orders, std::move(what), true, token, [this, search, id](const Reply& reply) {
        const Time received = heard(reply);
        const bool unknown_call = reply.kind == Reply::Kind::refused &&
                                  (reply.code == code::not_found || reply.status == 404);
        if (search->place == Place::by_id && unknown_call) {
            // Perhaps this server does not know the call: look where it must be.
            search->place = Place::open;
            return search_order(search);
        }
        if (!reply.good()) {
            if (is_auth(reply.status, reply.code, reply.message))
                station_.identity->renew_token(station_.venue_time(received));
            return failed(search->question, received);
        }
        Finder finder{station_, id};
        const auto page = read_orders(reply.body, finder);
        if (!page) return failed(search->question, received);
        if (finder.found) return answer_order(search->question, received, &*finder.found);
        if (search->place == Place::by_id) return answer_order(search->question, received, nullptr);
        if (!page->next_cursor.empty() && page->count > 0) {
            if (++search->pages >= kMostPages) return failed(search->question, received);
            search->cursor = page->next_cursor;
            return search_order(search);
        }
        if (search->place == Place::open) {
            search->place = Place::ended;
            search->cursor.clear();
            return search_order(search);
        }
        answer_order(search->question, received, nullptr);
    });
}

void Questions::answer_order(const Ask& question, Time received, const OrderReport* found) {
    OrderAnswer answer{.head = head(question, true), .client_order_id = question.client_order_id};
    if (found != nullptr) {
        answer.found = true;
        answer.report = *found;
    }
    station_.tell(received, answer);
}

void Questions::ask_open_orders(const Ask& question, std::string cursor,
                                std::shared_ptr<std::vector<OpenOrder>> orders, int page_number) {
    Identity& who = *station_.identity;
    const std::string token = who.token(station_.venue_time(station_.loop.now()));
    reads_.get(Call::orders, target::active_orders(who.account_index(), station_.market.id, cursor),
               true, token, [this, question, orders, page_number](const Reply& reply) {
                   const Time received = heard(reply);
                   if (!reply.good()) {
                       if (is_auth(reply.status, reply.code, reply.message))
                           station_.identity->renew_token(station_.venue_time(received));
                       return failed(question, received);
                   }
                   OpenOrders sink{station_, *orders};
                   const auto page = read_orders(reply.body, sink);
                   if (!page) return failed(question, received);
                   if (!page->next_cursor.empty() && page->count > 0) {
                       if (page_number + 1 >= kMostPages) return failed(question, received);
                       return ask_open_orders(question, page->next_cursor, orders, page_number + 1);
                   }
                   station_.tell(received,
                                 OpenOrdersAnswer{.head = head(question, true), .orders = *orders});
               });
}

void Questions::ask_fills(std::shared_ptr<FillsCall> call, std::string cursor) {
    Identity& who = *station_.identity;
    const std::string token = who.token(station_.venue_time(station_.loop.now()));
    reads_.get(Call::trades, target::fills(who.account_index(), station_.market.id, cursor), false,
               token, [this, call](const Reply& reply) {
                   const Time received = heard(reply);
                   if (!reply.good()) {
                       if (is_auth(reply.status, reply.code, reply.message))
                           station_.identity->renew_token(station_.venue_time(received));
                       return failed(call->question, received);
                   }
                   Fills sink{station_, call->since, call->fills};
                   const auto page =
                       read_fills(reply.body, station_.identity->account_index(), sink);
                   if (!page) return failed(call->question, received);
                   const bool all = page->count == 0 || page->next_cursor.empty() ||
                                    (page->oldest.known() && page->oldest < call->since);
                   if (!all) {
                       // Not whole is not an answer.
                       if (++call->pages >= kMostPages) return failed(call->question, received);
                       return ask_fills(call, page->next_cursor);
                   }
                   station_.tell(received, FillsAnswer{.head = head(call->question, true),
                                                       .since = call->question.since,
                                                       .fills = call->fills});
               });
}

void Questions::ask_account(const Ask& question, Time now) {
    if (account_call_ && account_call_->asked == now) {
        account_call_->questions.push_back(question);
        return;
    }
    auto call = std::make_shared<AccountCall>();
    call->asked = now;
    call->questions.push_back(question);
    account_call_ = call;
    reads_.get(Call::other, target::account(station_.identity->account_index()), false, {},
               [this, call](const Reply& reply) {
                   if (account_call_ == call) account_call_.reset();
                   answer_account(*call, reply);
               });
}

void Questions::answer_account(const AccountCall& call, const Reply& reply) {
    const Time received = heard(reply);
    const auto account = reply.good()
                             ? read_account(reply.body, station_.identity->account_index())
                             : Result<AccountInfo>{std::unexpected{reply.error("account")}};
    for (const Ask& question : call.questions) {
        if (!account) {
            failed(question, received);
        } else if (question.what == Question::balance) {
            station_.tell(received, BalanceAnswer{.head = head(question, true),
                                                  .equity = account->equity,
                                                  .free_collateral = account->free_collateral});
        } else {
            std::vector<PositionEntry> entries;
            for (const HeldPosition& held : account->positions) {
                if (held.market == station_.market.id)
                    entries.push_back({station_.instrument(), held.quantity});
            }
            station_.tell(received,
                          PositionsAnswer{.head = head(question, true), .positions = entries});
        }
    }
}

void Questions::ask_nonce(const Ask& question) {
    const Identity& who = *station_.identity;
    reads_.get(Call::next_nonce,
               target::next_nonce(who.account_index(), who.api_key_index(question.key)), true, {},
               [this, question](const Reply& reply) {
                   const Time received = heard(reply);
                   const auto next = reply.good()
                                         ? read_next_nonce(reply.body)
                                         : Result<Nonce>{std::unexpected{reply.error("nextNonce")}};
                   if (!next) return failed(question, received);
                   station_.tell(received, NonceAnswer{.head = head(question, true),
                                                       .next = make_nonce(question.key, *next)});
               });
}

void Questions::failed(const Ask& question, Time received) {
    const AnswerHead no = head(question, false);
    switch (question.what) {
        case Question::order:
            return station_.tell(
                received, OrderAnswer{.head = no, .client_order_id = question.client_order_id});
        case Question::open_orders:
            return station_.tell(received, OpenOrdersAnswer{.head = no});
        case Question::fills:
            return station_.tell(received, FillsAnswer{.head = no, .since = question.since});
        case Question::positions:
            return station_.tell(received, PositionsAnswer{.head = no});
        case Question::balance:
            return station_.tell(received, BalanceAnswer{.head = no});
        case Question::nonce:
            return station_.tell(received, NonceAnswer{.head = no});
    }
}

}  // namespace twinleg::venues::lighter
