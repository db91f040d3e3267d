#pragma once
// A small edgeX without sockets, and clients of both generations that sign what they send.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crypto/hex.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"
#include "sim/wire/edgex/order_signature.h"
#include "sim/wire/edgex/server.h"
#include "sim/wire/edgex/texts.h"
#include "tests/sim/wire/fake_line.h"
#include "tests/sim/wire/other_side.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::edgex::test {

using Tree = twinleg::test::Json;

inline constexpr const char* kAccountId = "543429922991899150";
inline constexpr const char* kStarkKey = "0x1234567890abcdef1234567890abcdef";
inline constexpr const char* kTradingKey =
    "0x1111111111111111111111111111111111111111111111111111111111111111";
inline constexpr Time kStart{1'795'000'000'000'000'000};

// What a socket got.
class FakeLine final : public wire::test::FakeLine {
public:
    // Answers among the others.
    void answer(std::string_view frame) override { tell(std::string{frame}); }

    std::vector<Tree> take() { return std::exchange(frames, {}); }
    // The frames of that type since the last take.
    std::vector<Tree> take(const std::string& type) {
        std::vector<Tree> out;
        for (Tree& frame : take())
            if (frame.value("type", "") == type) out.push_back(std::move(frame));
        return out;
    }
};

inline EdgexAccount account(const std::string& id = kAccountId) {
    const auto stark = crypto::stark::PrivateKey::from_hex("key", kStarkKey);
    const auto trading = crypto::EthereumKey::from_hex("key", kTradingKey);
    EdgexAccount out;
    out.account_id = id;
    out.v1 = EdgexAccount::V1{stark->public_key().x().to_hex()};
    out.v2 = EdgexAccount::V2{"key-" + id, "pass", "secret",
                              crypto::checksum_address(trading->address())};
    return out;
}

// The venue without its sockets: what the server does with its parts, and time by hand.
class EdgexDesk : public ::testing::Test, public Listener {
protected:
    EdgexDesk() : EdgexDesk(Rest::Options{}) {}
    explicit EdgexDesk(Rest::Options options)
        : exchange(exchange_config(), kStart),
          members({account(), account("77")}, exchange),
          venue{exchange, contracts, members},
          log(exchange, contracts),
          windows(exchange, contracts),
          rest(venue, log, windows, faults, options),
          publics(venue, log, windows),
          privates(venue) {
        exchange.listen(this);
        for (const Contract& each : contracts.all())
            exchange.set_mark(each.instrument.id, parse_price("97400").value());
    }
    ~EdgexDesk() override { exchange.listen(nullptr); }

    void on_order(const OrderRecord& order) override { privates.order(order); }
    void on_fill(const FillRecord& fill) override {
        Member* member = members.at(fill.account);
        privates.booked(*member, member->statement.book(fill));
    }
    void on_funding(const FundingPayment& payment) override {
        Member* member = members.at(payment.account);
        privates.booked(*member, member->statement.book(payment));
    }
    void on_account(AccountIndex index) override { privates.account(*members.at(index)); }
    void on_trade(const TradeRecord& trade) override {
        log.trade(trade);
        publics.trade(trade);
    }
    void on_mark(InstrumentId id) override {
        log.mark(id);
        publics.mark(id);
    }
    void on_book(const BookChange& change) override {
        log.book(change.instrument);
        publics.book(change.instrument);
    }

    void pass(Duration time) { exchange.tick(exchange.now() + time); }
    std::int64_t now_ms() const { return ms_of(exchange.now()); }

    static std::string prefix(Generation generation) {
        return generation == Generation::v1 ? "/api/v1/" : "/api/v2/";
    }
    // A request with everything in order but what `spoil` then changes.
    net::ServerRequest request(Generation generation, const std::string& method,
                               const std::string& name, const Tree& fields,
                               std::int64_t sent_ms = 0) const {
        net::ServerRequest out;
        out.method = method;
        out.remote = "127.0.0.1";
        const std::string path = prefix(generation) + name;
        out.target = path;
        if (method == "POST") {
            out.body = fields.dump();
        } else if (!fields.empty()) {
            char mark = '?';
            for (const auto& [key, value] : fields.items()) {
                out.target += mark + key + "=" + value.get<std::string>();
                mark = '&';
            }
        }
        if (!name.starts_with("private/")) return out;
        const std::string time = std::to_string(sent_ms == 0 ? now_ms() : sent_ms);
        const std::string content =
            signed_content(time, method, path, parse_json(fields.dump()).value().flat());
        if (generation == Generation::v1) {
            out.headers = {{"X-edgeX-Api-Timestamp", time},
                           {"X-edgeX-Api-Signature", stark_signature(v1_message(content))}};
        } else {
            out.headers = {{"X-edgeX-Api-Key", std::string{"key-"} + kAccountId},
                           {"X-edgeX-Passphrase", "pass"},
                           {"X-edgeX-Timestamp", time},
                           {"X-edgeX-Signature", v2_signature("secret", content)}};
        }
        return out;
    }
    Tree send(const net::ServerRequest& asked) {
        const auto outcome = rest.answer(asked, exchange.now());
        status = outcome.response.status;
        lost = outcome.lost;
        return Tree::parse(outcome.response.body);
    }
    Tree get(Generation generation, const std::string& name, const Tree& fields = Tree::object()) {
        return send(request(generation, "GET", name, fields));
    }
    Tree post(Generation generation, const std::string& name, const Tree& fields) {
        return send(request(generation, "POST", name, fields));
    }
    // As a private GET of the account.
    Tree ask(Generation generation, const std::string& name, Tree fields = Tree::object()) {
        fields["accountId"] = kAccountId;
        return get(generation, "private/" + name, fields);
    }

    static std::string stark_signature(const crypto::stark::U256& message) {
        const auto key = crypto::stark::PrivateKey::from_hex("key", kStarkKey);
        const auto signature = crypto::stark::sign_deterministic(*key, message).value();
        return signature.r.to_hex64() + signature.s.to_hex64();
    }

    // createOrder's body, signed. `change` is applied before signing, so that it stays consistent.
    Tree order_body(Generation generation, const std::string& side, const std::string& price,
                    const std::string& size, const std::string& id, const Tree& change = {}) const {
        const bool v1 = generation == Generation::v1;
        const std::int64_t l2 = now_ms() + 30LL * 86'400'000;
        Tree body{{"accountId", kAccountId},
                  {"contractId", v1 ? "10000001" : "30000001"},
                  {"price", price},
                  {"size", size},
                  {"type", price == "0" ? "MARKET" : "LIMIT"},
                  {"timeInForce", price == "0" ? "IMMEDIATE_OR_CANCEL" : "GOOD_TIL_CANCEL"},
                  {"side", side},
                  {"clientOrderId", id},
                  {"expireTime", std::to_string(l2 - 8LL * 86'400'000)},
                  {"l2ExpireTime", std::to_string(l2)},
                  {"l2Size", size},
                  {"reduceOnly", false}};
        if (change.is_object()) body.update(change);
        const auto quantity = parse_quantity(body["l2Size"].get<std::string>()).value();
        Price signed_price = parse_price(price).value();
        if (price == "0") signed_price = parse_price(side == "BUY" ? "974000" : "0.1").value();
        const Notional value = quantity * signed_price;
        if (!body.contains("l2Value")) body["l2Value"] = to_text(value);
        if (!body.contains("l2LimitFee"))
            body["l2LimitFee"] = to_text(
                ceil_to(scale_toward_zero(value, basis_points(10)), Notional::from_units(1)));
        if (!body.contains("l2Nonce")) body["l2Nonce"] = std::to_string(nonce_of(id));
        if (!body.contains("l2Signature")) body["l2Signature"] = order_signature(generation, body);
        return body;
    }
    std::string order_signature(Generation generation, const Tree& body) const {
        const auto text = [&](const char* key) { return body[key].get<std::string>(); };
        const Contract* contract = contracts.find(text("contractId"));
        const auto amounts = signed_amounts(parse_quantity(text("l2Size")).value(),
                                            parse_notional(text("l2Value")).value(),
                                            parse_notional(text("l2LimitFee")).value(),
                                            contract->resolution, kQuoteResolution)
                                 .value();
        const bool buys = text("side") == "BUY";
        const std::uint64_t number = std::stoull(kAccountId);
        if (generation == Generation::v1) {
            namespace stark = crypto::stark;
            return stark_signature(v1_order_message(
                {.buys = buys,
                 .synthetic_asset = stark::Felt::from_hex("a", contract->synthetic_asset).value(),
                 .collateral_asset = stark::Felt::from_hex("a", kCollateralAsset).value(),
                 .amounts = amounts,
                 .nonce = nonce_of(text("clientOrderId")),
                 .position = number,
                 .hours =
                     static_cast<std::uint32_t>(std::stoull(text("l2ExpireTime")) / 3'600'000)}));
        }
        const auto key = crypto::EthereumKey::from_hex("key", kTradingKey);
        const auto domain = v2_domain(kChain, crypto::parse_address("c", kChainContract).value());
        const auto hash =
            v2_struct_hash(V2Order{.nonce = nonce_of(text("clientOrderId")),
                                   .signer = key->address(),
                                   .account = number,
                                   .expires_s = std::stoull(text("expireTime")) / 1000,
                                   .amounts = amounts,
                                   .synthetic_asset = contract->id,
                                   .collateral_asset = kQuoteCoin,
                                   .buys = buys});
        return crypto::to_hex(key->sign(crypto::typed_digest(domain, hash)));
    }

    Tree place(Generation generation, const std::string& side, const std::string& price,
               const std::string& size, const std::string& id, const Tree& change = {}) {
        return post(generation, "private/order/createOrder",
                    order_body(generation, side, price, size, id, change));
    }
    // The order as getOrderByClientOrderId has it; null if it is not known.
    Tree order(Generation generation, const std::string& id) {
        const Tree found =
            ask(generation, "order/getOrderByClientOrderId", {{"clientOrderIdList", id}});
        return found["data"].empty() ? Tree{} : found["data"][0];
    }
    Tree asset(Generation generation) { return ask(generation, "account/getAccountAsset")["data"]; }

    // The other side of the market.
    CounterpartyResult other(const char* contract, Side side, const char* price, const char* size) {
        return wire::test::other_side(exchange, contract, side, price, size);
    }

    Contracts contracts;
    Exchange exchange;
    Members members;
    Venue venue;
    MarketLog log;
    Windows windows;
    FaultBox faults;
    Rest rest;
    PublicFeed publics;
    PrivateFeed privates;
    int status{0};
    bool lost{false};
};

// The same behaviour of both generations.
class EdgexBoth : public EdgexDesk, public ::testing::WithParamInterface<Generation> {
protected:
    Generation generation() const { return GetParam(); }
    const char* book() const { return GetParam() == Generation::v1 ? "BTCUSD" : "BTCUSDC"; }
    const char* contract() const { return GetParam() == Generation::v1 ? "10000001" : "30000001"; }
};

inline std::string generation_name(const ::testing::TestParamInfo<Generation>& info) {
    return info.param == Generation::v1 ? "V1" : "V2";
}

}  // namespace twinleg::sim::wire::edgex::test
