#include "venues/edgex/connector.h"

#include <algorithm>

#include "venues/edgex/edgex.h"
#include "venues/edgex/wire.h"

namespace twinleg::venues::edgex {
namespace {

constexpr Duration kClockPeriod = minutes(5);
constexpr Duration kFundingDelay = seconds(60);  // after a settlement its payments are listed
constexpr Duration kFundingOverlap = minutes(5);
constexpr Duration kComparePeriod = seconds(30);

}  // namespace

const Capabilities& edgex_capabilities() {
    static const Capabilities all{.book_sync = "snapshot in the stream",
                                  .order_transports = {"rest"},
                                  .dead_mans_switch = "",
                                  .testnet = false};
    return all;
}

EdgexConnector::EdgexConnector(const Setup& setup)
    : desk_{.loop = setup.loop,
            .inbox = setup.inbox,
            .slot = setup.slot,
            .settings = Settings::read(setup),
            .latencies = setup.latencies,
            .ids = OrderIds{setup.desk_tag.empty() ? "twinleg" : setup.desk_tag},
            .clock = {},
            .contract = {},
            .since = {}},
      door_(desk_, [this] { start_.set_clock(); }),
      start_(desk_, door_),
      orders_(desk_, door_),
      questions_(desk_, door_),
      market_(desk_, [this] { metadata_changed(); }) {
    if (!desk_.settings.trading) return;
    auto auth = Auth::create(desk_.settings.generation, setup.credentials);
    if (!auth) {
        keys_error_ = auth.error();
        return;
    }
    auth_ = std::move(*auth);
    door_.use(auth_.get());
    account_ = std::make_unique<AccountStream>(
        desk_, *auth_,
        [this](Time was_sure) {
            if (was_sure.known()) questions_.look_for_funding(was_sure - kFundingOverlap);
        },
        [this] { start_.set_clock(); });
}

const Capabilities& EdgexConnector::capabilities() const {
    return edgex_capabilities();
}

void EdgexConnector::describe(std::function<void(Result<Description>)> done) {
    desk_.since = desk_.loop.now();
    if (keys_error_) {
        desk_.loop.post(
            [error = *keys_error_, done = std::move(done)] { done(std::unexpected{error}); });
        return;
    }
    start_.run(auth_.get(), [this, done = std::move(done)](const Beginning& beginning) {
        if (beginning.error) return done(std::unexpected{*beginning.error});
        Description out = edgex::describe(desk_, auth_ ? &beginning.account_info : nullptr,
                                          auth_ ? auth_->signer() : "");
        if (const auto good = out.instrument.validate(); !good)
            return done(std::unexpected{good.error()});
        if (out.traits.orders_per_minute > 0) door_.allow_orders(out.traits.orders_per_minute);
        done(std::move(out));
    });
}

void EdgexConnector::examine(std::function<void(std::vector<Finding>)> done) {
    start_.run(auth_.get(), [this, done = std::move(done)](const Beginning& beginning) {
        done(findings(desk_, beginning, keys_error_, auth_ ? auth_->signer() : ""));
    });
}

void EdgexConnector::open() {
    open_ = true;
    const Time now = desk_.loop.now();
    next_clock_ = now + kClockPeriod;
    next_funding_ = {};
    market_.open();
    if (account_) account_->open();
    idle(now);
}

void EdgexConnector::close() {
    open_ = false;
    market_.close();
    if (account_) account_->close();
    door_.close();
}

void EdgexConnector::burn(const BurnNonce& burn, Time now) {
    desk_.tell(now, BurnAnswer{.head = {.venue = desk_.slot.venue, .request = burn.request},
                               .nonce = burn.nonce});
}

void EdgexConnector::resync(const Resync&, Time) {
    market_.resync();
}

void EdgexConnector::idle(Time now) {
    if (!open_) return;
    door_.idle(now);
    market_.idle(now);
    if (account_) account_->idle(now);
    if (now >= next_clock_) {
        next_clock_ = now + kClockPeriod;
        start_.set_clock();
    }
    look_for_funding(now);
}

// The event of a settlement may be lost like any other; a minute after each it is asked for.
void EdgexConnector::look_for_funding(Time now) {
    if (!account_ || desk_.contract.funding_interval.ns <= 0) return;
    if (now < next_funding_) return;
    const std::int64_t interval = desk_.contract.funding_interval.ns;
    const bool first = !next_funding_.known();
    const Time venue = desk_.clock.to_venue(now) - kFundingDelay;
    const Time settled{venue.ns / interval * interval};
    next_funding_ = desk_.clock.to_ours(Time{settled.ns + interval} + kFundingDelay);
    if (!first) questions_.look_for_funding(desk_.clock.to_ours(settled) - kFundingOverlap);
}

void EdgexConnector::metadata_changed() {
    const Time now = desk_.loop.now();
    if (now < next_comparison_) return;
    next_comparison_ = now + kComparePeriod;
    start_.compare([this](const Error&) { market_.halt(); });
}

void EdgexConnector::listen(RawFrame listener) {
    market_.listen(listener);
    if (account_) account_->listen(std::move(listener));
}

const VenueKind& edgex_kind() {
    static const VenueKind kind{.name = "edgex",
                                .make = [](const Setup& setup) -> std::unique_ptr<Connector> {
                                    return std::make_unique<EdgexConnector>(setup);
                                },
                                .make_decoder = make_decoder,
                                .capabilities = edgex_capabilities};
    return kind;
}

}  // namespace twinleg::venues::edgex
