#include "venues/backpack/backpack.h"

#include <array>
#include <optional>
#include <utility>

#include "venues/backpack/account_feed.h"
#include "venues/backpack/door.h"
#include "venues/backpack/order_entry.h"
#include "venues/backpack/questions.h"
#include "venues/backpack/settings.h"
#include "venues/backpack/start.h"
#include "venues/backpack/wire.h"
#include "venues/backpack/words.h"
#include "venues/kit/depth_feed.h"

namespace twinleg::venues::backpack {
namespace {

constexpr Duration kClockPeriod = minutes(5);
constexpr Duration kMarketPeriod = seconds(60);
constexpr Duration kFundingOverlap = minutes(5);
// After a settlement its payment is looked for so often: nothing tells that it was made.
constexpr std::array kFundingLooks{seconds(1), seconds(5), seconds(30), seconds(90)};

// How Backpack speaks of its books.
class Books final : public kit::DepthSource {
public:
    Books(kit::DeskSide& desk, Door& door) : desk_(desk), door_(door) {}

    void subscribe(kit::StreamSocket& socket) override {
        const std::string& symbol = desk_.symbol;
        const std::array<std::string, 3> streams{"depth." + symbol, "trade." + symbol,
                                                 "markPrice." + symbol};
        static_cast<void>(socket.send(subscribe_frame(streams)));
    }
    Result<void> read(std::span<const char> frame, UpdateSink& sink) override {
        const auto head = frames_.read(frame, sink);
        if (!head) return std::unexpected{head.error()};
        if (head->kind == FrameHead::Kind::error)
            desk_.say("the venue refused a message: " + std::string{head->text});
        return {};
    }
    void fetch_depth(UpdateSink& sink, std::function<void(Result<void>)> done) override {
        door_.get_public("/api/v1/depth", "symbol=" + desk_.symbol + "&limit=1000",
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

class Backpack final : public Connector {
public:
    explicit Backpack(const Setup& setup)
        : settings_(Settings::read(setup)),
          desk_("backpack", setup),
          account_{desk_, ClientIds{setup.desk_tag}},
          door_(desk_, settings_, [this] { start_.set_clock(); }),
          start_(desk_, door_, settings_),
          orders_(account_, door_, [this] { next_market_ = {}; }),
          questions_(account_, door_),
          books_(desk_, door_) {
        desk_.symbol = settings_.symbol;
        if (!settings_.trading) return;
        const auto public_key = setup.credentials.get(kPublicKeyVariable);
        const auto secret_key = setup.credentials.get(kSecretKeyVariable);
        if (!public_key || !secret_key) {
            keys_error_ = public_key ? secret_key.error() : public_key.error();
            return;
        }
        auto signer = Signer::create(*public_key, *secret_key);
        if (!signer) {
            keys_error_ =
                Error{Errc::unauthorised, "backpack: " + signer.error().message + "; look at " +
                                              std::string{kPublicKeyVariable} + " and " +
                                              std::string{kSecretKeyVariable}};
            return;
        }
        signer_.emplace(std::move(*signer));
        door_.use(&*signer_);
    }

    std::string_view name() const override { return "backpack"; }
    const Capabilities& capabilities() const override { return backpack_capabilities(); }

    void describe(std::function<void(Result<Description>)> done) override {
        desk_.since = desk_.now();
        if (keys_error_) {
            desk_.loop.post(
                [error = *keys_error_, done = std::move(done)] { done(std::unexpected{error}); });
            return;
        }
        start_.run([this, done = std::move(done)](const Beginning& beginning) {
            if (beginning.error) return done(std::unexpected{*beginning.error});
            market_ = beginning.market_info;
            desk_.funding_interval = market_.funding_interval;
            Description out = backpack::describe(desk_, beginning, public_key());
            if (const auto good = out.instrument.validate(); !good)
                return done(fail(Errc::unsupported,
                                 "backpack: " + market_.symbol + ": " + good.error().message));
            rules_ = out.book;
            described_ = true;
            done(std::move(out));
        });
    }

    void examine(std::function<void(std::vector<Finding>)> done) override {
        start_.run([this, done = std::move(done)](const Beginning& beginning) {
            done(findings(desk_, beginning, keys_error_, public_key()));
        });
    }

    void open() override {
        if (!described_) return;
        if (!market_feed_) build();
        const Time now = desk_.now();
        open_ = true;
        next_clock_ = now + kClockPeriod;
        next_market_ = now;
        looks_ = kFundingLooks.size();
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
    std::string_view public_key() const {
        return signer_ ? std::string_view{signer_->public_key()} : std::string_view{};
    }

    void build() {
        market_feed_ = std::make_unique<kit::DepthFeed>(desk_, settings_.public_ws,
                                                        settings_.ca_file, rules_, books_);
        market_feed_->listen(listener_);
        market_feed_->on_return([this] { next_market_ = {}; });
        if (!signer_) return;
        account_feed_ = std::make_unique<AccountFeed>(
            account_, settings_, *signer_,
            [this](Time was_sure) {
                if (was_sure.known())
                    questions_.look_for_funding(std::max(desk_.since, was_sure - kFundingOverlap));
            },
            [this] { start_.set_clock(); });
        account_feed_->listen(listener_);
    }

    // Whether the market is what it was, and open.
    void reread_market(Time now) {
        next_market_ = now + kMarketPeriod;
        start_.reread([this](const MarketInfo& market) {
            const bool same =
                market.trouble.empty() && market.tick == market_.tick && market.lot == market_.lot;
            if (usable_ && !same)
                desk_.say("the tick or lot of " + market_.symbol +
                          " has changed; nothing more is sent until the program is started anew");
            usable_ = usable_ && same;
            const MarketMode mode =
                usable_ && market.visible ? mode_of(market.state) : MarketMode::halted;
            if (mode == std::exchange(mode_, mode)) return;
            desk_.tell(desk_.now(), MarketState{desk_.slot.instrument, mode});
        });
    }

    void look_for_funding(Time now) {
        const std::int64_t interval = market_.funding_interval.ns;
        if (interval <= 0) {
            next_funding_ = kNever;
            return;
        }
        if (next_funding_.known())
            questions_.look_for_funding(std::max(desk_.since, now - kFundingOverlap));
        if (++looks_ >= kFundingLooks.size()) {
            looks_ = 0;
            const Time venue = desk_.clock.to_venue(now);
            settlement_ = Time{(venue.ns / interval + 1) * interval};
        }
        next_funding_ = desk_.clock.to_ours(settlement_ + kFundingLooks[looks_]);
    }

    const Settings settings_;
    kit::DeskSide desk_;
    AccountSide account_;
    std::optional<Signer> signer_;     // none: no keys
    std::optional<Error> keys_error_;  // why
    Door door_;
    Start start_;
    OrderEntry orders_;
    Questions questions_;
    Books books_;
    MarketInfo market_;
    book::Rules rules_;
    RawFrame listener_;
    std::unique_ptr<kit::DepthFeed> market_feed_;
    std::unique_ptr<AccountFeed> account_feed_;  // null: no keys
    Time next_clock_, next_market_;
    Time next_funding_, settlement_;
    std::size_t looks_{0};  // which of kFundingLooks comes next
    MarketMode mode_{MarketMode::normal};
    bool usable_{true};  // false: the market is not what we were told at the start
    bool described_{false};
    bool open_{false};
};

}  // namespace

const Capabilities& backpack_capabilities() {
    static const Capabilities all{.book_sync = "REST snapshot + increments",
                                  .order_transports = {"rest"},
                                  .dead_mans_switch = "",
                                  .testnet = false};
    return all;
}

const VenueKind& backpack_kind() {
    static const VenueKind kind{.name = "backpack",
                                .make = [](const Setup& setup) -> std::unique_ptr<Connector> {
                                    return std::make_unique<Backpack>(setup);
                                },
                                .make_decoder = make_decoder,
                                .capabilities = backpack_capabilities};
    return kind;
}

}  // namespace twinleg::venues::backpack
