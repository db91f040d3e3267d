// As desk.cpp, but through the EdgeX connector with the browser transport: what the engine would
// see. Knows no key.
//
// usage: browser_venue_desk ORIGIN PORT VERSION REST WS venue|page ROUNDS     (token in
// EDGEX_BROWSER_TOKEN)
// Prints JSON lines: {"log":"…"}, {"up":…} or {"down":…} of a stream, {"round":N,…},
// {"done":true,…}.

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "book/order_book.h"
#include "core/json_writer.h"
#include "net/event_loop.h"
#include "risk/gate.h"
#include "venues/edgex/edgex.h"

namespace twinleg {
namespace {

void print(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
}

struct Known {
    Side side{Side::buy};
    Quantity filled;  // by reports
    Quantity told;    // by fills
    bool over{false};
    bool unknown{false};
};

risk::Limits no_limits() {
    risk::Limits limits;
    limits.orders_per_minute = 1'000'000;
    limits.duplicate_window = {};
    return limits;
}

class VenueDesk {
public:
    explicit VenueDesk(char** words) {
        const std::string data = words[6];
        connector_ = venues::edgex::edgex_kind().make(
            {.loop = loop_,
             .inbox = inbox_,
             .credentials = credentials_,
             .slot = {.venue = {0}, .instrument = {0}, .coin = "BTC", .symbol = {}},
             .endpoints = {.rest = words[4], .ws = words[5], .private_ws = {}, .ca_file = {}},
             .desk_tag = fmt::format("t{}", loop_.now().ns % 1'000'000'000),
             .order_transport = "browser",
             .options = {{"version", words[3]},
                         {"bridge_port", words[2]},
                         {"browser_origins", words[1]},
                         {"market_data", data}},
             .say = [](std::string_view line) {
                 print(fmt::format(R"({{"log":{}}})", json_quoted(line)));
             }});
    }

    bool run(int rounds) {
        std::optional<Result<venues::Description>> described;
        connector_->describe([&](auto answer) { described = std::move(answer); });
        wait([&] { return described.has_value(); }, 12'000);
        if (!described || !*described) {
            print(fmt::format(R"({{"error":{}}})",
                              json_quoted(described ? described->error().message : "silence")));
            return false;
        }
        const venues::Description& venue = **described;
        book_ = std::make_unique<book::OrderBook>(venue.book);
        gate_ = std::make_unique<risk::Gate>(no_limits(), std::vector{venue.instrument},
                                             std::vector<std::uint32_t>{1'000'000});
        connector_->open();
        ask(Question::open_orders);
        int traded = 0;
        for (int round = 1; round <= rounds; ++round) {
            const Quantity bought = trade(Side::buy, TimeInForce::post_only, lot_);
            const Quantity left = position();
            if (left.is_positive()) trade(Side::sell, TimeInForce::ioc, left);
            if (bought.is_positive() && position().is_zero()) ++traded;
            print(fmt::format(R"({{"round":{},"position":"{}"}})", round, to_text(position())));
        }
        for (int attempt = 0; attempt < 5 && position().is_positive(); ++attempt)
            trade(Side::sell, TimeInForce::ioc, position());
        ask(Question::positions);
        JsonWriter json;
        json.object()
            .field("done", true)
            .field("traded", traded)
            .field("position", position())
            .field("venue_position", venue_position_)
            .field("open_orders", open_orders_)
            .field("fills", fills_.size())
            .field("fills_agree", fills_agree())
            .field("account_downs", account_downs_)
            .field("latencies", latencies_)
            .field("account", std::string_view{venue.account})
            .end_object();
        print(json.text());
        connector_->close();
        return position().is_zero() && venue_position_.is_zero();
    }

private:
    bool wait(const std::function<bool()>& so, int turns) {
        for (int turn = 0; turn < turns && !so(); ++turn) {
            loop_.run(milliseconds(5));
            connector_->idle(loop_.now());
            Event event;
            while (inbox_.pop(event))
                std::visit([&](const auto& what) { take(what, event.time); }, event.what);
        }
        return so();
    }

    void take(const BookSnapshot& book, Time now) { (void)book_->apply(book, now); }
    void take(const BookDelta& delta, Time now) {
        if (!book_->apply(delta, now)) connector_->resync({delta.instrument}, now);
    }
    void take(const Quote& quote, Time now) { (void)book_->apply(quote, now); }
    void take(const StreamStatus& status, Time) {
        const bool market = status.stream == Stream::market;
        (market ? market_up_ : account_up_) = status.up;
        if (!market && !status.up) ++account_downs_;
        print(fmt::format(R"({{"{}":"{}"}})", status.up ? "up" : "down",
                          market ? "market" : "account"));
    }
    void take(const OrderReport& report, Time) {
        const auto found = orders_.find(report.client_order_id.value);
        if (found == orders_.end()) return;
        if (report.has_cumulative && report.cumulative > found->second.filled)
            found->second.filled = report.cumulative;
        if (terminal(report.word)) found->second.over = true;
    }
    void take(const Fill& fill, Time) {
        const auto found = orders_.find(fill.client_order_id.value);
        if (found == orders_.end()) return;
        if (!fills_.emplace(fill.fill_id.view()).second) return;
        found->second.told += fill.quantity;
        found->second.filled = std::max(found->second.filled, found->second.told);
    }
    void take(const SendFailed& failed, Time) {
        const auto found = orders_.find(failed.client_order_id.value);
        if (found == orders_.end() || failed.was_cancel) return;
        (failed.outcome == SendOutcome::never_sent ? found->second.over : found->second.unknown) =
            true;
    }
    void take(const OrderAnswer& answer, Time now) {
        answered_ = true;
        if (!answer.head.ok) return;
        if (answer.found)
            take(answer.report, now);
        else if (const auto found = orders_.find(answer.client_order_id.value);
                 found != orders_.end())
            found->second.over = true;
    }
    void take(const OpenOrdersAnswer& answer, Time) {
        answered_ = answer.head.ok;
        open_orders_ = answer.orders.size();
    }
    void take(const PositionsAnswer& answer, Time) {
        answered_ = answer.head.ok;
        venue_position_ = answer.positions.empty() ? Quantity{} : answer.positions[0].quantity;
    }
    void take(const LatencyMeasured&, Time) { ++latencies_; }
    template <typename Other>
    void take(const Other&, Time) {}

    bool can_trade() const { return market_up_ && account_up_ && book_->bbo().has_value(); }

    Quantity position() const {
        Quantity sum;
        for (const auto& [id, order] : orders_)
            sum += order.side == Side::buy ? order.filled : -order.filled;
        return sum;
    }
    bool fills_agree() const {
        for (const auto& [id, order] : orders_)
            if (order.filled != order.told) return false;
        return true;
    }

    void ask(Question what, ClientOrderId id = {}) {
        for (int attempt = 0; attempt < 100; ++attempt) {
            answered_ = false;
            connector_->ask({.venue = {0},
                             .request = {++last_request_},
                             .what = what,
                             .instrument = {0},
                             .client_order_id = id},
                            loop_.now());
            if (wait([&] { return answered_; }, 100)) return;
        }
    }

    Quantity trade(Side side, TimeInForce tif, Quantity quantity) {
        if (!wait([&] { return can_trade(); }, 12'000)) return {};
        const auto bbo = book_->bbo();
        const Time now = loop_.now();
        const Order wanted{
            .instrument = {0},
            .client_order_id = ClientOrderId::make(1, ++last_order_),
            .side = side,
            .time_in_force = tif,
            .role = side == Side::buy ? Role::maker : Role::close,
            .reduce_only = side == Side::sell,
            .price = side == Side::buy ? bbo->bid.price : bbo->bid.price - Price::from_units(20),
            .quantity = quantity,
            .valid_until = now + seconds(3)};
        const auto approved = gate_->approve(
            wanted, {.now = now,
                     .mode = Mode::active,
                     .book_ready = true,
                     .mid = bbo->bid.price,
                     .mark = bbo->bid.price,
                     .position = Base::from_units(side == Side::sell ? 1'000 : -1'000)});
        if (!approved) {
            print(fmt::format(R"({{"refused":{}}})", json_quoted(approved.error().why)));
            return {};
        }
        Known& order = orders_[wanted.client_order_id.value];
        order.side = side;
        connector_->place(*approved, now);
        wait([&] { return order.over || order.unknown; }, 400);
        for (int attempt = 0; !order.over && attempt < 50; ++attempt) {
            wait([&] { return account_up_; }, 12'000);
            connector_->cancel({.instrument = {0}, .client_order_id = wanted.client_order_id},
                               loop_.now());
            wait([&] { return order.over; }, 50);
            if (!order.over) ask(Question::order, wanted.client_order_id);
        }
        // Its fills may come after its end.
        wait([&] { return order.told == order.filled; }, 400);
        return order.filled;
    }

    net::EventLoop loop_;
    venues::Inbox inbox_;
    venues::Credentials credentials_{{{"EDGEX_BROWSER_TOKEN", std::getenv("EDGEX_BROWSER_TOKEN")}}};
    std::unique_ptr<venues::Connector> connector_;
    std::unique_ptr<book::OrderBook> book_;
    std::unique_ptr<risk::Gate> gate_;
    const Quantity lot_ = *parse_quantity("0.002");
    std::map<std::uint64_t, Known> orders_;
    std::set<std::string> fills_;
    Quantity venue_position_;
    std::size_t open_orders_{0};
    bool market_up_{false};
    bool account_up_{false};
    bool answered_{false};
    std::uint32_t last_order_{0};
    std::uint64_t last_request_{0};
    int account_downs_{0};
    int latencies_{0};
};

}  // namespace
}  // namespace twinleg

int main(int count, char** words) {
    if (count != 8 || std::getenv("EDGEX_BROWSER_TOKEN") == nullptr) {
        std::fputs("usage: browser_venue_desk ORIGIN PORT VERSION REST WS venue|page ROUNDS\n",
                   stderr);
        return 2;
    }
    twinleg::VenueDesk desk{words};
    return desk.run(std::atoi(words[7])) ? 0 : 1;
}
