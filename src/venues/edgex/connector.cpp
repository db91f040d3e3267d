#include "venues/edgex/connector.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "venues/edgex/edgex.h"
#include "venues/edgex/wire.h"

namespace twinleg::venues::edgex {
namespace {

constexpr Duration kFundingDelay = seconds(60);  // after a settlement its payments are listed
constexpr Duration kFundingOverlap = minutes(5);
constexpr Duration kComparePeriod = seconds(10);
constexpr Duration kPageDelay =
    milliseconds(200);  // on the way through the page, at most as a rule

}  // namespace

const Capabilities& edgex_capabilities() {
    static const Capabilities all{.book_sync = "snapshot in the stream",
                                  .order_transports = {"rest", "browser"},
                                  .dead_mans_switch = "",
                                  .testnet = false};
    return all;
}

EdgexConnector::EdgexConnector(const Setup& setup)
    : desk_(setup),
      say_(setup.say),
      door_(desk_, [this] { start_.set_clock(); }),
      start_(desk_, door_),
      orders_(desk_, door_, [this] { metadata_changed(); }),
      questions_(desk_, door_),
      market_(desk_, [this] { metadata_changed(); }) {
    if (!desk_.settings.trading) return;
    if (desk_.settings.by_page) {
        open_bridge(setup);
        return;
    }
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

void EdgexConnector::open_bridge(const Setup& setup) {
    const auto option = [&](std::string_view name) {
        const auto found = setup.options.find(name);
        return found == setup.options.end() ? std::string{} : found->second;
    };
    BridgeOptions options;
    if (const std::string port = option("bridge_port"); !port.empty()) {
        const char* end = port.data() + port.size();
        if (std::from_chars(port.data(), end, options.port).ptr != end)
            throw std::invalid_argument("edgex: bridge_port \"" + port + "\" is no port");
    }
    // Names beside the venue's own page, with blanks or commas between them.
    std::string origins = option("browser_origins");
    std::ranges::replace(origins, ',', ' ');
    std::istringstream words{origins};
    for (std::string origin; words >> origin;)
        options.origins.push_back(origin);
    options.loopback_origins = option("browser_loopback") == "yes";
    options.ticker = desk_.settings.coin;
    options.say = setup.say;
    if (const auto token = setup.credentials.find("EDGEX_BROWSER_TOKEN")) options.token = *token;
    try {
        bridge_ = std::make_unique<Bridge>(desk_.loop, std::move(options));
    } catch (const std::runtime_error& problem) {
        throw std::invalid_argument(problem.what());
    }
    page_account_ = std::make_unique<PageAccount>(
        desk_, [this] { page_came(); },
        [this](Time was_sure) {
            if (was_sure.known()) questions_.look_for_funding(was_sure - kFundingOverlap);
        });
    bridge_->listen(page_account_.get());
    if (setup.say) {
        setup.say(fmt::format("EdgeX bridge: waiting for your page on ws://localhost:{}",
                              bridge_->port()));
        setup.say(fmt::format("EdgeX bridge: the pairing token is {}", bridge_->token()));
    }
}

// The page's word about itself, or why it is not the desk's.
void EdgexConnector::page_came() {
    const PageInfo& page = *page_account_->page();
    std::optional<Error> wrong;
    if (page.version != desk_.settings.version())
        wrong = Error{Errc::conflict, "edgex: the page speaks " + page.version + ", the desk " +
                                          std::string{desk_.settings.version()} +
                                          "; change CONFIG.edgex.version or --edgex-version"};
    else if (!desk_.contract.id.empty() && page.contract_id != desk_.contract.id)
        wrong = Error{Errc::conflict, "edgex: the page trades contract " + page.contract_id +
                                          ", the desk " + desk_.contract.id};
    else if (!door_.account().empty() && page.account_id != door_.account())
        wrong = Error{Errc::conflict, "edgex: the page has account " + page.account_id +
                                          ", the desk began with " + door_.account()};
    else
        door_.use(bridge_.get(), page.account_id);
    if (wrong) bridge_->turn_away(wrong->message);
    for (auto& then : std::exchange(waiting_, {}))
        then(wrong);
}

void EdgexConnector::with_page(std::function<void(std::optional<Error>)> then) {
    if (!bridge_ || bridge_->ready()) return then(std::nullopt);
    waiting_.push_back(std::move(then));
}

void EdgexConnector::begin(std::function<void(const Beginning&)> done) {
    with_page([this, done = std::move(done)](const std::optional<Error>& wrong) {
        if (wrong) {
            Beginning ended;
            ended.error = wrong;
            return done(ended);
        }
        start_.run(auth_.get(), done);
    });
}

std::string EdgexConnector::signer() const {
    return auth_ ? auth_->signer() : std::string{bridge_ ? "the page in your browser" : ""};
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
    begin([this, done = std::move(done)](const Beginning& beginning) {
        if (beginning.error) return done(std::unexpected{*beginning.error});
        Description out =
            edgex::describe(desk_, has_account() ? &beginning.account_info : nullptr, signer());
        if (bridge_) out.traits.round_trip = out.traits.round_trip + kPageDelay;
        if (const auto good = out.instrument.validate(); !good)
            return done(std::unexpected{good.error()});
        if (out.traits.orders_per_minute > 0) door_.allow_orders(out.traits.orders_per_minute);
        done(std::move(out));
    });
}

void EdgexConnector::examine(std::function<void(std::vector<Finding>)> done) {
    begin([this, done = std::move(done)](const Beginning& beginning) {
        done(findings(desk_, beginning, keys_error_, signer()));
    });
}

void EdgexConnector::open() {
    open_ = true;
    const Time now = desk_.loop.now();
    start_.open_clock(now);
    next_funding_ = {};
    if (!desk_.settings.page_quotes) market_.open();
    if (account_) account_->open();
    if (page_account_) page_account_->open();
    idle(now);
}

void EdgexConnector::close() {
    open_ = false;
    market_.close();
    if (account_) account_->close();
    if (page_account_) page_account_->close();
    if (bridge_ && say_ && bridge_->latencies().count() > 0) say_(bridge_->latencies().text());
    door_.close();
}

void EdgexConnector::burn(const BurnNonce& burn, Time now) {
    desk_.tell(now, BurnAnswer{.head = desk_.head(burn.request, false), .nonce = burn.nonce});
}

void EdgexConnector::resync(const Resync&, Time) {
    if (desk_.settings.page_quotes)
        bridge_->resubscribe();
    else
        market_.resync();
}

void EdgexConnector::idle(Time now) {
    if (!open_) return;
    door_.idle(now);
    if (!desk_.settings.page_quotes) market_.idle(now);
    if (account_) account_->idle(now);
    if (page_account_) page_account_->idle(now);
    start_.look_at_clock(now);
    if (metadata_doubtful_ && now >= next_comparison_) metadata_changed();
    look_for_funding(now);
}

// The event of a settlement may be lost like any other; a minute after each it is asked for.
void EdgexConnector::look_for_funding(Time now) {
    if (!has_account() || desk_.contract.funding_interval.ns <= 0) return;
    if (now < next_funding_) return;
    const std::int64_t interval = desk_.contract.funding_interval.ns;
    const bool first = !next_funding_.known();
    const Time venue = desk_.clock.to_venue(now) - kFundingDelay;
    const Time settled{venue.ns / interval * interval};
    next_funding_ = desk_.clock.to_ours(Time{settled.ns + interval} + kFundingDelay);
    if (!first) questions_.look_for_funding(desk_.clock.to_ours(settled) - kFundingOverlap);
}

// Or may have: the public stream was away, or an order was refused. Asked at once, or as soon as
// the last question is old enough.
void EdgexConnector::metadata_changed() {
    const Time now = desk_.loop.now();
    metadata_doubtful_ = now < next_comparison_;
    if (metadata_doubtful_) return;
    next_comparison_ = now + kComparePeriod;
    start_.compare([this](const Error& changed) {
        desk_.usable = false;
        desk_.say(changed.message);
        market_.halt();
    });
}

void EdgexConnector::listen(RawFrame listener) {
    market_.listen(listener);
    if (page_account_) page_account_->listen(listener);
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
