#include "venues/aster/aster.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "venues/aster/account_feed.h"
#include "venues/aster/auth.h"
#include "venues/aster/door.h"
#include "venues/aster/order_entry.h"
#include "venues/aster/questions.h"
#include "venues/aster/settings.h"
#include "venues/aster/start.h"
#include "venues/aster/wire.h"
#include "venues/aster/words.h"
#include "venues/kit/depth_feed.h"

namespace twinleg::venues::aster {
namespace {

constexpr Duration kClockPeriod = minutes(5);
constexpr Duration kMarketPeriod = seconds(60);
constexpr Duration kFundingOverlap = minutes(5);
// A settlement is told by the stream; should that be lost, its payment is looked for so long after.
constexpr Duration kFundingDelay = seconds(60);

// How Aster speaks of its books.
class Books final : public kit::DepthSource {
public:
    Books(kit::DeskSide& desk, Door& door) : desk_(desk), door_(door) {}

    // The channels stand in the URL: the stream is there when the socket is.
    static net::Url url_of(net::Url base, std::string_view symbol) {
        const std::string name = stream_symbol(symbol);
        base.path = "/stream?streams=" + name + "@depth@100ms/" + name + "@aggTrade/" + name +
                    "@markPrice@1s";
        return base;
    }
    void subscribe(kit::StreamSocket&) override {}
    Result<void> read(std::span<const char> frame, UpdateSink& sink) override {
        const auto head = frames_.read(frame, sink);
        if (!head) return std::unexpected{head.error()};
        if (head->kind == FrameHead::Kind::error)
            desk_.say("the venue refused a message: " + std::string{head->text});
        return {};
    }
    void fetch_depth(UpdateSink& sink, std::function<void(Result<void>)> done) override {
        door_.get_public("depth", "symbol=" + desk_.symbol + "&limit=1000", 20,
                         [this, &sink, done = std::move(done)](const Reply& reply) {
                             if (!reply.good()) return done(std::unexpected{reply.error("depth")});
                             done(read_depth(reply.body, desk_.symbol, sink));
                         });
    }

private:
    kit::DeskSide& desk_;
    Door& door_;
    Frames frames_;
};

class Aster final : public Connector {
public:
    explicit Aster(const Setup& setup)
        : settings_(Settings::read(setup)),
          desk_("aster", setup),
          account_{desk_, OrderIds{setup.desk_tag}},
          door_(desk_, settings_, [this] { start_.set_clock(); }),
          start_(desk_, door_, settings_),
          orders_(account_, door_, [this] { next_market_ = {}; }),
          questions_(account_, door_),
          books_(desk_, door_) {
        desk_.symbol = settings_.symbol;
        if (!settings_.trading) return;
        auto auth = Auth::create(settings_.generation, settings_.chain_id, setup.credentials);
        if (!auth) {
            keys_error_ = auth.error();
            return;
        }
        auth_.emplace(std::move(*auth));
        door_.use(&*auth_);
    }

    std::string_view name() const override { return "aster"; }
    const Capabilities& capabilities() const override { return aster_capabilities(); }

    void describe(std::function<void(Result<Description>)> done) override {
        desk_.since = desk_.now();
        if (keys_error_) {
            desk_.loop.post(
                [error = *keys_error_, done = std::move(done)] { done(std::unexpected{error}); });
            return;
        }
        start_.run([this, done = std::move(done)](const Beginning& beginning) {
            if (beginning.error) return done(std::unexpected{*beginning.error});
            symbol_ = beginning.symbol;
            desk_.funding_interval = beginning.funding_interval;
            door_.allow(beginning.weight_per_minute, beginning.orders_per_minute);
            Description out = aster::describe(desk_, settings_, beginning, account_name());
            if (const auto good = out.instrument.validate(); !good)
                return done(fail(Errc::unsupported,
                                 "aster: " + symbol_.symbol + ": " + good.error().message));
            rules_ = out.book;
            described_ = true;
            done(std::move(out));
        });
    }

    void examine(std::function<void(std::vector<Finding>)> done) override {
        start_.run([this, done = std::move(done)](const Beginning& beginning) {
            done(findings(desk_, settings_, beginning, keys_error_, account_name()));
        });
    }

    void open() override {
        if (!described_) return;
        if (!market_feed_) build();
        const Time now = desk_.now();
        open_ = true;
        next_clock_ = now + kClockPeriod;
        next_market_ = now + kMarketPeriod;
        next_funding_ = {};
        if (account_feed_) account_feed_->open();
        market_feed_->open();
        idle(now);
    }

    void close() override {
        open_ = false;
        if (market_feed_) market_feed_->close();
        if (account_feed_) account_feed_->close();
        door_.close();
    }

    void place(const Approved<Order>& order, Time now) override {
        if (usable_) return orders_.place(*order, now);
        desk_.tell(now,
                   kit::send_failed(desk_, order->client_order_id, false, SendOutcome::never_sent));
    }
    void cancel(const CancelOrder& cancel, Time now) override { orders_.cancel(cancel, now); }
    void cancel_all(const CancelAll& cancel, Time now) override { orders_.cancel_all(cancel, now); }
    void ask(const Ask& question, Time now) override { questions_.ask(question, now); }
    void burn(const BurnNonce& burn, Time now) override {
        desk_.tell(now, BurnAnswer{.head = desk_.head(burn.request, false), .nonce = burn.nonce});
    }
    void arm(const ArmDeadMan& arm, Time now) override { orders_.arm(arm, now); }
    void resync(const Resync&, Time) override {
        if (market_feed_) market_feed_->resync();
    }

    void idle(Time now) override {
        if (!open_) return;
        door_.idle(now);
        market_feed_->tick(now);
        if (account_feed_) account_feed_->tick(now);
        if (now >= next_clock_) {
            next_clock_ = now + kClockPeriod;
            start_.set_clock();
        }
        if (now >= next_market_) reread_market(now);
        if (account_feed_ && now >= next_funding_) look_for_funding(now);
    }

    void listen(RawFrame listener) override {
        listener_ = std::move(listener);
        if (market_feed_) market_feed_->listen(listener_);
        if (account_feed_) account_feed_->listen(listener_);
    }

private:
    std::string_view account_name() const {
        return auth_ ? std::string_view{auth_->account()} : std::string_view{};
    }

    void build() {
        market_feed_ = std::make_unique<kit::DepthFeed>(
            desk_, Books::url_of(settings_.public_ws, settings_.symbol), settings_.ca_file, rules_,
            books_);
        market_feed_->listen(listener_);
        market_feed_->on_return([this] { next_market_ = {}; });
        if (!auth_) return;
        account_feed_ = std::make_unique<AccountFeed>(
            account_, door_, settings_,
            AccountFeed::Told{.came_up =
                                  [this](Time was_sure) {
                                      if (was_sure.known())
                                          questions_.look_for_funding(
                                              std::max(desk_.since, was_sure - kFundingOverlap));
                                  },
                              .funding_paid =
                                  [this] {
                                      questions_.look_for_funding(
                                          std::max(desk_.since, desk_.now() - kFundingOverlap));
                                  }});
        account_feed_->listen(listener_);
    }

    // Whether the market is what it was, and open.
    void reread_market(Time now) {
        next_market_ = now + kMarketPeriod;
        start_.reread([this](const SymbolInfo& symbol) {
            const bool same =
                symbol.trouble.empty() && symbol.tick == symbol_.tick && symbol.lot == symbol_.lot;
            if (usable_ && !same)
                desk_.say("the tick or lot of " + symbol_.symbol +
                          " has changed; nothing more is sent until the program is started anew");
            usable_ = usable_ && same;
            const MarketMode mode = usable_ ? mode_of(symbol.status) : MarketMode::halted;
            if (mode == std::exchange(mode_, mode)) return;
            desk_.tell(desk_.now(), MarketState{desk_.slot.instrument, mode});
        });
    }

    void look_for_funding(Time now) {
        const std::int64_t interval = desk_.funding_interval.ns;
        if (interval <= 0) {
            next_funding_ = kNever;
            return;
        }
        if (next_funding_.known())
            questions_.look_for_funding(std::max(desk_.since, now - kFundingOverlap));
        const Time venue = desk_.clock.to_venue(now) - kFundingDelay;
        const Time settlement{(venue.ns / interval + 1) * interval};
        next_funding_ = desk_.clock.to_ours(settlement + kFundingDelay);
    }

    const Settings settings_;
    kit::DeskSide desk_;
    AccountSide account_;
    std::optional<Auth> auth_;         // none: no keys
    std::optional<Error> keys_error_;  // why
    Door door_;
    Start start_;
    OrderEntry orders_;
    Questions questions_;
    Books books_;
    SymbolInfo symbol_;
    book::Rules rules_;
    RawFrame listener_;
    std::unique_ptr<kit::DepthFeed> market_feed_;
    std::unique_ptr<AccountFeed> account_feed_;  // null: no keys
    Time next_clock_, next_market_, next_funding_;
    MarketMode mode_{MarketMode::normal};
    bool usable_{true};  // false: the market is not what we were told at the start
    bool described_{false};
    bool open_{false};
};

}  // namespace

const Capabilities& aster_capabilities() {
    static const Capabilities all{.book_sync = "REST snapshot + increments",
                                  .order_transports = {"rest"},
                                  .dead_mans_switch = "countdown for each symbol",
                                  .testnet = true};
    return all;
}

const VenueKind& aster_kind() {
    static const VenueKind kind{.name = "aster",
                                .make = [](const Setup& setup) -> std::unique_ptr<Connector> {
                                    return std::make_unique<Aster>(setup);
                                },
                                .make_decoder = make_decoder,
                                .capabilities = aster_capabilities};
    return kind;
}

}  // namespace twinleg::venues::aster
