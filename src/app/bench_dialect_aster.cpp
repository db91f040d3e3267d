#include <fmt/format.h>

#include "app/bench_dialect.h"

namespace twinleg::app {

namespace {

// `name` of a form: name=value&…
std::string field(std::string_view form, std::string_view name) {
    const auto key = std::string{name} + "=";
    const auto at = form.starts_with(key) ? 0 : form.find("&" + key);
    if (at == std::string_view::npos) return {};
    const auto from = form.find('=', at) + 1;
    return std::string{form.substr(from, form.find('&', from) - from)};
}

class AsterDialect final : public BenchDialect {
public:
    // The book begins with a snapshot by REST: no frame of the simulator is wanted.
    std::optional<bool> book_frame(std::string_view frame) override {
        if (frame.find(R"("depthUpdate")") == std::string_view::npos) return std::nullopt;
        return false;
    }
    void amend(std::string& body) override {
        if (id_ == 0 && body.find("\"bids\"") != std::string::npos)
            id_ = number_behind(body, "\"lastUpdateId\"");
        // Fifty orders a second are more than accounts are usually allowed.
        for (const std::string_view limit : {"\"limit\":1200}", "\"limit\":2400}"})
            if (const auto at = body.find(limit); at != std::string::npos)
                body.replace(at, limit.size(), "\"limit\":1000000}");
    }
    Use use_of(std::string_view said) const override {
        if (said.find("@depth") != std::string_view::npos) return Use::book;
        if (said.starts_with("/ws/")) return Use::account;
        return Use::unknown;
    }

    std::string next_book_frame(bool open) override {
        const auto previous = id_++;
        ++turn_;
        const auto now = venue_clock_us() / 1000;
        return fmt::format(
            R"({{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":{0},"T":{0},"s":"BTCUSDT","U":{1},"u":{1},"pu":{2},"b":[{3}],"a":[{4}]}}}})",
            now, id_, previous, levels(open, false), levels(open, true));
    }

    bool is_order_request(const net::ServerRequest& request) const override {
        return request.method == "POST" && request.path().ends_with("/order");
    }
    bool is_private(std::string_view) const override { return false; }

    Ended end_order(std::string_view order) override {
        const auto id = 700'000'000 + ++orders_;
        const auto client = field(order, "newClientOrderId");
        const auto side = field(order, "side");
        const auto price = field(order, "price");
        const auto quantity = field(order, "quantity");
        const auto now = venue_clock_us() / 1000;
        return {
            fmt::format(
                R"({{"orderId":{},"symbol":"BTCUSDT","status":"EXPIRED","clientOrderId":"{}","price":"{}","avgPrice":"0","origQty":"{}","executedQty":"0","cumQty":"0","cumQuote":"0","timeInForce":"IOC","type":"LIMIT","reduceOnly":false,"closePosition":false,"side":"{}","positionSide":"BOTH","stopPrice":"0","workingType":"CONTRACT_PRICE","priceProtect":false,"origType":"LIMIT","updateTime":{}}})",
                id, client, price, quantity, side, now),
            fmt::format(
                R"({{"e":"ORDER_TRADE_UPDATE","E":{0},"T":{0},"o":{{"s":"BTCUSDT","c":"{1}","S":"{2}","o":"LIMIT","f":"IOC","q":"{3}","p":"{4}","ap":"0","sp":"0","x":"EXPIRED","X":"EXPIRED","i":{5},"l":"0","z":"0","L":"0","T":{0},"t":0,"b":"0","a":"0","m":false,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"rp":"0"}}}})",
                now, client, side, quantity, price, id)};
    }

private:
    std::string levels(bool open, bool asks) const {
        std::string out;
        for (const auto& [price, size] : bench_levels(open, asks, turn_))
            out += fmt::format(R"({}["{}.0","{}.000"])", out.empty() ? "" : ",", price, size);
        return out;
    }

    std::uint64_t id_{0};
    std::uint64_t orders_{0};
    unsigned turn_{0};
};

}  // namespace

std::unique_ptr<BenchDialect> aster_dialect() {
    return std::make_unique<AsterDialect>();
}

}  // namespace twinleg::app
