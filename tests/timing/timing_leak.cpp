// Timing leaks of everything that touches a key or a nonce. Prints one t a routine, and ends with 1
// if one of them leaks, or if the routine that is meant to leak does not.
//
// usage: timing_leak [MEASUREMENTS]

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "crypto/base64.h"
#include "crypto/ed25519.h"
#include "crypto/hex.h"
#include "crypto/hmac.h"
#include "crypto/lighter/auth_token.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"
#include "crypto/stark/generator.h"
#include "tests/timing/welch.h"

namespace twinleg {
namespace {

using namespace crypto;

constexpr double kLeak = 10;  // beyond chance
constexpr int kAttempts = 3;  // noise of a busy machine does not come three times; a leak does

template <typename T>
void use(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

template <std::size_t N>
Bytes<N> random_bytes() {
    Bytes<N> bytes;
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

// All zero but for the last byte: the fewest bits a key can have.
template <std::size_t N>
Bytes<N> sparse_bytes() {
    Bytes<N> bytes{};
    bytes.back() = 1;
    return bytes;
}

class Report {
public:
    explicit Report(std::size_t count) : count_(count) {}

    template <typename MakeFixed, typename MakeRandom, typename Work>
    void constant(const char* name, std::size_t per_thousand, MakeFixed fixed, MakeRandom random,
                  Work work) {
        double t = 0;
        int attempt = 0;
        do
            t = measure(per_thousand, fixed, random, work);
        while (std::abs(t) >= kLeak && ++attempt < kAttempts);
        const bool leaks = std::abs(t) >= kLeak;
        fmt::print("{:<44} t = {:+8.2f}   {}\n", name, t, leaks ? "LEAKS" : "ok");
        std::fflush(stdout);
        if (leaks) ++wrong_;
    }

    // A control: were this not seen, the others would mean nothing.
    template <typename MakeFixed, typename MakeRandom, typename Work>
    void leaky(const char* name, std::size_t per_thousand, MakeFixed fixed, MakeRandom random,
               Work work) {
        const double t = measure(per_thousand, fixed, random, work);
        const bool seen = std::abs(t) >= kLeak;
        fmt::print("{:<44} t = {:+8.2f}   {}\n", name, t,
                   seen ? "seen, as it must be" : "NOT SEEN");
        std::fflush(stdout);
        if (!seen) ++wrong_;
    }

    int wrong() const { return wrong_; }

private:
    template <typename MakeFixed, typename MakeRandom, typename Work>
    double measure(std::size_t per_thousand, MakeFixed fixed, MakeRandom random, Work work) {
        return test::timing_t(count_ * per_thousand / 1000, order_, fixed, random, work);
    }

    std::size_t count_;
    std::mt19937_64 order_{std::random_device{}()};
    int wrong_{0};
};

stark::Scalar random_scalar() {
    return stark::Scalar::reduce_wide(random_bytes<64>());
}

stark::PrivateKey stark_key(Bytes<32> bytes) {
    bytes[0] &= 7;  // below 2^251
    bytes[31] |= 1;
    return std::move(stark::PrivateKey::from_bytes("key", bytes).value());
}

void measure_stark(Report& report) {
    const auto one = [] { return stark::Scalar::reduce(stark::U256::of(1)); };
    stark::prepare_tables();
    report.leaky(
        "control: stark multiply_vartime", 200, one, random_scalar,
        [](const stark::Scalar& k) { use(stark::multiply_vartime(k.value(), stark::kGenerator)); });
    // The scalars whose bits are the fewest and the most alike.
    const auto top = [&] { return -one(); };
    const stark::Scalar other = random_scalar();
    const stark::Fp coordinate = stark::multiply_generator(other).x;
    const auto element = [](const stark::Scalar& k) { return stark::Fp{k.montgomery()}; };
    const auto both_ends = [&](const std::string& name, auto work) {
        report.constant((name + ", from 1").c_str(), 500, one, random_scalar, work);
        report.constant((name + ", from n - 1").c_str(), 500, top, random_scalar, work);
    };
    both_ends("stark k·G", [](const stark::Scalar& k) { use(stark::multiply_generator(k)); });
    both_ends("stark x(k·G)", [](const stark::Scalar& k) { use(stark::multiply_generator_x(k)); });
    both_ends("stark k⁻¹ mod n", [](const stark::Scalar& k) { use(k.inverse()); });
    both_ends("stark r·d + z mod n", [&](const stark::Scalar& k) { use(k * other + other); });
    both_ends("stark z⁻¹ mod p", [&](const stark::Scalar& k) { use(element(k).inverse()); });
    both_ends("stark a·b mod p", [&](const stark::Scalar& k) { use(element(k) * coordinate); });

    const auto sparse_key = [] { return stark_key(sparse_bytes<32>()); };
    const auto random_key = [] { return stark_key(random_bytes<32>()); };
    report.constant("stark public_key, key", 1000, sparse_key, random_key,
                    [](const stark::PrivateKey& key) { use(key.public_key()); });
    const auto message = stark::U256::of(0x123456789abcdef);
    // sign_deterministic() is not here: RFC 6979 draws until a number is below n, half of the time
    // more than once, so its time tells how many numbers were thrown away (and nothing of the one
    // kept). Nothing in production signs that way.
    report.constant("stark sign with a fresh nonce, key", 500, sparse_key, random_key,
                    [&](const stark::PrivateKey& key) { use(stark::sign(key, message)); });
}

lighter::PrivateKey lighter_key(Bytes<40> bytes) {
    bytes[39] &= 0x3F;  // little-endian, and below n
    bytes[0] |= 1;
    return std::move(lighter::PrivateKey::from_bytes(bytes).value());
}

void measure_lighter(Report& report) {
    const auto sparse_key = [] { return lighter_key(Bytes<40>{}); };
    const auto random_key = [] { return lighter_key(random_bytes<40>()); };
    report.constant("lighter public_key, key", 500, sparse_key, random_key,
                    [](const lighter::PrivateKey& key) { use(key.public_key()); });
    const lighter::Gfp5 message = lighter::AuthClaim{.deadline_s = 1}.hash();
    report.constant("lighter sign with a fresh nonce, key", 300, sparse_key, random_key,
                    [&](const lighter::PrivateKey& key) { use(lighter::sign(key, message)); });

    const auto nonce = [](Bytes<40> bytes) {
        bytes[39] &= 0x3F;
        bytes[0] |= 1;
        return bytes;
    };
    report.constant(
        "lighter nonce, k", 500, [&] { return nonce(Bytes<40>{}); },
        [&] { return nonce(random_bytes<40>()); },
        [](const Bytes<40>& k) { use(lighter::nonce_from(k)); });
    report.constant(
        "lighter key, digits", 1000, [] { return to_hex(sparse_bytes<40>()); },
        [] {
            Bytes<40> bytes = random_bytes<40>();
            bytes[39] &= 0x3F;
            return to_hex(bytes);
        },
        [](const std::string& text) { use(lighter::PrivateKey::from_hex(text)); });
}

void measure_ethereum(Report& report) {
    const auto key = [](const Bytes<32>& bytes) {
        return std::move(EthereumKey::from("key", Secret<32>{bytes}).value());
    };
    const Bytes<32> digest = random_bytes<32>();
    report.constant(
        "secp256k1 sign, key", 500, [&] { return key(sparse_bytes<32>()); },
        [&] { return key(random_bytes<32>()); },
        [&](const EthereumKey& signer) { use(signer.sign(digest)); });
}

void measure_ed25519(Report& report) {
    const auto key = [](const Bytes<32>& bytes) {
        return Ed25519Key::from_seed(Secret<32>{bytes});
    };
    report.constant(
        "ed25519 sign, key", 500, [&] { return key(sparse_bytes<32>()); },
        [&] { return key(random_bytes<32>()); },
        [](const Ed25519Key& signer) { use(signer.sign(bytes_of("instruction=orderExecute"))); });
}

void measure_hmac(Report& report) {
    const auto key = [](const Bytes<32>& bytes) { return std::move(HmacKey::from(bytes).value()); };
    report.constant(
        "hmac sign, key", 500, [&] { return key(sparse_bytes<32>()); },
        [&] { return key(random_bytes<32>()); },
        [](const HmacKey& signer) { use(signer.sign("symbol=BTCUSDT")); });
    const Bytes<32> ours = random_bytes<32>();
    report.constant(
        "equal_in_constant_time, code", 1000, [&] { return ours; }, random_bytes<32>,
        [&](const Bytes<32>& code) { use(equal_in_constant_time(code, ours)); });
}

void measure_texts(Report& report) {
    report.constant(
        "hex key, digits", 1000, [] { return to_hex(Bytes<32>{}); },
        [] { return to_hex(random_bytes<32>()); },
        [](const std::string& text) { use(parse_secret_hex<32>("key", text)); });
    const auto below_order = [](Bytes<32> bytes) {
        bytes[0] &= 7;
        bytes[31] |= 1;
        return to_hex(bytes);
    };
    report.constant(
        "stark key, digits", 1000, [&] { return below_order(Bytes<32>{}); },
        [&] { return below_order(random_bytes<32>()); },
        [](const std::string& text) { use(stark::PrivateKey::from_hex("key", text)); });
    report.constant(
        "base64 seed, digits", 1000, [] { return to_base64(Bytes<32>{}); },
        [] { return to_base64(random_bytes<32>()); },
        [](const std::string& text) {
            Secret<32> seed;
            use(decode_base64("key", text, seed.writable()));
        });
    report.constant(
        "hex out, digits", 1000, [] { return Bytes<32>{}; }, random_bytes<32>,
        [](const Bytes<32>& bytes) { use(to_hex(bytes)); });
}

}  // namespace
}  // namespace twinleg

int main(int count, char** words) {
    const std::size_t measurements = count > 1 ? std::strtoull(words[1], nullptr, 10) : 100'000;
    fmt::print("timing leaks, {} measurements, |t| from 10 on is a leak\n", measurements);
    twinleg::Report report{measurements};
    twinleg::measure_stark(report);
    twinleg::measure_lighter(report);
    twinleg::measure_ethereum(report);
    twinleg::measure_ed25519(report);
    twinleg::measure_hmac(report);
    twinleg::measure_texts(report);
    return report.wrong() == 0 ? 0 : 1;
}
