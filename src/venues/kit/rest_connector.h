#pragma once
// The life of a connector at a venue that takes orders by REST, and whose book is a snapshot and
// the increments after it.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "venues/kit/depth_feed.h"
#include "venues/kit/desk_side.h"
#include "venues/venue.h"

namespace twinleg::venues::kit {

// The market as it was read while we trade.
struct MarketSeen {
    bool sound{true};  // false: what the venue says of it cannot be used
    Price tick;
    Quantity lot;
    MarketMode mode{MarketMode::normal};
};

// `Parts` are the venue's own, made of the Setup and of whom to call when an order was refused as
// it would be if tick or lot were not what we know:
//
//   desk, door, start, orders, questions    by the names of their files
//   keys_error                              why there are no keys
//   kMarketTrusted                          how long the start's word about the market is taken
//   begin(done), examine(done)              as Connector::describe and examine
//   market_feed(rules), account_feed()      the streams; the latter null without keys
//   opened(), look_for_funding(now)         its timetable of funding payments
//   reread(done)                            the market once more; no answer is none
//
// Threads: the loop's.
template <typename Parts>
class RestConnector final : public Connector {
public:
    RestConnector(const VenueKind& kind, const Setup& setup)
        : kind_(kind), parts_(setup, [this] { next_market_ = {}; }) {}

    std::string_view name() const override { return kind_.name; }
    const Capabilities& capabilities() const override { return kind_.capabilities(); }

    void describe(std::function<void(Result<Description>)> done) override {
        parts_.desk.since = parts_.desk.now();
        if (parts_.keys_error)
            return parts_.desk.loop.post([error = *parts_.keys_error, done = std::move(done)] {
                done(std::unexpected{error});
            });
        parts_.begin([this, done = std::move(done)](Result<Description> out) {
            if (!out) return done(std::move(out));
            if (const auto good = out->instrument.validate(); !good)
                return done(fail(Errc::unsupported, std::string{name()} + ": " +
                                                        out->instrument.symbol + ": " +
                                                        good.error().message));
            instrument_ = out->instrument;
            rules_ = out->book;
            done(std::move(out));
        });
    }
    void examine(std::function<void(std::vector<Finding>)> done) override {
        parts_.examine(std::move(done));
    }

    void open() override {
        if (!rules_) return;  // not described
        if (!market_feed_) build();
        const Time now = parts_.desk.now();
        open_ = true;
        next_market_ = now + Parts::kMarketTrusted;
        parts_.opened();
        parts_.start.open_clock(now);
        if (account_feed_) account_feed_->open();
        market_feed_->open();
        idle(now);
    }
    void close() override {
        open_ = false;
        if (market_feed_) market_feed_->close();
        if (account_feed_) account_feed_->close();
        parts_.door.close();
    }

    void place(const Approved<Order>& order, Time now) override {
        if (usable_) return parts_.orders.place(*order, now);
        parts_.desk.tell(
            now, send_failed(parts_.desk, order->client_order_id, false, SendOutcome::never_sent));
    }
    void cancel(const CancelOrder& cancel, Time now) override { parts_.orders.cancel(cancel, now); }
    void cancel_all(const CancelAll& cancel, Time now) override {
        parts_.orders.cancel_all(cancel, now);
    }
    void ask(const Ask& question, Time now) override { parts_.questions.ask(question, now); }
    // There are no nonces here.
    void burn(const BurnNonce& burn, Time now) override {
        parts_.desk.tell(
            now, BurnAnswer{.head = parts_.desk.head(burn.request, false), .nonce = burn.nonce});
    }
    void arm(const ArmDeadMan& arm, Time now) override {
        if constexpr (requires { parts_.orders.arm(arm, now); }) parts_.orders.arm(arm, now);
    }
    void resync(const Resync&, Time) override {
        if (market_feed_) market_feed_->resync();
    }

    void idle(Time now) override {
        if (!open_) return;
        parts_.door.idle(now);
        market_feed_->tick(now);
        if (account_feed_) account_feed_->tick(now);
        parts_.start.look_at_clock(now);
        if (now >= next_market_) reread_market(now);
        if (account_feed_) parts_.look_for_funding(now);
    }

    void listen(RawFrame listener) override {
        listener_ = std::move(listener);
        if (market_feed_) market_feed_->listen(listener_);
        if (account_feed_) account_feed_->listen(listener_);
    }

private:
    static constexpr Duration kMarketPeriod = seconds(60);

    void build() {
        market_feed_ = parts_.market_feed(*rules_);
        market_feed_->listen(listener_);
        market_feed_->on_return([this] { next_market_ = {}; });
        account_feed_ = parts_.account_feed();
        if (account_feed_) account_feed_->listen(listener_);
    }

    // Whether the market is what it was, and open.
    void reread_market(Time now) {
        next_market_ = now + kMarketPeriod;
        parts_.reread([this](const MarketSeen& market) {
            const bool same =
                market.sound && market.tick == instrument_.tick && market.lot == instrument_.lot;
            if (usable_ && !same)
                parts_.desk.say(
                    "the tick or lot of " + instrument_.symbol +
                    " has changed; nothing more is sent until the program is started anew");
            usable_ = usable_ && same;
            const MarketMode mode = usable_ ? market.mode : MarketMode::halted;
            if (mode == std::exchange(mode_, mode)) return;
            parts_.desk.tell(parts_.desk.now(), MarketState{parts_.desk.slot.instrument, mode});
        });
    }

    using AccountFeed = decltype(std::declval<Parts&>().account_feed());

    const VenueKind& kind_;
    Parts parts_;
    Instrument instrument_;             // as it was described
    std::optional<book::Rules> rules_;  // none: it was not
    RawFrame listener_;
    std::unique_ptr<DepthFeed> market_feed_;
    AccountFeed account_feed_;  // null: no keys
    Time next_market_;
    MarketMode mode_{MarketMode::normal};
    bool usable_{true};  // false: the market is not what we were told at the start
    bool open_{false};
};

}  // namespace twinleg::venues::kit
