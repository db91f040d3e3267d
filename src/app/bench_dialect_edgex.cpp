#include <fmt/format.h>

#include "app/bench_dialect.h"

namespace twinleg::app {

namespace {

class EdgexDialect final : public BenchDialect {
public:
    std::optional<bool> book_frame(std::string_view frame) override {
        if (frame.find("quote-event") == std::string_view::npos ||
            frame.find("\"depth.") == std::string_view::npos)
            return std::nullopt;
        if (frame.find("SNAPSHOT") == std::string_view::npos) return false;
        version_ = number_behind(frame, "\"endVersion\"");
        channel_ = text_behind(frame, "\"channel\"");
        contract_ = text_behind(frame, "\"contractId\"");
        return true;
    }

    std::string next_book_frame(bool open) override {
        const auto begin = version_++;
        ++turn_;
        return fmt::format(
            R"({{"type":"quote-event","channel":"{0}","content":{{"channel":"{0}","dataType":"changed","data":[{{"startVersion":"{1}","endVersion":"{2}","level":200,"contractId":"{3}","contractName":"BTCUSDC","asks":[{4}],"bids":[{5}],"depthType":"CHANGED"}}]}}}})",
            channel_, begin, version_, contract_, level_objects(open, true, turn_, 3),
            level_objects(open, false, turn_, 3));
    }

    bool is_order_request(const net::ServerRequest& request) const override {
        return request.path().ends_with("/createOrder");
    }
    bool is_private(std::string_view message) const override {
        return message.find("trade-event") != std::string_view::npos;
    }
    // Fifty orders a second are more than the simulator's accounts are usually allowed.
    void amend(std::string& body) override {
        constexpr std::string_view kLimit = "\"createOrderPerMinuteLimit\":0";
        if (const auto at = body.find(kLimit); at != std::string::npos)
            body.replace(at, kLimit.size(), "\"createOrderPerMinuteLimit\":1000000");
    }

    Ended end_order(std::string_view order) override {
        const auto id = 700'000'000'000'000'000 + ++orders_;
        const auto now = venue_clock_us() / 1000;
        return {
            fmt::format(
                R"({{"code":"SUCCESS","data":{{"orderId":"{}"}},"msg":null,"errorParam":null,"requestTime":"{}","responseTime":"{}","traceId":"0"}})",
                id, now, now),
            fmt::format(
                R"({{"type":"trade-event","content":{{"event":"ORDER_UPDATE","version":"{0}","time":"{1}","accountId":"1","data":{{"account":[],"collateral":[],"collateralTransaction":[],"position":[],"positionTransaction":[],"order":[{{"id":"{2}","contractId":"{3}","side":"{4}","price":"{5}","size":"{6}","clientOrderId":"{7}","type":"LIMIT","timeInForce":"IMMEDIATE_OR_CANCEL","reduceOnly":false,"status":"CANCELED","cancelReason":"COULD_NOT_FILL","cumFillSize":"0","cumFillValue":"0","cumFillFee":"0","cumMatchSize":"0","cumMatchValue":"0","cumMatchFee":"0","createdTime":"{1}","updatedTime":"{1}"}}],"orderFillTransaction":[]}}}}}})",
                1'000'000 + orders_, now, id, contract_, text_behind(order, "\"side\""),
                text_behind(order, "\"price\""), text_behind(order, "\"size\""),
                text_behind(order, "\"clientOrderId\""))};
    }

private:
    std::uint64_t version_{0};
    std::uint64_t orders_{0};
    unsigned turn_{0};
    std::string channel_;
    std::string contract_;
};

}  // namespace

std::unique_ptr<BenchDialect> edgex_dialect() {
    return std::make_unique<EdgexDialect>();
}

}  // namespace twinleg::app
