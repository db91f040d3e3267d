#pragma once
// A small Aster without sockets, and clients of both generations that sign what they send.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "crypto/secp256k1.h"
#include "net/form.h"
#include "sim/wire/aster/feed.h"
#include "sim/wire/aster/rest.h"
#include "sim/wire/aster/server.h"
#include "sim/wire/aster/texts.h"
#include "tests/sim/wire/fake_line.h"
#include "tests/sim/wire/other_side.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::aster::test {

using Tree = twinleg::test::Json;
using Fields = net::FormFields;

inline constexpr Time kStart{1'795'000'000'000'000'000};
inline constexpr const char* kBtc = "BTCUSDT";
inline constexpr const char* kWalletKey =
    "0x1111111111111111111111111111111111111111111111111111111111111111";
inline constexpr const char* kUser = "0x63DD5aCC6b1aa0f563956C0e534DD30B6dcF7C4e";

// What a socket got.
class FakeLine final : public wire::test::FakeLine {
public:
    // The frames of that event since the last take; the others are dropped.
    std::vector<Tree> take(const std::string& event) {
        std::vector<Tree> out;
        for (Tree& each : std::exchange(frames, {}))
            if (each.is_object() && each.value("e", "") == event) out.push_back(std::move(each));
        return out;
    }
};

// The venue without its sockets: what the server does with its parts, and time by hand.
class AsterDesk : public ::testing::Test, public Listener {
protected:
    explicit AsterDesk(bool limits = true)
        : wallet(crypto::EthereumKey::from_hex("key", kWalletKey).value()),
          secret(crypto::HmacKey::from(crypto::bytes_of("secret")).value()),
          exchange(exchange_config(), kStart),
          members({{.api_key = "key",
                    .api_secret = "secret",
                    .user = kUser,
                    .signer = "0x" + crypto::to_hex(wallet.address())},
                   {.api_key = "other", .api_secret = "other"}},
                  exchange, 1),
          candles(exchange),
          venue{exchange, markets, members, candles},
          rest(venue, faults, limits),
          feed(venue, true) {
        exchange.listen(this);
        rest.accounts().tell_with([this](const Member& member, const std::string& payload) {
            feed.tell_member(member, payload);
        });
        for (const Market& each : markets.all())
            exchange.set_mark(each.instrument.id, parse_price("60000").value());
    }
    ~AsterDesk() override { exchange.listen(nullptr); }

    void on_order(const OrderRecord& order) override { feed.order(order); }
    void on_fill(const FillRecord& fill) override { feed.fill(fill); }
    void on_trade(const TradeRecord& trade) override {
        candles.trade(trade);
        feed.trade(trade);
    }
    void on_funding(const FundingPayment& payment) override { feed.funding(payment); }
    void on_account(AccountIndex index) override { feed.account(index); }
    void on_mark(InstrumentId id) override { candles.mark(id); }
    void on_book(const BookChange& change) override { feed.book(change); }

    void pass(Duration time) {
        exchange.tick(exchange.now() + time);
        rest.quotes().remember_funding();
        rest.dead_man().look(exchange, exchange.now());
        feed.beat(exchange.now());
    }
    std::int64_t now_ms() const { return ms_of(exchange.now()); }

    Tree send(const net::ServerRequest& request) {
        const auto outcome = rest.answer(request, exchange.now());
        status = outcome.response.status;
        headers = outcome.response.headers;
        lost = outcome.lost;
        return Tree::parse(outcome.response.body);
    }
    static net::ServerRequest plain(const std::string& method, const std::string& name,
                                    const std::string& query = {}, const std::string& body = {}) {
        net::ServerRequest out;
        out.method = method;
        out.target = "/fapi/" + name + (query.empty() ? "" : "?" + query);
        out.body = body;
        out.remote = "127.0.0.1";
        return out;
    }
    Tree get(const std::string& name, const std::string& query = {}) {
        return send(plain("GET", name, query));
    }

    // V1: everything in the query.
    net::ServerRequest signed_v1(const std::string& method, const std::string& name, Fields fields,
                                 std::int64_t sent_ms = 0) const {
        fields.emplace_back("timestamp", std::to_string(sent_ms == 0 ? now_ms() : sent_ms));
        const std::string text = net::encode_form(fields);
        auto out = plain(method, name, text + "&signature=" + crypto::to_hex(secret.sign(text)));
        out.headers.push_back({"X-MBX-APIKEY", "key"});
        return out;
    }
    Tree v1(const std::string& method, const std::string& name, const Fields& fields = {}) {
        return send(signed_v1(method, name, fields));
    }

    // V3: in the body, but for GET.
    net::ServerRequest signed_v3(const std::string& method, const std::string& name, Fields fields,
                                 std::int64_t nonce = 0) {
        if (nonce == 0) nonce = exchange.now().ns / 1000 + ++nonces;
        fields.emplace_back("nonce", std::to_string(nonce));
        fields.emplace_back("user", kUser);
        fields.emplace_back("signer", "0x" + crypto::to_hex(wallet.address()));
        const std::string text = net::encode_form(fields);
        const std::string whole =
            text + "&signature=" + crypto::to_hex(wallet.sign(v3_digest(kMainChain, text)));
        return method == "GET" ? plain(method, name, whole) : plain(method, name, {}, whole);
    }
    Tree v3(const std::string& method, const std::string& name, const Fields& fields = {}) {
        return send(signed_v3(method, name, fields));
    }

    static Fields limit(const std::string& side, const std::string& price,
                        const std::string& quantity, const Fields& more = {},
                        const std::string& force = "GTC") {
        Fields out{{"symbol", kBtc},
                   {"side", side},
                   {"type", "LIMIT"},
                   {"timeInForce", force},
                   {"price", price},
                   {"quantity", quantity},
                   {"newOrderRespType", "RESULT"}};
        out.insert(out.end(), more.begin(), more.end());
        return out;
    }
    Tree place(const std::string& side, const std::string& price, const std::string& quantity,
               const Fields& more = {}, const std::string& force = "GTC") {
        return v1("POST", "v1/order", limit(side, price, quantity, more, force));
    }
    Tree order(const std::string& client_id) {
        return v1("GET", "v1/order", {{"symbol", kBtc}, {"origClientOrderId", client_id}});
    }

    // The other side of the market.
    CounterpartyResult other(Side side, const char* price, const char* quantity) {
        return wire::test::other_side(exchange, kBtc, side, price, quantity);
    }
    void listen(const std::string& path, const std::string& query = {}) {
        feed.opened(1, line, path, query, exchange.now());
    }
    void listen_to_user() {
        const Tree key = v1("POST", "v1/listenKey");
        listen("/ws/" + key.at("listenKey").get<std::string>());
    }

    crypto::EthereumKey wallet;
    crypto::HmacKey secret;
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
    std::vector<net::Header> headers;
    std::int64_t nonces{0};
};

}  // namespace twinleg::sim::wire::aster::test
