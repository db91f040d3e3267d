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
#include "venues/kit/rest_connector.h"

namespace twinleg::venues::backpack {
namespace {

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

// The parts of a connector, and what is Backpack's own in its life.
struct Parts {
    static constexpr Duration kMarketTrusted{};  // it may begin in a mode of its own

    Parts(const Setup& setup, std::function<void()> market_doubtful)
        : settings(Settings::read(setup)),
          desk(setup),
          door(desk, settings, [this] { start.set_clock(); }),
          start(desk, door, settings),
          orders(desk, door, std::move(market_doubtful)),
          questions(desk, door),
          books(desk, door) {
        desk.symbol = settings.symbol;
        if (settings.trading) take_keys(setup.credentials);
    }

    void begin(std::function<void(Result<Description>)> done) {
        start.run([this, done = std::move(done)](const Beginning& beginning) {
            if (beginning.error) return done(std::unexpected{*beginning.error});
            desk.funding_interval = beginning.market_info.funding_interval;
            done(backpack::describe(desk, beginning, public_key()));
        });
    }
    void examine(std::function<void(std::vector<Finding>)> done) {
        start.run([this, done = std::move(done)](const Beginning& beginning) {
            done(findings(desk, beginning, keys_error, public_key()));
        });
    }

    std::unique_ptr<kit::DepthFeed> market_feed(const book::Rules& rules) {
        return std::make_unique<kit::DepthFeed>(desk, settings.public_ws, settings.ca_file, rules,
                                                books);
    }
    std::unique_ptr<AccountFeed> account_feed() {
        if (!signer) return nullptr;
        return std::make_unique<AccountFeed>(
            desk, settings, *signer,
            [this](Time was_sure) {
                if (was_sure.known()) look_back(was_sure);
            },
            [this] { start.set_clock(); });
    }
    void reread(std::function<void(const kit::MarketSeen&)> done) {
        start.reread([done = std::move(done)](const MarketInfo& market) {
            done({.sound = market.trouble.empty(),
                  .tick = market.tick,
                  .lot = market.lot,
                  .mode = market.visible ? mode_of(market.state) : MarketMode::halted});
        });
    }

    void opened() {
        looks = kFundingLooks.size();
        next_funding = {};
    }
    void look_for_funding(Time now) {
        if (now < next_funding) return;
        const std::int64_t interval = desk.funding_interval.ns;
        if (interval <= 0) {
            next_funding = kNever;
            return;
        }
        if (next_funding.known()) look_back(now);
        if (++looks >= kFundingLooks.size()) {
            looks = 0;
            const Time venue = desk.clock.to_venue(now);
            settlement = Time{(venue.ns / interval + 1) * interval};
        }
        next_funding = desk.clock.to_ours(settlement + kFundingLooks[looks]);
    }

    void take_keys(const Credentials& credentials) {
        const auto key = credentials.get(kPublicKeyVariable);
        const auto secret = credentials.get(kSecretKeyVariable);
        if (!key || !secret) {
            keys_error = key ? secret.error() : key.error();
            return;
        }
        auto made = Signer::create(*key, *secret);
        if (!made) {
            keys_error =
                Error{Errc::unauthorised, "backpack: " + made.error().message + "; look at " +
                                              std::string{kPublicKeyVariable} + " and " +
                                              std::string{kSecretKeyVariable}};
            return;
        }
        signer.emplace(std::move(*made));
        door.use(&*signer);
    }
    std::string_view public_key() const {
        return signer ? std::string_view{signer->public_key()} : std::string_view{};
    }
    void look_back(Time from) {
        questions.look_for_funding(std::max(desk.since, from - kFundingOverlap));
    }

    const Settings settings;
    AccountSide desk;
    std::optional<Signer> signer;     // none: no keys
    std::optional<Error> keys_error;  // why
    Door door;
    Start start;
    OrderEntry orders;
    Questions questions;
    Books books;
    Time next_funding, settlement;
    std::size_t looks{0};  // which of kFundingLooks comes next
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
                                    return std::make_unique<kit::RestConnector<Parts>>(
                                        backpack_kind(), setup);
                                },
                                .make_decoder = make_decoder,
                                .capabilities = backpack_capabilities};
    return kind;
}

}  // namespace twinleg::venues::backpack
