// Any bytes as what a client says to the simulated EdgeX: an order's body, a setting, a request, a
// message of the public socket. No crash, and whatever is answered is JSON. The first byte says
// what they are.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/secp256k1.h"
#include "fuzz/json_text.h"
#include "fuzz/must.h"
#include "sim/wire/edgex/order_body.h"
#include "sim/wire/edgex/public_feed.h"
#include "sim/wire/edgex/rest.h"
#include "sim/wire/edgex/server.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace twinleg;
using namespace twinleg::sim::wire;
using namespace twinleg::sim::wire::edgex;

using fuzz::is_json;
using fuzz::must;

class JsonLine final : public Line {
public:
    void tell(std::string frame) override { must(is_json(frame)); }
    void answer(std::string_view frame) override { must(is_json(frame)); }
    void close(int, std::string_view) override {}
};

EdgexAccount account() {
    EdgexAccount out;
    out.account_id = "543429922991899150";
    out.v1 = EdgexAccount::V1{"0x1ef15c18599971b7beced415a40f0c7deacfd9b0d1819e03d723d8bc943cfca"};
    out.v2 =
        EdgexAccount::V2{"key", "pass", "secret", "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"};
    return out;
}

// The venue without sockets. Only the public part is asked: nothing that comes in changes it.
struct Desk {
    static constexpr Time kStart{1'795'000'000'000'000'000};
    Contracts contracts;
    Exchange exchange{exchange_config(), kStart};
    Members members{{account()}, exchange};
    Venue venue{exchange, contracts, members};
    MarketLog log{exchange, contracts};
    Windows windows{exchange, contracts};
    FaultBox faults;
    Rest rest{venue, log, windows, faults, Rest::Options{.limits = false}};
    PublicFeed publics{venue, log, windows};

    Desk() {
        for (const Contract& each : contracts.all())
            exchange.set_mark(each.instrument.id, Price::from_units(97'400));
    }
    const Member& member() { return *members.all().front(); }

    void request(std::string method, std::string target, std::string_view body) {
        net::ServerRequest asked;
        asked.method = std::move(method);
        asked.target = std::move(target);
        asked.body = body;
        asked.remote = "127.0.0.1";
        const auto outcome = rest.answer(asked, kStart);
        must(outcome.response.status >= 200 && outcome.response.status < 500 && !outcome.lost);
        must(is_json(outcome.response.body));
    }
    // A message a line.
    void hear(std::string_view text) {
        JsonLine line;
        publics.opened(1, line, "sid");
        while (!text.empty()) {
            const auto end = text.find('\n');
            publics.message(1, text.substr(0, end));
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        publics.beat(kStart);
        publics.closed(1);
    }
    void order(Generation generation, std::string_view text) {
        const auto body = parse_json(text);
        if (!body) return;
        static_cast<void>(body->flat());
        if (const auto order = read_order(generation, contracts, member(), *body, kStart))
            must(order->quantity.is_positive());
    }
    void margin_mode(std::string_view text) {
        if (const auto body = parse_json(text))
            static_cast<void>(read_margin_mode(contracts, member(), *body, kStart));
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static Desk desk;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    switch (data[0] % 7) {
        case 0:
            desk.order(Generation::v1, text);
            break;
        case 1:
            desk.order(Generation::v2, text);
            break;
        case 2:
            desk.margin_mode(text);
            break;
        case 3:
            desk.hear(text);
            break;
        case 4:
            desk.request("GET", "/api/v1/" + std::string{text}, {});
            break;
        case 5:
            desk.request("GET", "/api/v2/public/" + std::string{text}, {});
            break;
        case 6:
            desk.request("POST", "/api/v2/private/order/createOrder", text);
            break;
        default:
            break;
    }
    return 0;
}
