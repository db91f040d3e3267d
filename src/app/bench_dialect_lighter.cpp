#include <fmt/format.h>

#include "app/bench_dialect.h"

namespace twinleg::app {

namespace {

class LighterDialect final : public BenchDialect {
public:
    std::optional<bool> book_frame(std::string_view frame) override {
        if (frame.find(R"("channel":"order_book:1")") == std::string_view::npos ||
            frame.find("/order_book\"") == std::string_view::npos)
            return std::nullopt;
        if (frame.find("subscribed/order_book") == std::string_view::npos) return false;
        nonce_ = number_behind(frame, "\"nonce\"");
        return true;
    }

    std::string next_book_frame(bool open) override {
        const auto begin = nonce_++;
        ++turn_;
        return fmt::format(
            R"({{"channel":"order_book:1","last_updated_at":{0},"offset":{1},"order_book":{{"code":0,"asks":[{2}],"bids":[{3}],"offset":{1},"nonce":{1},"last_updated_at":{0},"begin_nonce":{4}}},"timestamp":{5},"type":"update/order_book"}})",
            venue_clock_us(), nonce_, level_objects(open, true, turn_, 5),
            level_objects(open, false, turn_, 5), begin, venue_clock_us() / 1000);
    }

    bool is_order_message(std::string_view message) const override {
        return message.find("jsonapi/sendtx\"") != std::string_view::npos &&
               message.find("\"tx_type\":14") != std::string_view::npos;
    }
    bool is_private(std::string_view message) const override {
        return message.find("account_all_orders") != std::string_view::npos;
    }

    Ended end_order(std::string_view order) override {
        const auto client = text_behind(order, "ClientOrderIndex");
        const bool ask = text_behind(order, "IsAsk") == "1";
        const auto index = 700'000'000'000'000 + ++orders_;
        return {
            fmt::format(
                R"({{"type":"jsonapi/sendtx","id":"{}","code":200,"message":"","tx_hash":"","predicted_execution_time_ms":{}}})",
                text_behind(order, "\"id\""), venue_clock_us() / 1000),
            fmt::format(
                R"({{"channel":"account_all_orders:65","orders":{{"1":[{{"order_index":{0},"client_order_index":{1},"order_id":"{0}","client_order_id":"{1}","market_index":1,"owner_account_index":65,"initial_base_amount":"0.00100","price":"60000.0","nonce":1,"remaining_base_amount":"0.00100","is_ask":{2},"filled_base_amount":"0.00000","filled_quote_amount":"0.000000","side":"{3}","type":"limit","time_in_force":"immediate-or-cancel","reduce_only":false,"trigger_price":"0.0","order_expiry":0,"status":"canceled-not-enough-liquidity","timestamp":{4},"created_at":{5},"updated_at":{5},"transaction_time":{6}}}]}},"timestamp":{5},"type":"update/account_all_orders"}})",
                index, client, ask, ask ? "sell" : "buy", venue_clock_us() / 1'000'000,
                venue_clock_us() / 1000, venue_clock_us())};
    }

private:
    std::uint64_t nonce_{0};
    std::uint64_t orders_{0};
    unsigned turn_{0};
};

}  // namespace

std::unique_ptr<BenchDialect> lighter_dialect() {
    return std::make_unique<LighterDialect>();
}

}  // namespace twinleg::app
