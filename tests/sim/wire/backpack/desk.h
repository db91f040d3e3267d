#pragma once
// A small Backpack without sockets, and a client that signs what it sends.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "crypto/base64.h"
#include "crypto/ed25519.h"
#include "sim/wire/backpack/feed.h"
#include "sim/wire/backpack/rest.h"
#include "sim/wire/backpack/server.h"
#include "sim/wire/backpack/texts.h"
#include "tests/sim/wire/fake_line.h"
#include "tests/sim/wire/other_side.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::backpack::test {

using Tree = twinleg::test::Json;

inline constexpr Time kStart{1'795'000'000'000'000'000};
inline constexpr const char* kBtc = "BTC_USDC_PERP";

inline crypto::Ed25519Key key_of(std::uint8_t fill) {
    crypto::Secret<32> seed;
    seed.writable()[0] = fill;
    return crypto::Ed25519Key::from_seed(seed);
}

// What a socket got.
class FakeLine final : public wire::test::FakeLine {
public:
    // The data of the stream's frames since the last take; the others are dropped.
    std::vector<Tree> take(const std::string& stream) {
        std::vector<Tree> out;
        for (Tree& each : std::exchange(frames, {}))
            if (each.at("stream") == stream) out.push_back(std::move(each.at("data")));
        return out;
    }
};

// The venue without its sockets: what the server does with its parts, and time by hand.
class BackpackDesk : public ::testing::Test, public Listener {
protected:
    explicit BackpackDesk(bool limits = true)
        : key(key_of(1)),
          exchange(exchange_config(), kStart),
          members({{.public_key = crypto::to_base64(key.public_key())},
                   {.public_key = crypto::to_base64(key_of(2).public_key())}},
                  exchange),
          candles(exchange),
          venue{exchange, markets, members, candles},
          rest(venue, faults, limits),
          feed(venue) {
        exchange.listen(this);
        for (const Market& each : markets.all())
            exchange.set_mark(each.instrument.id, parse_price("60000").value());
        feed.opened(1, line);
    }
    ~BackpackDesk() override { exchange.listen(nullptr); }

    void on_order(const OrderRecord& order) override { feed.order(order); }
    void on_fill(const FillRecord& fill) override {
        members.book(fill);
        feed.fill(fill);
    }
    void on_trade(const TradeRecord& trade) override {
        candles.trade(trade);
        feed.trade(trade);
    }
    void on_funding(const FundingPayment& payment) override { members.book(payment); }
    void on_account(AccountIndex index) override { feed.account(index); }
    void on_mark(InstrumentId id) override {
        candles.mark(id);
        feed.mark(id);
    }
    void on_book(const BookChange& change) override { feed.book(change); }

    void pass(Duration time) {
        exchange.tick(exchange.now() + time);
        rest.quotes().remember_funding();
        feed.beat(exchange.now());
    }

    static Json parsed(const Tree& fields) { return parse_json(fields.dump()).value(); }

    // A request with everything in order; GETs take their fields as a query of texts.
    net::ServerRequest request(const std::string& method, const std::string& path,
                               const Tree& fields = Tree::object(),
                               const std::string& window = "5000") const {
        net::ServerRequest out;
        out.method = method;
        out.remote = "127.0.0.1";
        out.target = path;
        if (method == "GET") {
            char mark = '?';
            for (const auto& [name, value] : fields.items()) {
                out.target += mark + name + "=" + value.get<std::string>();
                mark = '&';
            }
        } else {
            out.body = fields.dump();
        }
        const auto instruction = instruction_of(method, path);
        if (instruction.empty()) return out;
        const std::string time = std::to_string(ms_of(exchange.now()));
        const std::string text = signed_text(instruction, parsed(fields), time, window);
        out.headers = {{"X-API-Key", crypto::to_base64(key.public_key())},
                       {"X-Timestamp", time},
                       {"X-Window", window},
                       {"X-Signature", crypto::to_base64(key.sign(crypto::bytes_of(text)))}};
        return out;
    }
    Tree send(const net::ServerRequest& asked) {
        const auto outcome = rest.answer(asked, exchange.now());
        status = outcome.response.status;
        lost = outcome.lost;
        if (outcome.response.body.empty()) return {};
        return Tree::parse(outcome.response.body);
    }
    Tree ask(const std::string& method, const std::string& path,
             const Tree& fields = Tree::object()) {
        return send(request(method, path, fields));
    }
    Tree get(const std::string& path, const Tree& fields = Tree::object()) {
        return ask("GET", path, fields);
    }

    static Tree order(const std::string& side, const std::string& price,
                      const std::string& quantity, const Tree& more = {}) {
        Tree out{{"symbol", kBtc}, {"side", side}, {"quantity", quantity}};
        out["orderType"] = price.empty() ? "Market" : "Limit";
        if (!price.empty()) out["price"] = price;
        if (more.is_object()) out.update(more);
        return out;
    }
    Tree place(const std::string& side, const std::string& price, const std::string& quantity,
               const Tree& more = {}) {
        return ask("POST", "/api/v1/order", order(side, price, quantity, more));
    }

    // The other side of the market.
    CounterpartyResult other(Side side, const char* price, const char* quantity) {
        return wire::test::other_side(exchange, kBtc, side, price, quantity);
    }

    Tree subscription(const Tree& streams) const {
        const std::string time = std::to_string(ms_of(exchange.now()));
        const std::string text =
            signed_text("subscribe", Json{.kind = Json::Kind::object}, time, "5000");
        return {{"method", "SUBSCRIBE"},
                {"params", streams},
                {"signature",
                 {crypto::to_base64(key.public_key()),
                  crypto::to_base64(key.sign(crypto::bytes_of(text))), time, "5000"}}};
    }
    void say(const Tree& frame) { feed.message(1, frame.dump(), exchange.now()); }
    void subscribe(const Tree& streams) { say(subscription(streams)); }

    crypto::Ed25519Key key;
    Markets markets;
    Exchange exchange;
    Members members;
    CandleLog candles;
    Venue venue;
    FaultBox faults;
    Rest rest;
    Feed feed;
    FakeLine line;
    int status{0};
    bool lost{false};
};

}  // namespace twinleg::sim::wire::backpack::test
