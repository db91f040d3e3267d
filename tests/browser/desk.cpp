// A desk with nothing but the browser leg: buys through the page as a maker, sells again as a
// taker, round after round, through lost connections too, and ends flat. tests/browser runs it
// against Chromium.
//
// usage: browser_desk ORIGIN TOKEN ROUNDS
// Prints JSON lines: {"port":N}, {"log":"…"}, {"round":N,…}, and {"done":true,…} at the end.

#include <fmt/format.h>
#include <simdjson.h>

#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/json_writer.h"
#include "net/event_loop.h"
#include "venues/edgex/bridge.h"

namespace twinleg {
namespace {

using namespace venues::edgex;

void print(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
}

struct Known {
    Side side{Side::buy};
    Quantity filled;
    bool over{false};
};

class Desk : public BrowserListener {
public:
    Desk(std::string origin, std::string token) : bridge_(loop_, options(origin, token)) {
        bridge_.listen(this);
        print(fmt::format(R"({{"port":{}}})", bridge_.port()));
    }

    bool run(int rounds) {
        int traded = 0;
        for (int round = 1; round <= rounds; ++round) {
            const Quantity lot = *parse_quantity("0.002");
            const Quantity bought = trade(Side::buy, TimeInForce::post_only, lot);
            const Quantity left = position();
            const Quantity sold =
                left.is_positive() ? trade(Side::sell, TimeInForce::ioc, left) : Quantity{};
            if (bought.is_positive() && position().is_zero()) ++traded;
            print(fmt::format(R"({{"round":{},"bought":"{}","sold":"{}","position":"{}"}})", round,
                              to_text(bought), to_text(sold), to_text(position())));
        }
        for (int attempt = 0; attempt < 5 && position().is_positive(); ++attempt) {
            trade(Side::sell, TimeInForce::ioc, position());
        }
        const BridgeCounts counts = bridge_.counts();
        JsonWriter json;
        json.object()
            .field("done", true)
            .field("rounds", rounds)
            .field("traded", traded)
            .field("position", position())
            .field("pairings", counts.pairings)
            .field("foreign_origins", counts.foreign_origins)
            .field("malformed", counts.malformed)
            .field("stale_quotes", counts.stale_quotes)
            .field("pauses", pauses_)
            .field("account_frames", frames_)
            .field("latency", std::string_view{bridge_.latencies().text()})
            .end_object();
        print(json.text());
        return position().is_zero();
    }

    void on_page_up(const PageInfo& page) override { page_ = page; }
    void on_page_down(const Error&) override {
        quote_.reset();
        ++pauses_;
    }
    void on_quote(const PageQuote& quote) override { quote_ = quote; }
    void on_quote_lost(const Error&) override { quote_.reset(); }
    void on_order_update(const PageOrderUpdate& update) override {
        learn(std::string{update.client_order_id}, update.status, update.filled);
    }
    void on_account_frame(std::string_view, Time) override { ++frames_; }
    void on_account_stream(bool) override {}
    void on_latency(const PageLatency&) override {}

private:
    static BridgeOptions options(const std::string& origin, const std::string& token) {
        BridgeOptions out;
        out.port = 0;
        out.origins = {origin};
        out.token = token;
        out.page_silence = seconds(5);
        out.say = [](std::string_view line) {
            print(fmt::format(R"({{"log":{}}})", json_quoted(line)));
        };
        return out;
    }

    // Runs the loop until it is so, for so many turns of 5 ms.
    bool wait(const std::function<bool()>& so, int turns) {
        for (int turn = 0; turn < turns && !so(); ++turn)
            loop_.run(milliseconds(5));
        return so();
    }

    void learn(const std::string& id, std::string_view status, Quantity filled) {
        const auto found = orders_.find(id);
        if (found == orders_.end()) return;
        if (filled > found->second.filled) found->second.filled = filled;
        if (status == "FILLED" || status == "CANCELED") found->second.over = true;
    }

    Quantity position() const {
        Quantity sum;
        for (const auto& [id, order] : orders_)
            sum += order.side == Side::buy ? order.filled : -order.filled;
        return sum;
    }

    // One order, until nothing more can happen to it. What of it was filled.
    Quantity trade(Side side, TimeInForce tif, Quantity quantity) {
        if (!wait([&] { return bridge_.ready() && quote_.has_value(); }, 12'000)) return {};
        const std::string id = fmt::format("desk-{}", ++last_);
        Known& order = orders_[id];
        order.side = side;
        const Price price = side == Side::buy ? quote_->bid : quote_->bid - *parse_price("5");
        std::optional<PageAnswer> answer;
        bridge_.place({.contract_id = page_.contract_id,
                       .client_order_id = id,
                       .side = side,
                       .time_in_force = tif,
                       .reduce_only = side == Side::sell,
                       .price = to_text(price),
                       .quantity = to_text(quantity),
                       .send_before = {},
                       .expire_ms = 0},
                      [&](const PageAnswer& got) { answer = got; });
        wait([&] { return answer.has_value(); }, 4'000);
        if (!answer || answer->what == PageAnswer::What::never_sent ||
            answer->what == PageAnswer::What::refused) {
            order.over = true;
            return {};
        }
        wait([&] { return order.over; }, 400);
        for (int attempt = 0; !order.over && attempt < 50; ++attempt) {
            wait([&] { return bridge_.ready(); }, 12'000);
            bridge_.cancel("", id, [](const PageAnswer&) {});
            ask(id);
            wait([&] { return order.over; }, 100);
        }
        return order.filled;
    }

    // What the venue knows of it; one that it does not know never was.
    void ask(const std::string& id) {
        bool answered = false;
        net::HttpRequest request;
        request.target = fmt::format(
            "/api/{}/private/order/getOrderByClientOrderId?accountId={}"
            "&clientOrderIdList={}",
            page_.version, page_.account_id, id);
        bridge_.send(std::move(request), [&, id](auto got) {
            answered = true;
            if (!got) return;
            simdjson::dom::parser parser;
            simdjson::dom::element answer;
            simdjson::dom::array orders;
            if (parser.parse(got->body).get(answer) || answer["data"].get(orders)) return;
            if (orders.size() == 0) orders_[id].over = true;
            for (const auto order : orders) {
                std::string_view status;
                std::string_view filled;
                if (order["status"].get(status) || order["cumMatchSize"].get(filled)) continue;
                learn(id, status, *parse_quantity(filled));
            }
        });
        wait([&] { return answered; }, 4'000);
    }

    net::EventLoop loop_;
    Bridge bridge_;
    PageInfo page_;
    std::optional<PageQuote> quote_;
    std::map<std::string, Known> orders_;
    int last_{0};
    int pauses_{0};
    int frames_{0};
};

}  // namespace
}  // namespace twinleg

int main(int count, char** words) {
    if (count != 4) {
        std::fputs("usage: browser_desk ORIGIN TOKEN ROUNDS\n", stderr);
        return 2;
    }
    twinleg::Desk desk{words[1], words[2]};
    return desk.run(std::atoi(words[3])) ? 0 : 1;
}
