#include <fmt/format.h>

#include "app/bench_dialect.h"

namespace twinleg::app {

namespace {

class BackpackDialect final : public BenchDialect {
public:
    // The book begins with a snapshot by REST: no frame of the simulator is wanted.
    std::optional<bool> book_frame(std::string_view frame) override {
        if (frame.find(R"("stream":"depth.)") == std::string_view::npos) return std::nullopt;
        return false;
    }
    void amend(std::string& body) override {
        if (id_ == 0 && body.find("\"bids\"") != std::string::npos)
            id_ = number_behind(body, "\"lastUpdateId\"");
    }
    Use use_of(std::string_view said) const override {
        if (said.find("\"depth.") != std::string_view::npos) return Use::book;
        if (said.find("\"account.") != std::string_view::npos) return Use::account;
        return Use::unknown;
    }

    std::string next_book_frame(bool open) override {
        ++id_;
        ++turn_;
        return fmt::format(
            R"({{"stream":"depth.BTC_USDC_PERP","data":{{"e":"depth","E":{0},"s":"BTC_USDC_PERP","a":[{1}],"b":[{2}],"U":{3},"u":{3},"T":{0}}}}})",
            venue_clock_us(), levels(open, true), levels(open, false), id_);
    }

    bool is_order_request(const net::ServerRequest& request) const override {
        return request.method == "POST" && request.path().ends_with("/order");
    }
    bool is_private(std::string_view) const override { return false; }

    Ended end_order(std::string_view order) override {
        const auto id = 700'000'000'000'000'000 + ++orders_;
        const auto client = text_behind(order, "\"clientId\"");
        const auto side = text_behind(order, "\"side\"");
        const auto price = text_behind(order, "\"price\"");
        const auto quantity = text_behind(order, "\"quantity\"");
        const auto now = venue_clock_us();
        return {
            fmt::format(
                R"({{"orderType":"Limit","id":"{}","clientId":{},"symbol":"BTC_USDC_PERP","side":"{}","quantity":"{}","price":"{}","executedQuantity":"0","executedQuoteQuantity":"0","timeInForce":"IOC","selfTradePrevention":"RejectTaker","postOnly":false,"reduceOnly":false,"status":"Expired","createdAt":{}}})",
                id, client, side, quantity, price, now / 1000),
            fmt::format(
                R"({{"stream":"account.orderUpdate.BTC_USDC_PERP","data":{{"e":"orderExpired","E":{0},"s":"BTC_USDC_PERP","c":{1},"S":"{2}","o":"LIMIT","f":"IOC","q":"{3}","p":"{4}","X":"Expired","R":"ImmediateOrCancel","i":"{5}","t":null,"z":"0","Z":"0","V":"RejectTaker","T":{0},"O":"USER","r":false}}}})",
                now, client, side, quantity, price, id)};
    }

private:
    std::string levels(bool open, bool asks) const {
        std::string out;
        for (const auto& [price, size] : bench_levels(open, asks, turn_))
            out += fmt::format(R"({}["{}.0","{}.00000"])", out.empty() ? "" : ",", price, size);
        return out;
    }

    std::uint64_t id_{0};
    std::uint64_t orders_{0};
    unsigned turn_{0};
};

}  // namespace

std::unique_ptr<BenchDialect> backpack_dialect() {
    return std::make_unique<BackpackDialect>();
}

}  // namespace twinleg::app
