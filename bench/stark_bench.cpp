// The Stark signers and what they are made of.
//
//   cmake --preset release -DTWINLEG_BENCH=ON && cmake --build build/release --target stark_bench
//   build/release/bin/stark_bench --benchmark_repetitions=9 --benchmark_report_aggregates_only=true

#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "crypto/keccak.h"
#include "crypto/stark/ecdsa.h"
#include "crypto/stark/generator.h"
#include "crypto/stark/pedersen.h"
#include "venues/edgex/sign_v1.h"
#include "venues/paradex/sign.h"

namespace {

using namespace twinleg;
using namespace twinleg::crypto::stark;

// 1,000 numbers without a pattern.
std::vector<Felt> numbers() {
    std::vector<Felt> all;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const std::array seed{i};
        const auto bytes = std::as_bytes(std::span{seed});
        all.push_back(Felt::reduce(U256::from_bytes(crypto::keccak256(
            {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}))));
    }
    return all;
}

PrivateKey key() {
    return PrivateKey::from_hex("key", "0x6fa8a783c1e843641cdbb4677e8e9748e696316eae72b608e2c21b5")
        .value();
}

void field_multiply(benchmark::State& state) {
    Fp a = Fp::from(numbers()[0]);
    const Fp b = Fp::from(numbers()[1]);
    for (auto _ : state) {
        a = a * b;
        benchmark::DoNotOptimize(a);
    }
}
BENCHMARK(field_multiply);

void field_inverse(benchmark::State& state) {
    Fp a = Fp::from(numbers()[0]);
    for (auto _ : state) {
        a = state.range(0) != 0 ? a.inverse() : a.inverse_vartime();
        a.m.limb[0] ^= 1;
        benchmark::DoNotOptimize(a);
    }
}
BENCHMARK(field_inverse)->ArgName("constant_time")->Arg(0)->Arg(1);

void point_add(benchmark::State& state) {
    Point a = Point::from(multiply_generator(Scalar::reduce(numbers()[0].value())));
    for (auto _ : state) {
        a = add(a, kGenerator);
        benchmark::DoNotOptimize(a);
    }
}
BENCHMARK(point_add);

void generator_multiple(benchmark::State& state) {
    const auto all = numbers();
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(multiply_generator_x(Scalar::reduce(all[i++ % 1000].value())));
}
BENCHMARK(generator_multiple);

void pedersen_hash(benchmark::State& state) {
    const auto all = numbers();
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(pedersen(all[i % 1000], all[(i + 1) % 1000]));
        ++i;
    }
}
BENCHMARK(pedersen_hash);

void keccak_650_bytes(benchmark::State& state) {
    const std::string text(650, 'x');
    for (auto _ : state)
        benchmark::DoNotOptimize(crypto::keccak256(text));
}
BENCHMARK(keccak_650_bytes);

void nonce(benchmark::State& state) {
    const auto d = key();
    for (auto _ : state)
        benchmark::DoNotOptimize(make_nonce(d));
}
BENCHMARK(nonce);

void ecdsa_verify(benchmark::State& state) {
    const auto d = key();
    const auto public_key = d.public_key();
    const auto signature = sign(d, U256::of(7)).value();
    for (auto _ : state)
        benchmark::DoNotOptimize(verify(public_key, U256::of(7), signature));
}
BENCHMARK(ecdsa_verify);

// Runs `sign(signer)` with nonces that are prepared (outside the timing) or made on the spot.
template <typename Sign>
void signing(benchmark::State& state, const Sign& sign) {
    const auto d = key();
    const bool prepared = state.range(0) != 0;
    NoncePool nonces{[&] { return make_nonce(d); }};
    const Signer signer = prepared ? Signer::prepared(d, nonces) : Signer::hedged(d);
    for (auto _ : state) {
        if (prepared && nonces.ready() < 4) {
            state.PauseTiming();
            nonces.refill();
            state.ResumeTiming();
        }
        sign(signer);
    }
}

void edgex_v1_order(benchmark::State& state) {
    using namespace twinleg::venues::edgex;
    const ContractV1::Spec spec{
        .account_id = "543429922991899150",
        .contract_id = "10000001",
        .synthetic_asset_id = "0x425443322d31300000000000000000",
        .synthetic_resolution = "0x2540be400",
        .collateral_asset_id = "0x2ce625e94458d39dd0bf3b45a843544dd4a14b8169045a3a3d15aa564b936c5",
        .collateral_resolution = "0xf4240",
        .taker_fee_rate = "0.00038",
    };
    auto contract = ContractV1::create(spec).value();
    std::uint64_t number = 1090784218105456153;
    const bool prepared = state.range(0) != 0;
    signing(state, [&](const Signer& signer) {
        const std::string client_order_id = std::to_string(++number);
        const OrderV1 order{.side = number % 2 != 0 ? Side::buy : Side::sell,
                            .price = "205820.4",
                            .size = "4.971",
                            .time_in_force = "POST_ONLY",
                            .client_order_id = client_order_id,
                            .now_ms = 1751298024860,
                            .expire_ms = 1751643624860,
                            .l2_expire_ms = 1752507624860};
        if (prepared) {
            benchmark::DoNotOptimize(contract.sign(order, signer).value());
        } else {  // nothing kept from order to order
            auto fresh = ContractV1::create(spec).value();
            benchmark::DoNotOptimize(fresh.sign(order, signer).value());
        }
    });
}
BENCHMARK(edgex_v1_order)->ArgName("prepared")->Arg(0)->Arg(1);

void paradex_order(benchmark::State& state) {
    using namespace twinleg::venues::paradex;
    const auto account = Account::create("PRIVATE_SN_PARACLEAR_MAINNET", numbers()[3]).value();
    const auto market = Market::create("BTC-USD-PERP").value();
    std::uint64_t now = 1763680000000;
    signing(state, [&](const Signer& signer) {
        const OrderRequest order{.side = ++now % 2 != 0 ? Side::buy : Side::sell,
                                 .size = "0.123",
                                 .price = "96824.5",
                                 .timestamp_ms = now,
                                 .client_id = "1090784218105456153",
                                 .instruction = "POST_ONLY"};
        benchmark::DoNotOptimize(sign_order(account, market, order, signer).value());
    });
}
BENCHMARK(paradex_order)->ArgName("prepared")->Arg(0)->Arg(1);

}  // namespace

int main(int argc, char** argv) {
    const auto start = std::chrono::steady_clock::now();
    prepare_tables();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    std::printf("tables ready after %.1f ms\n", took.count());
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
