#pragma once
// Lighter without sockets: its exchange, one premium and one standard account, and a signer.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "crypto/base64.h"
#include "crypto/hex.h"
#include "net/form.h"
#include "sim/wire/lighter/exchange_config.h"
#include "sim/wire/lighter/rest.h"
#include "sim/wire/lighter/token.h"
#include "tests/sim/wire/lighter/vectors.h"

namespace twinleg::sim::wire::lighter {

inline constexpr Time kDeskStart{1'793'000'000'000'000'000};
inline constexpr std::int64_t kDeskStartMs = kDeskStart.ns / 1'000'000;

// Feeds the history as the server does.
struct HistoryKeeper : Listener {
    explicit HistoryKeeper(History& kept) : history(kept) {}
    void on_trade(const TradeRecord& trade) override { history.add(trade); }
    History& history;
};

class LighterDesk : public testing::Test {
protected:
    LighterDesk()
        : key(crypto::lighter::PrivateKey::generate()),
          exchange(exchange_config(), kDeskStart),
          members(exchange, accounts()),
          history(exchange, members),
          keeper(history),
          sequencer(exchange, members, history, [this](const TxRow& row) { ran.push_back(row); }),
          limits(members, true),
          rest(exchange, members, history, sequencer, limits) {
        exchange.listen(&keeper);
        for (const Instrument& each : exchange.instruments())
            exchange.set_mark(each.id, Price::from_units(each.symbol == "BTC" ? 80'000 : 3'000));
    }

    std::vector<LighterAccount> accounts() const {
        LighterAccount premium;
        premium.account_index = 65;
        premium.l1_address = "0x00000000000000000000000000000000000000aa";
        premium.api_keys = {{3, key.public_key().hex()}};
        LighterAccount standard = premium;
        standard.account_index = 66;
        standard.l1_address = "0x00000000000000000000000000000000000000bb";
        standard.tier = "standard";
        return {premium, standard};
    }

    // The transaction with a good signature. `body`: the keys between ApiKeyIndex and ExpiredAt.
    std::string signed_info(std::uint64_t type, const std::string& body, std::uint64_t nonce,
                            std::uint64_t account = 65) const {
        const std::string head = fmt::format(
            R"({{"AccountIndex":{},"ApiKeyIndex":3,{},"ExpiredAt":{},"Nonce":{},"Sig":")", account,
            body, ms_of(exchange.now()) + 599'000, nonce);
        const std::string tail = R"(","L2TxAttributes":null})";
        const auto unsigned_tx =
            parse_transaction(type, head + std::string(106, 'A') + "A=" + tail);
        EXPECT_TRUE(unsigned_tx) << unsigned_tx.error().message;
        const auto signature = crypto::lighter::sign(key, unsigned_tx->hash(kMainnetChainId));
        return head + crypto::to_base64(signature) + tail;
    }
    std::string order_body(std::uint64_t client, std::int64_t size, std::int64_t price, bool ask,
                           int lifetime = 1) const {
        return fmt::format(
            R"("MarketIndex":1,"ClientOrderIndex":{},"BaseAmount":{},"Price":{},"IsAsk":{},)"
            R"("Type":0,"TimeInForce":{},"ReduceOnly":0,"TriggerPrice":0,"OrderExpiry":{})",
            client, size, price, ask ? 1 : 0, lifetime,
            lifetime == 0 ? 0 : ms_of(exchange.now()) + 3'600'000);
    }
    // Valid for ten minutes.
    std::string token(std::uint64_t account = 65) const {
        const std::string text =
            fmt::format("{}:{}:3", exchange.now().ns / 1'000'000'000 + 600, account);
        const auto signature = crypto::lighter::sign(key, hash_of_text(text));
        return text + ":" + crypto::to_hex(signature);
    }

    net::ServerResponse ask(net::ServerRequest request) {
        exchange.tick(exchange.now());
        return rest.handle(
            request, exchange.now(), exchange.now(), [this] { return reject; }, has_order);
    }
    // The status must be 200.
    Document get(const std::string& target, const std::string& with_token = {}) {
        const auto answer = get_raw(target, with_token);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        return Document{answer.body};
    }
    net::ServerResponse get_raw(const std::string& target, const std::string& with_token = {}) {
        net::ServerRequest request;
        request.method = "GET";
        request.target = target.starts_with("/") ? target : "/api/v1/" + target;
        if (!with_token.empty()) request.headers.push_back({"authorization", with_token});
        return ask(std::move(request));
    }
    std::int64_t code_of(const std::string& target, const std::string& with_token = {}) {
        const auto answer = get_raw(target, with_token);
        EXPECT_EQ(answer.status, 400) << target << ": " << answer.body;
        return Document{answer.body}.number("/code");
    }
    net::ServerResponse post(const std::string& call, const net::FormFields& fields) {
        net::ServerRequest request;
        request.method = "POST";
        request.target = "/api/v1/" + call;
        request.body = net::encode_form(fields);
        return ask(std::move(request));
    }
    net::ServerResponse send(std::uint64_t type, const std::string& info) {
        return post("sendTx", {{"tx_type", std::to_string(type)}, {"tx_info", info}});
    }
    net::ServerResponse place(std::uint64_t nonce, const std::string& body,
                              std::uint64_t account = 65) {
        return send(14, signed_info(14, body, nonce, account));
    }

    crypto::lighter::PrivateKey key;
    Exchange exchange;
    Members members;
    History history;
    HistoryKeeper keeper;
    std::vector<TxRow> ran;
    Sequencer sequencer;
    Limits limits;
    Rest rest;
    bool reject{false};
    bool has_order{false};
    InstrumentId btc{1};
};

}  // namespace twinleg::sim::wire::lighter
