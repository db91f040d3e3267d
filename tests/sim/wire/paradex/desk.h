#pragma once
// A small Paradex without sockets, and a client that signs what it sends.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crypto/stark/ecdsa.h"
#include "sim/wire/paradex/account_forms.h"
#include "sim/wire/paradex/server.h"
#include "tests/sim/wire/fake_line.h"
#include "tests/sim/wire/other_side.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::paradex::test {

using Tree = twinleg::test::Json;

inline constexpr Time kStart{1'795'000'000'000'000'000};
inline constexpr const char* kMainKey = "0x1234567890abcdef1234567890abcdef";
inline constexpr const char* kSubkey = "0xabcdef1234567890abcdef1234567890";
inline constexpr const char* kOtherKey = "0x77777777777777777777";

inline crypto::stark::PrivateKey private_key(std::string_view hex) {
    return crypto::stark::PrivateKey::from_hex("key", hex).value();
}
inline Felt public_key(std::string_view hex) {
    return private_key(hex).public_key().x();
}
inline std::string sign_as(std::string_view hex, const Felt& hash) {
    const auto signature =
        crypto::stark::sign_deterministic(private_key(hex), hash.value()).value();
    return "[\"" + signature.r.to_decimal() + "\",\"" + signature.s.to_decimal() + "\"]";
}
inline Felt address_of_key(std::string_view hex) {
    return address_of(public_key(hex), Felt::from_hex("a", kProxyHash).value(),
                      Felt::from_hex("a", kAccountHash).value());
}

inline ParadexAccount account(const char* key = kMainKey) {
    ParadexAccount out;
    out.l1_address = "0xd2c7314539dCe7752c8120af4eC2AA750Cf2035e";
    out.public_key = public_key(key).to_hex();
    out.account = address_of_key(key).to_hex();
    return out;
}
inline std::vector<ParadexAccount> accounts() {
    std::vector<ParadexAccount> out{account(), account(kOtherKey)};
    out[0].subkeys = {public_key(kSubkey).to_hex()};
    return out;
}

// The header of a login, signed.
inline std::vector<net::Header> login_headers(const MessageHashes& hashes, const char* key,
                                              const Felt& address, std::int64_t now_s) {
    const std::int64_t until = now_s + 86'400;
    return {{"PARADEX-STARKNET-ACCOUNT", address.to_hex()},
            {"PARADEX-STARKNET-SIGNATURE", sign_as(key, hashes.login(address, now_s, until))},
            {"PARADEX-TIMESTAMP", std::to_string(now_s)},
            {"PARADEX-SIGNATURE-EXPIRATION", std::to_string(until)}};
}

// An order's body, signed. `change` is applied before signing.
inline Tree order_body(const MessageHashes& hashes, const char* key, const Felt& address,
                       std::int64_t now_ms, const std::string& side, const std::string& price,
                       const std::string& size, const Tree& change = {}) {
    Tree body{{"market", "BTC-USD-PERP"},
              {"side", side},
              {"size", size},
              {"type", price.empty() ? "MARKET" : "LIMIT"},
              {"client_id", ""},
              {"instruction", "GTC"},
              {"signature_timestamp", now_ms},
              {"recv_window", nullptr},
              {"stp", nullptr}};
    if (!price.empty()) body["price"] = price;
    if (change.is_object()) body.update(change);
    if (body.contains("signature")) return body;
    const auto text = [&](const char* name) { return body.value(name, ""); };
    const std::string market = text("market"), side_text = text("side"), type = text("type"),
                      size_text = text("size"), price_text = text("price"), id = text("id");
    const auto hash = hashes.order(address, {.timestamp = body["signature_timestamp"],
                                             .market = market,
                                             .side = side_text,
                                             .type = type,
                                             .size = size_text,
                                             .price = price_text,
                                             .id = id});
    body["signature"] = hash ? sign_as(key, *hash) : "[\"1\",\"1\"]";
    return body;
}

// What a socket got; binary frames as they are.
class FakeLine final : public wire::test::FakeLine {
public:
    // The data of the frames of that channel since the last take.
    std::vector<Tree> take(const std::string& channel) {
        std::vector<Tree> out;
        std::erase_if(frames, [&](Tree& frame) {
            if (frame["params"]["channel"] != channel) return false;
            out.push_back(frame["params"]["data"]);
            return true;
        });
        return out;
    }
};

// The venue without its sockets: what the server does with its parts, and time by hand.
class ParadexDesk : public ::testing::Test, public Listener {
protected:
    explicit ParadexDesk(bool limited = false)
        : exchange(exchange_config(), kStart),
          members(accounts(), exchange),
          gate(members, 1),
          limits(limited),
          desk(exchange, gate.hashes(), faults, limits, extras),
          rest(exchange, gate, desk, limits, extras),
          publics(exchange, peers),
          privates(exchange, members, extras, peers, false),
          talk(exchange, gate, desk, limits, faults, extras, publics, {}) {
        exchange.listen(this);
        for (const Instrument& each : exchange.instruments())
            exchange.set_mark(each.id, Price::from_units(each.symbol[0] == 'B' ? 60'000 : 3'000));
    }
    ~ParadexDesk() override { exchange.listen(nullptr); }

    void on_order(const OrderRecord& order) override {
        if (!order.alive()) members.at(order.request.account).ledger.ended(order.id);
        privates.order(order);
    }
    void on_fill(const FillRecord& fill) override {
        Ledger& ledger = members.at(fill.account).ledger;
        const LedgerFill& booked = ledger.book(fill);
        privates.fill(booked,
                      booked.realized_funding.is_zero() ? nullptr : &ledger.funding().back());
    }
    void on_trade(const TradeRecord& trade) override { publics.trade(trade); }
    void on_funding(const FundingPayment& payment) override {
        members.at(payment.account).ledger.book(payment);
        privates.accrued(payment.account);
    }
    void on_account(AccountIndex index) override { privates.account(index, exchange.now()); }
    void on_mark(InstrumentId id) override { publics.mark(id); }
    void on_book(const BookChange& change) override { publics.book(change); }

    void pass(Duration time) {
        exchange.tick(exchange.now() + time);
        publics.beat(exchange.now());
    }
    std::int64_t now_ms() const { return ms_of(exchange.now()); }
    std::int64_t now_s() const { return now_ms() / 1000; }
    const Felt address{address_of_key(kMainKey)};

    // --- Requests. `status` is that of the last answer.
    net::ServerResponse send_raw(const std::string& method, const std::string& path,
                                 const std::string& body = {},
                                 std::vector<net::Header> headers = {}) {
        net::ServerRequest request;
        request.method = method;
        request.target = "/v1/" + path;
        request.body = body;
        request.headers = std::move(headers);
        if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
        request.remote = "127.0.0.1";
        auto outcome = rest.answer(request, exchange.now(), exchange.now());
        exchange.tick(exchange.now() + kNextMoment);
        status = outcome.response.status;
        return outcome.response;
    }
    Tree send(const std::string& method, const std::string& path, const std::string& body = {},
              std::vector<net::Header> headers = {}) {
        const auto response = send_raw(method, path, body, std::move(headers));
        return response.body.empty() ? Tree{} : Tree::parse(response.body);
    }
    Tree get(const std::string& path) { return send("GET", path); }
    std::string code(const Tree& answer) const { return answer.value("error", ""); }

    std::vector<net::Header> headers(const char* key) const {
        return login_headers(gate.hashes(), key, address, now_s());
    }
    // Logs in; what is sent from now on carries the token.
    void log_in(const char* key = kMainKey, const std::string& query = {}) {
        signs_with = key;
        token.clear();
        const Tree answer =
            send("POST", "auth/" + public_key(key).to_hex() + query, {}, headers(key));
        token = answer.value("jwt_token", "");
    }

    // --- Orders.
    Tree body(const std::string& side, const std::string& price, const std::string& size,
              const Tree& change = {}) const {
        return order_body(gate.hashes(), signs_with, address, now_ms(), side, price, size, change);
    }
    Tree place(const std::string& side, const std::string& price, const std::string& size,
               const Tree& change = {}) {
        return send("POST", "orders", body(side, price, size, change).dump());
    }
    // The order as the history has it.
    Tree order(const std::string& id) {
        const Tree history = get("orders-history");
        for (const Tree& each : history["results"])
            if (each["id"] == id) return each;
        return {};
    }
    // The other side of the market.
    void other(Side side, const char* price, const char* size, Force force = Force::gtc) {
        wire::test::other_side(exchange, "BTC-USD-PERP", side, price, size, force);
    }

    // --- Sockets.
    struct Socket {
        Peer* peer;
        FakeLine* line;
    };
    Socket open(std::optional<SbeLayout> sbe = {}) {
        lines.push_back(std::make_unique<FakeLine>());
        const std::uint64_t id = lines.size();
        peers[id] = std::make_unique<Peer>();
        Peer& peer = *peers[id];
        peer.id = id;
        peer.line = lines.back().get();
        peer.sbe = sbe;
        peer.last_frame = exchange.now();
        return {&peer, lines.back().get()};
    }
    // The answer to one call.
    Tree call(const Socket& socket, const std::string& method, const Tree& params) {
        const Tree frame{{"jsonrpc", "2.0"}, {"id", 7}, {"method", method}, {"params", params}};
        talk.hear(*socket.peer, frame.dump(), exchange.now(), exchange.now());
        exchange.tick(exchange.now() + kNextMoment);
        return std::exchange(socket.line->answers, {}).at(0);
    }
    Tree subscribe(const Socket& socket, const std::string& channel) {
        return call(socket, "subscribe", {{"channel", channel}});
    }
    Socket open_private() {
        if (token.empty()) log_in();
        const Socket socket = open();
        call(socket, "auth", {{"bearer", token}});
        return socket;
    }

    Exchange exchange;
    Members members;
    Gate gate;
    FaultBox faults;
    Limits limits;
    OrderExtrasBook extras;
    OrderDesk desk;
    Rest rest;
    Peers peers;
    PublicFeed publics;
    PrivateFeed privates;
    Conversation talk;
    std::vector<std::unique_ptr<FakeLine>> lines;
    InstrumentId btc{0};
    std::string token;
    const char* signs_with{kMainKey};
    int status{0};
};

}  // namespace twinleg::sim::wire::paradex::test
