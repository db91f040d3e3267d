// Lighter's signer and what it is made of.
//
//   cmake --preset release -DTWINLEG_BENCH=ON && cmake --build build/release --target lighter_bench
//   build/release/bin/lighter_bench --benchmark_repetitions=9
//   --benchmark_report_aggregates_only=true

#include <benchmark/benchmark.h>

#include "crypto/lighter/base_table.h"
#include "crypto/lighter/poseidon2.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/lighter/tx_info.h"
#include "crypto/nonce_pool.h"
#include "venues/lighter/sign.h"

namespace {

using namespace twinleg;
using namespace twinleg::crypto::lighter;
using venues::lighter::Signer;

constexpr Gfp5 kX = Gfp5::from({7, 77, 777, 7777, 0x1234'5678'9abc'def0});
constexpr Gfp5 kY = Gfp5::from({0xfedc'ba98'7654'3210, 3, 1, 4, 1});

Scalar scalar() {
    return Scalar::reduced(kX) * Scalar::reduced(kY);
}

void field_multiply(benchmark::State& state) {
    Fp a = kX.limbs[4];
    for (auto _ : state) {
        a = a * kY.limbs[0];
        benchmark::DoNotOptimize(a);
    }
}
BENCHMARK(field_multiply);

void gfp5_multiply(benchmark::State& state) {
    Gfp5 a = kX;
    for (auto _ : state) {
        a = a * kY;
        benchmark::DoNotOptimize(a);
    }
}
BENCHMARK(gfp5_multiply);

void gfp5_square(benchmark::State& state) {
    Gfp5 a = kX;
    for (auto _ : state) {
        a = a.squared();
        benchmark::DoNotOptimize(a);
    }
}
BENCHMARK(gfp5_square);

void gfp5_inverse(benchmark::State& state) {
    Gfp5 a = kX;
    for (auto _ : state) {
        a = a.inverse() + kY;
        benchmark::DoNotOptimize(a);
    }
}
BENCHMARK(gfp5_inverse);

void poseidon2_permutation(benchmark::State& state) {
    PoseidonState s{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    for (auto _ : state) {
        permute(s);
        benchmark::DoNotOptimize(s);
    }
}
BENCHMARK(poseidon2_permutation);

void scalar_multiply(benchmark::State& state) {
    Scalar a = scalar();
    const Scalar b = a + Scalar::from(1);
    for (auto _ : state) {
        a = a * b;
        benchmark::DoNotOptimize(a);
    }
}
BENCHMARK(scalar_multiply);

void point_add_affine(benchmark::State& state) {
    const std::array points{Point::generator().doubled()};
    std::array<AffinePoint, 1> affine;
    Point::normalise(points, affine);
    Point p = Point::generator();
    for (auto _ : state) {
        p = p + affine[0];
        benchmark::DoNotOptimize(p);
    }
}
BENCHMARK(point_add_affine);

void point_double(benchmark::State& state) {
    Point p = Point::generator();
    for (auto _ : state) {
        p = p.doubled();
        benchmark::DoNotOptimize(p);
    }
}
BENCHMARK(point_double);

void generator_multiply(benchmark::State& state) {
    const Scalar k = scalar();
    prepare_base_table();
    for (auto _ : state)
        benchmark::DoNotOptimize(multiply_generator(k));
}
BENCHMARK(generator_multiply);

Signer signer() {
    return Signer{{.chain_id = 304, .account_index = 65, .api_key_index = 3},
                  PrivateKey::generate()};
}

CreateOrder order(std::uint64_t number) {
    return {.market_index = 1,
            .client_order_index = 1'763'680'000'000 + number,
            .base_amount = 1300,
            .price = 971'234,
            .is_ask = number % 2,
            .type = 0,
            .time_in_force = 2,
            .reduce_only = 0,
            .trigger_price = 0,
            .order_expiry = 1'766'099'200'000};
}

void nonce(benchmark::State& state) {
    const Signer own = signer();
    for (auto _ : state)
        benchmark::DoNotOptimize(own.make_nonce());
}
BENCHMARK(nonce);

void hash_order(benchmark::State& state) {
    const Signer own = signer();
    std::uint64_t number = 0;
    for (auto _ : state) {
        ++number;
        benchmark::DoNotOptimize(
            hash(own.transaction(order(number), number, 1'763'680'600'000 + number)));
    }
}
BENCHMARK(hash_order);

void write_order(benchmark::State& state) {
    const Transaction tx = signer().transaction(order(1), 1, 1'763'680'600'000);
    for (auto _ : state)
        benchmark::DoNotOptimize(write_tx_info(tx, Signature{}));
}
BENCHMARK(write_order);

// From order fields to the body of sendTx.
void order_unprepared(benchmark::State& state) {
    const Signer own = signer();
    std::uint64_t number = 0;
    for (auto _ : state) {
        ++number;
        const Transaction tx = own.transaction(order(number), number, 1'763'680'600'000 + number);
        benchmark::DoNotOptimize(form(own.sign(tx)));
    }
}
BENCHMARK(order_unprepared);

void order_prepared(benchmark::State& state) {
    const Signer own = signer();
    crypto::NoncePool<NoncePair, 1024> pool{[&own] { return own.make_nonce(); }};
    std::uint64_t number = 0;
    for (auto _ : state) {
        if (pool.ready() == 0) {
            state.PauseTiming();
            pool.refill();
            state.ResumeTiming();
        }
        ++number;
        const Transaction tx = own.transaction(order(number), number, 1'763'680'600'000 + number);
        benchmark::DoNotOptimize(form(own.sign(tx, pool.take())));
    }
}
BENCHMARK(order_prepared);

void verify_signature(benchmark::State& state) {
    const PrivateKey key = PrivateKey::generate();
    const PublicKey public_key = key.public_key();
    const Signature signature = sign(key, kX);
    for (auto _ : state)
        benchmark::DoNotOptimize(verify(public_key, kX, signature));
}
BENCHMARK(verify_signature);

}  // namespace

BENCHMARK_MAIN();
