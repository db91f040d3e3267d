#include "app/close_account.h"

#include <algorithm>
#include <array>
#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "app/account_locks.h"
#include "app/data_files.h"
#include "app/inquirer.h"
#include "app/sim_url.h"
#include "app/stop_signals.h"
#include "book/order_book.h"
#include "risk/gate.h"

namespace twinleg::app {

namespace {

constexpr Duration kLimit = minutes(2);
constexpr Duration kUpLimit = seconds(30);
constexpr Duration kPause = seconds(1);              // before the next try
constexpr Duration kReadsApart = milliseconds(600);  // two that agree
constexpr Ratio kThrough = basis_points(100);        // of the best price, at worst

risk::Limits closing_limits() {
    risk::Limits limits;
    limits.orders_per_minute = 1'000;  // the venue's own are counted by its connector
    return limits;
}

class AccountCloser {
public:
    AccountCloser(LiveVenues& venues, const venues::Description& what, std::uint32_t epoch,
                  Quantity slice, std::ostream& log)
        : venues_(venues),
          what_(what),
          epoch_(epoch),
          slice_(slice),
          log_(log),
          book_(what.book),
          gate_(closing_limits(), {what.instrument}, {what.traits.orders_per_minute}),
          asker_(venues, {0}, [this](const Event& event) { see(event); }) {}

    // Whether the venue said twice that nothing is left.
    bool run(Time until, const std::function<bool()>& interrupted) {
        const auto over = [&] { return now() >= until || interrupted(); };
        if (!asker_.pass(std::min(kUpLimit, until - now()), [&] { return up() || interrupted(); }))
            log_ << name() << ": its streams do not come up" << std::endl;
        bool clean = false;
        int flat = 0;
        while (!over()) {
            if (!clean) clean = cancel();
            const auto held = clean ? position() : std::nullopt;
            if (held && held->is_zero() && asker_.open_orders() == 0u) {
                if (++flat == 2) return true;
                asker_.pass(kReadsApart);
                continue;
            }
            flat = 0;
            if (held && !held->is_zero() && close(*held)) continue;
            if (held && held->is_zero()) clean = false;  // something rests after all
            asker_.pass(kPause, interrupted);
        }
        return false;
    }

    // As last read; nothing if it never was.
    std::optional<Quantity> last() const { return last_; }

private:
    Time now() { return venues_.loop().now(); }
    const std::string& name() const { return what_.instrument.venue_name; }
    bool up() { return up_[0] && up_[1] && book_.bbo().has_value(); }

    void see(const Event& event) {
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            if (!book_.apply(*delta, event.time))
                asker_.connector().resync({.instrument = {0}}, event.time);
        } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            if (const auto fine = book_.apply(*snapshot, event.time); !fine)
                log_ << name() << ": " << fine.error().message << std::endl;
        } else if (const auto* status = std::get_if<StreamStatus>(&event.what)) {
            up_[static_cast<std::size_t>(status->stream)] = status->up;
        } else if (const auto* report = std::get_if<OrderReport>(&event.what)) {
            if (report->client_order_id != sent_ || !terminal(report->word)) return;
            ended_ = true;
            if (report->word == OrderWord::rejected)
                log_ << name() << ": the order was refused: " << twinleg::name(report->reason)
                     << std::endl;
        } else if (const auto* failed = std::get_if<SendFailed>(&event.what)) {
            if (failed->client_order_id == sent_ && failed->outcome == SendOutcome::never_sent)
                ended_ = true;
        }
    }

    bool cancel() {
        const bool done = asker_.cancel_all();
        const auto open = asker_.open_orders();
        if (done && open == 0u) return true;
        log_ << fmt::format("{}: cancel all {}, {}\n", name(), done ? "done" : "not answered",
                            open ? fmt::format("{} orders open", *open) : "open orders not known")
             << std::flush;
        return false;
    }

    std::optional<Quantity> position() {
        Quantity held;
        const auto answer = asker_.ask<PositionsAnswer>(
            [&](venues::Connector& connector, RequestId request, Time at) {
                connector.ask({.venue = {0}, .request = request, .what = Question::positions}, at);
            },
            [&](const PositionsAnswer& told) {
                for (const auto& each : told.positions)
                    if (each.instrument == InstrumentId{0}) held = each.quantity;
            });
        if (!answer) {
            log_ << name() << ": its positions are not answered" << std::endl;
            return std::nullopt;
        }
        if (last_ != held)
            log_ << fmt::format("{}: holds {}\n", what_.instrument.spec(), to_text(held))
                 << std::flush;
        last_ = held;
        return held;
    }

    // One slice, and what becomes of it. False: nothing was sent. Reduce-only and waited for beyond
    // its validity: whatever became of an order that is not heard of, the next cannot turn the
    // position round.
    bool close(Quantity held) {
        const auto best = book_.ready(now()) ? book_.bbo() : std::nullopt;
        if (!best) {
            log_ << name() << ": there is no book to price a closing order by" << std::endl;
            return false;
        }
        const Side side = held.is_positive() ? Side::sell : Side::buy;
        const Price limit = price(side, *best);
        const Instrument& i = what_.instrument;
        Quantity quantity = std::min(held.abs(), std::max(in_contracts(limit), i.lot));
        // No rest that the venue would refuse.
        if (!i.accepts(held.abs() - quantity, limit, true)) quantity = held.abs();
        const auto nonce = asker_.next_nonce();
        if (!nonce) return false;
        const Time at = now();
        const Price mid = Price::from_raw((best->bid.price.raw() + best->ask.price.raw()) / 2);
        sent_ = ClientOrderId::make(epoch_, ++counter_);
        ended_ = false;
        const auto approved = gate_.approve({.instrument = {0},
                                             .client_order_id = sent_,
                                             .side = side,
                                             .role = Role::close,
                                             .reduce_only = true,
                                             .price = limit,
                                             .quantity = quantity,
                                             .nonce = *nonce,
                                             .valid_until = at + what_.traits.validity},
                                            {.now = at,
                                             .mode = Mode::stopping,
                                             .book_ready = true,
                                             .mid = mid,
                                             .position = i.coins(held, mid)});
        if (!approved) {
            log_ << name() << ": " << approved.error().why << std::endl;
            return false;
        }
        log_ << fmt::format("{}: {} {} at {} or better, reduce-only\n", i.spec(),
                            twinleg::name(side), to_text(quantity), to_text(limit))
             << std::flush;
        asker_.connector().place(*approved, at);
        asker_.connector().flush(at);
        asker_.pass(what_.traits.validity + what_.traits.taker_delay + seconds(1),
                    [this] { return ended_; });
        asker_.pass(milliseconds(200));  // what the account says follows its orders
        return true;
    }

    Price price(Side side, const book::Bbo& best) const {
        const Price tick = what_.instrument.tick;
        const Price from = side == Side::buy ? best.ask.price : best.bid.price;
        return side == Side::buy ? floor_to(scale_toward_zero(from, kThrough), tick)
                                 : ceil_to(scale_toward_zero(from, -kThrough), tick);
    }
    // A slice is coins.
    Quantity in_contracts(Price at) const {
        return what_.instrument.quantity_toward_zero(
            Base::from_raw(static_cast<Int128>(slice_.raw()) * 10'000'000'000), at);
    }

    LiveVenues& venues_;
    const venues::Description& what_;
    const std::uint32_t epoch_;
    const Quantity slice_;
    std::ostream& log_;
    book::OrderBook book_;
    risk::Gate gate_;
    Inquirer asker_;
    std::array<bool, 2> up_{};
    std::optional<Quantity> last_;
    ClientOrderId sent_;
    bool ended_{false};
    std::uint32_t counter_{0};
};

}  // namespace

int run_close_account(const RunSettings& settings, const Environment& environment,
                      std::ostream& out, std::ostream& err) {
    const StopSignals signals;
    const auto interrupted = [&] { return signals.asked(); };
    EndpointsByVenue endpoints;
    if (settings.sim) endpoints = endpoints_of(*settings.sim);
    const auto credentials = credentials_of(environment);
    LiveVenues venues({settings.first}, settings, credentials, endpoints,
                      {.say = [&err](std::string_view line) { err << line << std::endl; }});
    const auto descriptions = venues.describe(interrupted);
    const venues::Description& what = descriptions.front();
    const AccountLocks lock(account_locks_folder(), descriptions, endpoints);
    err << fmt::format("{}: account {}, everything of {} is cancelled and closed\n", settings.first,
                       what.account, what.instrument.symbol)
        << std::flush;

    AccountCloser closer(venues, what, next_epoch(settings.data), *settings.strategy.size, err);
    venues.open();
    const bool flat =
        closer.run(venues.loop().now() + settings.duration.value_or(kLimit), interrupted);
    venues.close();

    const auto held = closer.last();
    const std::string left = held ? to_text(*held) : "not known";
    if (settings.json)
        out << fmt::format(R"({{"instrument":"{}","position":{},"flat":{}}})",
                           what.instrument.spec(), held ? '"' + left + '"' : "null", flat)
            << '\n';
    err << fmt::format("{}: {}\n", what.instrument.spec(),
                       flat ? "nothing is open and nothing is held"
                            : "not seen to be closed; the position is " + left)
        << std::flush;
    return flat ? kDone : kExposed;
}

}  // namespace twinleg::app
