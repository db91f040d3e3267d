#include "venues/lighter/lighter.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "venues/kit/clock_watch.h"
#include "venues/kit/venue_clock.h"
#include "venues/lighter/account_feed.h"
#include "venues/lighter/description.h"
#include "venues/lighter/market_feed.h"
#include "venues/lighter/order_entry.h"
#include "venues/lighter/probe.h"
#include "venues/lighter/questions.h"
#include "venues/sizes.h"

namespace twinleg::venues::lighter {
namespace {

constexpr std::string_view kMainnet = "https://mainnet.zklighter.elliot.ai";
constexpr std::string_view kStreamPath = "/stream";
constexpr Duration kHeartbeat = milliseconds(500);
// A tick that changes while we trade would make every order wrong: the market is read again so
// often, whenever the stream comes back, and when an order is refused as it then would be.
constexpr Duration kRereadMarket = minutes(10);
constexpr Duration kDoubtPause = seconds(5);
// An order that waits longer than its validity is not wanted any more.
constexpr Duration kSendTimeout = seconds(5);
constexpr std::uint64_t kAccountLimit = (std::uint64_t{1} << 48) - 1;
constexpr std::uint64_t kKeyLimit = 255;
constexpr std::size_t kMostKeys = 16;
constexpr std::size_t kShown = 20;

[[noreturn]] void reject(const std::string& why) {
    throw std::invalid_argument("lighter: " + why);
}

std::uint64_t number_of(std::string_view name, std::string_view text, std::uint64_t below) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number >= below)
        reject(fmt::format("{} is \"{}\", which is not a whole number below {}", name,
                           // Whoever has put a key there must not find it in a log.
                           text.size() <= kShown ? text : "…", below));
    return number;
}

net::Url url_of(std::string_view what, std::string_view text, bool socket) {
    auto url = net::Url::parse(text);
    if (!url) reject(std::string{what} + ": " + url.error().message);
    const bool fits = socket ? url->scheme.starts_with("ws") : url->scheme.starts_with("http");
    if (!fits) reject(std::string{what} + " \"" + std::string{text} + "\" is of another kind");
    return *std::move(url);
}

std::string rest_of(const Endpoints& endpoints) {
    return endpoints.rest.empty() ? std::string{kMainnet} : endpoints.rest;
}

// Where the host is named, its own stream: never one network's orders beside another's books.
std::string stream_of(const Endpoints& endpoints) {
    if (!endpoints.ws.empty()) return endpoints.ws;
    const std::string rest = rest_of(endpoints);
    return "ws" + rest.substr(4) + std::string{kStreamPath};  // http… → ws…
}

struct Options {
    std::optional<std::uint64_t> market_id;
    std::optional<std::uint64_t> chain_id;
    bool gaps{true};
    bool dead_man{true};
};

Options read_options(const Setup& setup) {
    Options options;
    for (const auto& [name, value] : setup.options) {
        if (name == "market_id") {
            options.market_id = number_of("option market_id", value, kAccountLimit);
        } else if (name == "chain_id") {
            options.chain_id = number_of("option chain_id", value, kAccountLimit);
        } else if (name == "nonces") {
            if (value != "gaps" && value != "strict")
                reject("option nonces is \"gaps\" or \"strict\", not \"" + value + "\"");
            options.gaps = value == "gaps";
        } else if (name == "dead_man") {
            if (value != "on" && value != "off")
                reject("option dead_man is \"on\" or \"off\", not \"" + value + "\"");
            options.dead_man = value == "on";
        } else {
            reject("there is no option \"" + name +
                   "\"; there are market_id, chain_id, nonces and dead_man");
        }
    }
    return options;
}

// The parts between commas, without the blanks around them.
std::vector<std::string_view> list_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t comma = text.find(',');
        std::string_view part = text.substr(0, comma);
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        parts.push_back(part);
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

std::string_view secret(const Credentials& credentials, std::string_view name) {
    const auto value = credentials.get(name);
    if (!value) reject(value.error().message);
    return *value;
}

class Lighter final : public Connector {
public:
    explicit Lighter(const Setup& setup)
        : station_{.loop = setup.loop,
                   .inbox = setup.inbox,
                   .slot = setup.slot,
                   .latencies = setup.latencies,
                   .person = setup.say},
          options_(read_options(setup)),
          clock_(setup.clock_every),
          trading_(setup.trading),
          stream_url_(url_of("ws", stream_of(setup.endpoints), true)),
          private_url_(setup.endpoints.private_ws.empty()
                           ? stream_url_
                           : url_of("private_ws", setup.endpoints.private_ws, true)),
          ca_file_(setup.endpoints.ca_file),
          limits_(Tier{}, setup.slot.sharers),
          reads_(setup.loop, url_of("rest", rest_of(setup.endpoints), false), limits_,
                 {.ca_file = ca_file_}),
          sends_(setup.loop, url_of("rest", rest_of(setup.endpoints), false), limits_,
                 {.connections = 1, .timeout = kSendTimeout, .ca_file = ca_file_}),
          questions_(station_, reads_),
          heartbeat_(setup.loop) {
        const std::string& transport = setup.order_transport;
        if (!transport.empty() && transport != "websocket" && transport != "rest")
            reject("orders go by \"websocket\" or \"rest\", not by \"" + transport + "\"");
        by_socket_ = transport != "rest";
        if (trading_) identify(setup);
    }

    std::string_view name() const override { return "lighter"; }
    const Capabilities& capabilities() const override { return lighter::capabilities(); }

    void describe(std::function<void(Result<Description>)> done) override {
        probe(station_, reads_, choice(), [this, done = std::move(done)](const Findings& findings) {
            auto description = lighter::describe(findings, station_.slot, terms());
            if (description) {
                station_.market = *findings.market;
                station_.market_number = std::to_string(findings.market->id);
                rules_ = description->book;
                limits_.set(tier_of(findings));
                if (findings.clock) hear_clock(*findings.clock);
            }
            done(std::move(description));
        });
    }

    void examine(std::function<void(std::vector<Finding>)> done) override {
        probe(station_, reads_, choice(), [this, done = std::move(done)](const Findings& findings) {
            done(lighter::examine(findings, terms()));
        });
    }

    void open() override {
        if (station_.market_number.empty()) return;  // not described
        if (!market_feed_) build();
        if (!station_.began.known()) station_.began = station_.venue_time(station_.loop.now());
        if (account_feed_) account_feed_->open();
        market_feed_->open();
        reread_at_ = station_.loop.now() + kRereadMarket;
        tell_clock(clock_.open(station_.loop.now()));
        beat();
    }

    void close() override {
        heartbeat_.cancel();
        if (market_feed_) market_feed_->close();
        if (account_feed_) account_feed_->close();
        reads_.close();
        sends_.close();
    }

    void place(const Approved<Order>& order, Time now) override {
        if (orders_) return orders_->place(*order, now);
        station_.tell(now, SendFailed{.instrument = order->instrument,
                                      .client_order_id = order->client_order_id,
                                      .outcome = SendOutcome::never_sent});
    }
    void cancel(const CancelOrder& cancel, Time now) override {
        if (orders_) return orders_->cancel(cancel, now);
        station_.tell(now, SendFailed{.instrument = cancel.instrument,
                                      .client_order_id = cancel.client_order_id,
                                      .was_cancel = true,
                                      .outcome = SendOutcome::never_sent});
    }
    void cancel_all(const CancelAll& cancel, Time now) override {
        if (orders_) return orders_->cancel_all(cancel, now);
        station_.tell(now,
                      CancelAllAnswer{.head = {.venue = cancel.venue, .request = cancel.request}});
    }
    void burn(const BurnNonce& burn, Time now) override {
        if (orders_) return orders_->burn(burn, now);
        station_.tell(now, BurnAnswer{.head = {.venue = burn.venue, .request = burn.request},
                                      .nonce = burn.nonce});
    }
    void ask(const Ask& question, Time now) override { questions_.ask(question, now); }
    void resync(const Resync&, Time now) override {
        if (market_feed_) market_feed_->resync(now);
    }

    void idle(Time now) override {
        if (!station_.identity || !orders_) return;
        static_cast<void>(station_.identity->prepare(station_.venue_time(now)));
        if (!by_socket_) sends_.warm(1);
    }
    void arm(const ArmDeadMan& arm, Time now) override {
        if (orders_) return orders_->arm(arm, now);
        station_.tell(now, DeadManAnswer{.head = {.venue = arm.venue, .request = arm.request},
                                         .certain = true});
    }
    void flush(Time now) override {
        if (orders_) orders_->flush(now);
    }

    void listen(RawFrame listener) override {
        listener_ = std::move(listener);
        if (market_feed_) market_feed_->listen(listener_);
        if (account_feed_) account_feed_->listen(listener_);
    }

private:
    void identify(const Setup& setup) {
        const std::uint64_t account =
            number_of(kAccountVariable, secret(setup.credentials, kAccountVariable), kAccountLimit);
        const auto indexes = list_of(secret(setup.credentials, kKeyIndexVariable));
        const auto secrets = list_of(secret(setup.credentials, kKeyVariable));
        if (indexes.size() != secrets.size())
            reject(std::string{kKeyIndexVariable} + " has " + std::to_string(indexes.size()) +
                   " keys and " + std::string{kKeyVariable} + " " + std::to_string(secrets.size()) +
                   "; each index needs its key");
        if (indexes.size() > kMostKeys)
            reject(std::string{kKeyIndexVariable} + " has more than " + std::to_string(kMostKeys) +
                   " keys");
        std::vector<SignerOfKey> keys;
        for (std::size_t i = 0; i < indexes.size(); ++i) {
            const std::uint64_t index = number_of(kKeyIndexVariable, indexes[i], kKeyLimit);
            if (std::ranges::find(keys, index, &SignerOfKey::api_key_index) != keys.end())
                reject(std::string{kKeyIndexVariable} + " names " + std::to_string(index) +
                       " twice");
            SignerConfig config{
                .chain_id = options_.chain_id.value_or(chain_id_of(rest_of(setup.endpoints))),
                .account_index = account,
                .api_key_index = index};
            if (options_.gaps) config.attributes.set(crypto::lighter::Attribute::skip_nonce, 1);
            auto signer = Signer::create(config, secrets[i]);
            if (!signer) reject(std::string{kKeyVariable} + ": " + signer.error().message);
            keys.push_back({std::move(*signer), index});
        }
        station_.identity.emplace(std::move(keys), account);
    }

    MarketChoice choice() const {
        return {.coin = station_.slot.coin,
                .symbol = station_.slot.symbol,
                .number = options_.market_id};
    }

    Terms terms() const {
        Terms terms{.trading = trading_, .gaps = options_.gaps, .dead_man = options_.dead_man};
        if (station_.identity) {
            terms.account_index = station_.identity->account_index();
            for (NonceKey key = 0; key < station_.identity->keys(); ++key)
                terms.api_keys.push_back(station_.identity->api_key_index(key));
        }
        return terms;
    }

    void build() {
        net::WsOptions socket;
        socket.ca_file = ca_file_;
        socket.max_message = kLargestFrame;
        market_feed_ = std::make_unique<MarketFeed>(station_, stream_url_, socket, rules_);
        market_feed_->listen(listener_);
        market_feed_->on_return([this] { reread_market(); });
        if (!trading_) return;
        account_feed_ = std::make_unique<AccountFeed>(station_, private_url_, socket);
        account_feed_->listen(listener_);
        orders_ = std::make_unique<OrderEntry>(station_, limits_, sends_, reads_,
                                               by_socket_ ? &account_feed_->session() : nullptr);
        orders_->on_market_doubt([this] {
            // Many orders may be refused for one reason.
            const Time now = station_.loop.now();
            if (doubted_.known() && now - doubted_ < kDoubtPause) return;
            doubted_ = now;
            reread_market();
        });
        account_feed_->serve(*orders_);
    }

    void beat() {
        const Time now = station_.loop.now();
        market_feed_->tick(now);
        if (account_feed_) account_feed_->tick(now);
        if (orders_) orders_->tick(now);
        if (now >= reread_at_) reread_market();
        if (clock_.due(now)) ask_clock();
        heartbeat_.after(kHeartbeat, [this] { beat(); });
    }

    void ask_clock() {
        const Time asked = station_.loop.now();
        clock_.asked(asked);
        reads_.get(Call::other, std::string{target::kServerTime}, true, {},
                   [this, asked](const Reply& reply) {
                       if (const auto clock = clock_of(reply, asked)) hear_clock(*clock);
                   });
    }
    // One answer alone never moves the clock that orders are dated by.
    void hear_clock(const Clock& clock) {
        const Duration apart = clock.offset - std::exchange(clock_heard_, clock.offset);
        if (kit::either_way(apart) <= seconds(1)) station_.clock_offset = clock.offset;
        tell_clock(clock_.heard(station_.loop.now(), clock.offset));
    }
    void tell_clock(std::optional<Duration> offset) {
        if (offset)
            station_.tell(station_.loop.now(),
                          LatencyMeasured{station_.venue(), Stage::clock, *offset});
    }

    void reread_market() {
        reread_at_ = station_.loop.now() + kRereadMarket;
        reads_.get(Call::other, target::market(station_.market.id), false, {},
                   [this](const Reply& reply) {
                       if (!reply.good()) return;
                       const auto markets = read_markets(reply.body);
                       if (!markets) return;
                       for (const MarketInfo& market : *markets)
                           if (market.id == station_.market.id) compare(market, reply.received);
                   });
    }

    // Prices and sizes are integers scaled by the market's decimals: with others than we know,
    // every order would be wrong by a power of ten. Nothing is sent until a person starts anew.
    void compare(const MarketInfo& market, Time received) {
        const bool same = market.trouble.empty() && market.symbol == station_.market.symbol &&
                          market.size_decimals == station_.market.size_decimals &&
                          market.price_decimals == station_.market.price_decimals;
        if (station_.usable && !same) station_.say(difference(market));
        station_.usable = station_.usable && same;
        const MarketMode mode =
            station_.usable && market.status == "active" ? MarketMode::normal : MarketMode::halted;
        if (mode == mode_) return;
        mode_ = mode;
        station_.tell(received, MarketState{.instrument = station_.instrument(), .mode = mode});
    }

    std::string difference(const MarketInfo& market) const {
        const MarketInfo& was = station_.market;
        std::string what;
        const auto note = [&](std::string_view name, const auto& old, const auto& now) {
            if (old == now) return;
            what += fmt::format("{}{} from {} to {}", what.empty() ? "" : ", ", name, old, now);
        };
        if (market.trouble.empty()) {
            note("symbol", was.symbol, market.symbol);
            note("tick", to_text(was.tick()), to_text(market.tick()));
            note("lot", to_text(was.lot()), to_text(market.lot()));
        } else {
            what = market.trouble;
        }
        return fmt::format(
            "lighter: market {} ({}) has changed: {}; nothing more is sent: start the program anew",
            was.id, was.symbol, what);
    }

    Station station_;
    Options options_;
    kit::ClockWatch clock_;
    Duration clock_heard_;  // at the last look
    bool trading_;
    bool by_socket_{true};
    net::Url stream_url_;
    net::Url private_url_;
    std::string ca_file_;
    Limits limits_;
    Rest reads_;
    Rest sends_;  // one connection: transactions arrive in the order of their nonces
    Questions questions_;
    book::Rules rules_;
    RawFrame listener_;
    std::unique_ptr<MarketFeed> market_feed_;
    std::unique_ptr<AccountFeed> account_feed_;
    std::unique_ptr<OrderEntry> orders_;
    net::Timer heartbeat_;
    Time reread_at_;
    Time doubted_;
    MarketMode mode_{MarketMode::normal};
};

}  // namespace

const Capabilities& capabilities() {
    static const Capabilities kCapabilities{
        .book_sync = "snapshot in the stream",
        .order_transports = {"websocket", "rest"},
        .batch = true,
        .nonces = true,
        .dead_mans_switch = "scheduled cancel-all",
        .testnet = true,
    };
    return kCapabilities;
}

std::unique_ptr<Connector> make_connector(const Setup& setup) {
    return std::make_unique<Lighter>(setup);
}

const VenueKind& lighter_kind() {
    static const VenueKind kKind{
        .name = "lighter",
        .make = make_connector,
        .make_decoder = make_decoder,
        .capabilities = capabilities,
    };
    return kKind;
}

}  // namespace twinleg::venues::lighter
