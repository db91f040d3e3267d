#include "app/bench_sign.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "core/check.h"
#include "venues/aster/sign.h"
#include "venues/backpack/sign.h"
#include "venues/edgex/sign_v1.h"
#include "venues/edgex/sign_v2.h"
#include "venues/lighter/sign.h"
#include "venues/paradex/sign.h"

namespace twinleg::app {
namespace {

constexpr std::uint64_t kNowMs = 1'763'680'000'000;
constexpr std::string_view kEthereumKey =
    "0x4f8d2c6a1b3e5f70918273645566778899aabbccddeeff000102030405060708";

constexpr std::string_view kStarkKey =
    "0x0122f49080e2f55e2549153bb0ef7f4d6e2a91d2b80ea4e10781e35a4872d2cb";

// Keeps the compiler from leaving the work out.
template <typename T>
void use(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

// `prepare` runs outside the clock before each repetition of `work`, which is told its number so
// that no two orders are the same.
template <typename Prepare, typename Work>
void measure(std::ostream& out, std::string_view name, unsigned repetitions, Prepare prepare,
             Work work) {
    using Clock = std::chrono::steady_clock;
    CHECK(repetitions > 0);
    const unsigned warm_up = repetitions / 10 + 10;
    std::vector<std::int64_t> times_ns;
    times_ns.reserve(repetitions);
    for (unsigned i = 0; i < warm_up + repetitions; ++i) {
        prepare();
        const auto start = Clock::now();
        work(i);
        const auto taken = Clock::now() - start;
        if (i >= warm_up)
            times_ns.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(taken).count());
    }
    std::ranges::sort(times_ns);
    out << fmt::format(
               R"({{"bench":"sign","case":"{}","median_ns":{},"p99_ns":{},"min_ns":{},"repetitions":{}}})",
               name, times_ns[times_ns.size() / 2], times_ns[times_ns.size() * 99 / 100],
               times_ns.front(), times_ns.size())
        << '\n';
}

void nothing_to_prepare() {}

void bench_edgex_v2(std::ostream& out, unsigned repetitions) {
    using namespace venues::edgex;
    auto signer =
        SignerV2::create({.account_id = "543429922991899150",
                          .trading_private_key = kEthereumKey,
                          .api_key = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0",
                          .passphrase = "made-up-pass",
                          .api_secret = "made-up-secret-of-some-length-000",
                          .chain_id = "3343",
                          .verifying_contract = "0xeeb3fb05cca17745cbdf193a9b16537efb68fac8"});
    const auto contract = ContractV2::create({.contract_id = "30000001",
                                              .resolution = "0x2540be400",
                                              .quote_coin_id = "1000",
                                              .quote_resolution = "0xf4240",
                                              .taker_fee_rate = "0.00045",
                                              .maker_fee_rate = "0.00018"});
    CHECK(signer && contract);
    const auto order = [&](unsigned i) {
        const fmt::format_int id{1'577'876'812'238'000'000 + i};
        const auto made = signer->sign_order(
            *contract, {.is_buy = i % 2 == 0,
                        .price = "97123.4",
                        .size = "0.013",
                        .time_in_force = "POST_ONLY",
                        .client_order_id = std::string_view{id.data(), id.size()},
                        .now_ms = kNowMs + i});
        CHECK(made.has_value());
        use(made);
    };
    measure(out, "edgex v2", repetitions, nothing_to_prepare, order);
    measure(out, "edgex v2 prepared", repetitions, [&] { signer->prepare(1); }, order);
}

// A nonce is made ready for each signature while nobody waits.
template <typename Pool>
auto refilling(Pool& pool, std::size_t each) {
    return [&pool, each] {
        while (pool.ready() < each)
            pool.refill(each);
    };
}

void bench_lighter(std::ostream& out, unsigned repetitions) {
    using namespace venues::lighter;
    const auto signer = Signer::create(
        {.chain_id = 304, .account_index = 65, .api_key_index = 3},
        "ba043e9d52b14ee57c62545d7be956a05f0cb2afc88a828b32314646dc631bceb013c1cf6589a745");
    CHECK(signer.has_value());
    const auto order = [&](unsigned i) {
        return signer->transaction(
            crypto::lighter::CreateOrder{.market_index = 1,
                                         .client_order_index = 1'000'000 + i,
                                         .base_amount = 1300,
                                         .price = 971'234,
                                         .is_ask = i % 2,
                                         .type = 0,
                                         .time_in_force = 2,
                                         .order_expiry = kNowMs + 2'419'200'000 + i},
            459 + i, kNowMs + 600'000 + i);
    };
    measure(out, "lighter", repetitions, nothing_to_prepare,
            [&](unsigned i) { use(form(signer->sign(order(i)))); });
    crypto::NoncePool<NoncePair> pool{[&] { return signer->make_nonce(); }};
    measure(out, "lighter prepared", repetitions, refilling(pool, 1),
            [&](unsigned i) { use(form(signer->sign(order(i), pool.take()))); });
}

void bench_edgex_v1(std::ostream& out, unsigned repetitions) {
    using namespace venues::edgex;
    const auto key = crypto::stark::PrivateKey::from_hex("key", kStarkKey);
    auto contract = ContractV1::create(
        {.account_id = "543429922991899150",
         .contract_id = "10000001",
         .synthetic_asset_id = "0x425443322d31300000000000000000",
         .synthetic_resolution = "0x2540be400",
         .collateral_asset_id = "0x2ce625e94458d39dd0bf3b45a843544dd4a14b8169045a3a3d15aa564b936c5",
         .collateral_resolution = "0xf4240",
         .taker_fee_rate = "0.00038"});
    CHECK(key && contract);
    constexpr std::uint64_t kDayMs = 86'400'000;
    contract->prepare(kNowMs + 14 * kDayMs);
    const auto sign = [&](unsigned i, const crypto::stark::Signer& signer) {
        const fmt::format_int id{1'577'876'812'238'000'000 + i};
        const auto order =
            contract->sign({.side = i % 2 == 0 ? Side::buy : Side::sell,
                            .price = "97123.4",
                            .size = "0.013",
                            .time_in_force = "POST_ONLY",
                            .client_order_id = std::string_view{id.data(), id.size()},
                            .now_ms = kNowMs + i,
                            .expire_ms = kNowMs + i + 4 * kDayMs,
                            .l2_expire_ms = kNowMs + i + 14 * kDayMs},
                           signer);
        CHECK(order.has_value());
        use(order);
    };
    const auto hedged = crypto::stark::Signer::hedged(*key);
    measure(out, "edgex v1", repetitions, nothing_to_prepare, [&](unsigned i) { sign(i, hedged); });
    crypto::stark::NoncePool pool{[&] { return crypto::stark::make_nonce(*key); }};
    const auto prepared = crypto::stark::Signer::prepared(*key, pool);
    measure(out, "edgex v1 prepared", repetitions, refilling(pool, 2),
            [&](unsigned i) { sign(i, prepared); });
}

void bench_paradex(std::ostream& out, unsigned repetitions) {
    using namespace venues::paradex;
    const auto key = crypto::stark::PrivateKey::from_hex("key", kStarkKey);
    const auto address = crypto::stark::Felt::from_hex(
        "address", "0x129c135ed63df9353885e292be4426b8ed6122b13c6c0e1bb787288a1f5adfa");
    CHECK(key && address);
    const auto account = Account::create("PRIVATE_SN_PARACLEAR_MAINNET", *address);
    const auto market = Market::create("BTC-USD-PERP");
    CHECK(account && market);
    std::string body;
    const auto sign = [&](unsigned i, const OrderPrefix* prefix,
                          const crypto::stark::Signer& signer) {
        const fmt::format_int id{i};
        body.clear();
        const auto done =
            append_signed_order(body, *account, *market,
                                {.side = i % 2 == 0 ? Side::buy : Side::sell,
                                 .size = "0.013",
                                 .price = "97123.4",
                                 .timestamp_ms = prefix ? prefix->timestamp_ms() : kNowMs + i,
                                 .client_id = std::string_view{id.data(), id.size()},
                                 .instruction = "POST_ONLY"},
                                prefix, signer);
        CHECK(done.has_value());
        use(body);
    };
    const auto hedged = crypto::stark::Signer::hedged(*key);
    measure(out, "paradex", repetitions, nothing_to_prepare,
            [&](unsigned i) { sign(i, nullptr, hedged); });
    crypto::stark::NoncePool pool{[&] { return crypto::stark::make_nonce(*key); }};
    const auto prepared = crypto::stark::Signer::prepared(*key, pool);
    // As the connector does: a nonce, and the beginning of the next order's hash for both sides.
    std::vector<OrderPrefix> prefixes;
    std::uint64_t now_ms = kNowMs;
    const auto prepare = [&] {
        while (pool.ready() < 1)
            pool.refill(1);
        ++now_ms;
        prefixes.clear();
        for (const Side side : {Side::buy, Side::sell})
            prefixes.push_back(account->begin(*market, side, OrderType::limit, now_ms));
    };
    measure(out, "paradex prepared", repetitions, prepare,
            [&](unsigned i) { sign(i, &prefixes[i % 2], prepared); });
}

void bench_backpack(std::ostream& out, unsigned repetitions) {
    using namespace venues::backpack;
    const auto signer = Signer::create("A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
                                       "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    CHECK(signer.has_value());
    measure(out, "backpack", repetitions, nothing_to_prepare, [&](unsigned i) {
        const auto order = signer->order({.symbol = "BTC_USDC_PERP",
                                          .is_bid = i % 2 == 0,
                                          .quantity = "0.00130",
                                          .price = "97123.4",
                                          .time_in_force = "GTC",
                                          .client_id = i,
                                          .post_only = true},
                                         kNowMs + i);
        CHECK(order.has_value());
        use(order);
    });
}

void bench_aster(std::ostream& out, unsigned repetitions) {
    using namespace venues::aster;
    const auto fields = [](unsigned i, const fmt::format_int& id) {
        return OrderFields{.symbol = "BTCUSDT",
                           .is_buy = i % 2 == 0,
                           .time_in_force = "GTX",
                           .quantity = "0.013",
                           .price = "97123.4",
                           .client_order_id = std::string_view{id.data(), id.size()}};
    };
    const auto v1 =
        SignerV1::create("dbefbc809e3e83c283a984c3a1459732ea7db1360ca80c5c2c8867408d28cc83",
                         "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9");
    CHECK(v1.has_value());
    measure(out, "aster v1", repetitions, nothing_to_prepare, [&](unsigned i) {
        const auto order = v1->order(fields(i, fmt::format_int{i}), kNowMs + i, 5000);
        use(order);
    });

    auto v3 =
        SignerV3::create(1666, "0x63DD5aCC6b1aa0f563956C0e534DD30B6dcF7C4e", "", kEthereumKey);
    CHECK(v3.has_value());
    const auto order = [&](unsigned i) {
        use(v3->order(fields(i, fmt::format_int{i}), kNowMs * 1000 + i));
    };
    measure(out, "aster v3", repetitions, nothing_to_prepare, order);
    measure(out, "aster v3 prepared", repetitions, [&] { v3->prepare(1); }, order);
}

}  // namespace

void bench_sign(std::ostream& out, unsigned repetitions) {
    crypto::stark::prepare_tables();
    bench_lighter(out, repetitions);
    bench_edgex_v1(out, repetitions);
    bench_edgex_v2(out, repetitions);
    bench_paradex(out, repetitions);
    bench_backpack(out, repetitions);
    bench_aster(out, repetitions);
}

}  // namespace twinleg::app
