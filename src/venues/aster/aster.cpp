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
#include "venues/kit/rest_connector.h"

namespace twinleg::venues::aster {
namespace {

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

// The parts of a connector, and what is Aster's own in its life.
struct Parts {
    static constexpr Duration kMarketTrusted = seconds(60);

    Parts(const Setup& setup, std::function<void()> market_doubtful)
        : settings(Settings::read(setup)),
          desk(setup),
          door(desk, settings, [this] { start.set_clock(); }),
          start(desk, door, settings),
          orders(desk, door, std::move(market_doubtful)),
          questions(desk, door),
          books(desk, door) {
        desk.symbol = settings.symbol;
        if (!settings.trading) return;
        auto made = Auth::create(settings.generation, settings.chain_id, setup.credentials);
        if (!made) {
            keys_error = made.error();
            return;
        }
        auth.emplace(std::move(*made));
        door.use(&*auth);
    }

    void begin(std::function<void(Result<Description>)> done) {
        start.run([this, done = std::move(done)](const Beginning& beginning) {
            if (beginning.error) return done(std::unexpected{*beginning.error});
            desk.funding_interval = beginning.funding_interval;
            door.allow(beginning.weight_per_minute, beginning.orders_per_minute);
            done(aster::describe(desk, settings, beginning, account_name()));
        });
    }
    void examine(std::function<void(std::vector<Finding>)> done) {
        start.run([this, done = std::move(done)](const Beginning& beginning) {
            done(findings(desk, settings, beginning, keys_error, account_name()));
        });
    }

    std::unique_ptr<kit::DepthFeed> market_feed(const book::Rules& rules) {
        return std::make_unique<kit::DepthFeed>(desk,
                                                Books::url_of(settings.public_ws, settings.symbol),
                                                settings.ca_file, rules, books);
    }
    std::unique_ptr<AccountFeed> account_feed() {
        if (!auth) return nullptr;
        return std::make_unique<AccountFeed>(
            desk, door, settings,
            AccountFeed::Told{.came_up =
                                  [this](Time was_sure) {
                                      if (was_sure.known()) look_back(was_sure);
                                  },
                              .funding_paid = [this] { look_back(desk.now()); }});
    }
    void reread(std::function<void(const kit::MarketSeen&)> done) {
        start.reread([done = std::move(done)](const SymbolInfo& symbol) {
            done({.sound = symbol.trouble.empty(),
                  .tick = symbol.tick,
                  .lot = symbol.lot,
                  .mode = mode_of(symbol.status)});
        });
    }

    void opened() { next_funding = {}; }
    void look_for_funding(Time now) {
        if (now < next_funding) return;
        const std::int64_t interval = desk.funding_interval.ns;
        if (interval <= 0) {
            next_funding = kNever;
            return;
        }
        if (next_funding.known()) look_back(now);
        const Time venue = desk.clock.to_venue(now) - kFundingDelay;
        const Time next{(venue.ns / interval + 1) * interval};
        next_funding = desk.clock.to_ours(next + kFundingDelay);
    }

    std::string_view account_name() const {
        return auth ? std::string_view{auth->account()} : std::string_view{};
    }
    void look_back(Time from) {
        questions.look_for_funding(std::max(desk.since, from - kFundingOverlap));
    }

    const Settings settings;
    AccountSide desk;
    std::optional<Auth> auth;         // none: no keys
    std::optional<Error> keys_error;  // why
    Door door;
    Start start;
    OrderEntry orders;
    Questions questions;
    Books books;
    Time next_funding;
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
                                    return std::make_unique<kit::RestConnector<Parts>>(aster_kind(),
                                                                                       setup);
                                },
                                .make_decoder = make_decoder,
                                .capabilities = aster_capabilities};
    return kind;
}

}  // namespace twinleg::venues::aster
