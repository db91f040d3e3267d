// Any bytes as what a client says to the simulated Lighter: a transaction, a token, a channel, a
// request. No crash, and whatever is answered is JSON. The first two bytes say what they are.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/json_text.h"
#include "fuzz/must.h"
#include "sim/wire/lighter/channel.h"
#include "sim/wire/lighter/exchange_config.h"
#include "sim/wire/lighter/rest.h"
#include "sim/wire/lighter/token.h"
#include "sim/wire/lighter/transaction.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace twinleg;
using namespace twinleg::sim::wire;
using namespace twinleg::sim::wire::lighter;

using fuzz::is_json;
using fuzz::must;

std::vector<LighterAccount> accounts() {
    LighterAccount out;
    out.account_index = 65;
    out.l1_address = "0x00000000000000000000000000000000000000aa";
    return {out};
}

// The venue without sockets. Nobody can sign for its account, so that nothing that comes in ever
// changes it.
struct Desk {
    static constexpr Time kStart{1'793'000'000'000'000'000};
    Exchange exchange{exchange_config(), kStart};
    Members members{exchange, accounts()};
    History history{exchange, members};
    Sequencer sequencer{exchange, members, history, [](const TxRow&) {}};
    Limits limits{members, false};
    Rest rest{exchange, members, history, sequencer, limits};

    Desk() {
        for (const Instrument& each : exchange.instruments())
            exchange.set_mark(each.id, Price::from_units(80'000));
    }
    void request(std::string method, std::string_view target, std::string_view body) {
        net::ServerRequest asked;
        asked.method = std::move(method);
        asked.target = "/api/v1/";
        asked.target += target;
        asked.body = body;
        asked.remote = "127.0.0.1";
        bool has_order = false;
        const auto answer = rest.handle(asked, kStart, kStart, [] { return false; }, has_order);
        must(!has_order && answer.status >= 200 && answer.status < 500);
        must(is_json(answer.body));
    }
};

void read_transaction(std::uint64_t type, std::string_view text) {
    const auto tx = parse_transaction(type, text);
    if (!tx) return must(is_json(tx.error().json()) && is_json(tx.error().frame()));
    must(!tx->preimage(304).empty() && hash_text(tx->hash(304)).size() == 80);
}

void read_token(std::string_view text) {
    const auto token = parse_token(text);
    if (!token) return;
    must(token->deadline_s >= 0 && text.starts_with(token->message));
    must(!check_token(*token, crypto::lighter::PublicKey{}, 0).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    static Desk desk;
    static constexpr std::array<std::uint64_t, 15> kTypes{8,  9,  12, 13, 14, 15, 16, 17,
                                                          20, 28, 29, 41, 42, 45, 99};
    const std::string_view text{reinterpret_cast<const char*>(data) + 2, size - 2};
    switch (data[0] % 6) {
        case 0:
        case 1:
            read_transaction(kTypes[data[1] % kTypes.size()], text);
            break;
        case 2:
            read_token(text);
            break;
        case 3:
            if (const auto channel = parse_channel(text, desk.members))
                must(!channel->topic.empty() && !channel->spoken().empty());
            break;
        case 4:
            desk.request("GET", text, {});
            break;
        case 5:
            desk.request("POST", data[1] % 2 == 0 ? "sendTx" : "sendTxBatch", text);
            break;
        default:
            break;
    }
    return 0;
}
