// Whether the secret-dependent routines of the Stark curve take a time that depends on the secret.
//
// Each routine runs on two kinds of input in random order, one fixed and one random; Welch's t of
// the two mean times tells them apart if anything can. The slowest runs are left out (at three
// cuts), since interrupts hit both kinds alike. A routine that is known to leak shows that the
// test can see. Ends with 1 where a secret routine has |t| above 10, or the control does not.
// Source: Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?" (2017).

#include <x86intrin.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

#include "crypto/stark/ecdsa.h"
#include "crypto/stark/generator.h"

namespace {

using namespace twinleg::crypto::stark;

constexpr std::size_t kRuns = 100'000;
constexpr double kSuspicious = 10;

Scalar random_scalar() {
    std::array<std::uint8_t, 64> bytes;
    randombytes_buf(bytes.data(), bytes.size());
    return Scalar::reduce_wide(bytes);
}

std::uint64_t now() {
    unsigned core = 0;
    return __rdtscp(&core);
}

// Mean and variance, one value at a time.
struct Statistic {
    double count{0}, mean{0}, squares{0};
    void add(double value) {
        const double off = value - mean;
        mean += off / ++count;
        squares += off * (value - mean);
    }
    double variance_of_mean() const { return squares / (count - 1) / count; }
};

// The largest |t| over the cuts.
double largest_t(const std::vector<double>& times, const std::vector<bool>& is_random) {
    std::vector<double> sorted = times;
    std::ranges::sort(sorted);
    double largest = 0;
    for (const double quantile : {0.5, 0.8, 0.95}) {
        const double cut = sorted[static_cast<std::size_t>(quantile * double(kRuns))];
        std::array<Statistic, 2> kind;
        for (std::size_t i = 0; i < kRuns; ++i)
            if (times[i] <= cut) kind[is_random[i] ? 1 : 0].add(times[i]);
        const double t = (kind[0].mean - kind[1].mean) /
                         std::sqrt(kind[0].variance_of_mean() + kind[1].variance_of_mean());
        if (std::abs(t) > std::abs(largest)) largest = t;
    }
    return largest;
}

double measure(const Scalar& fixed, const std::function<void(const Scalar&)>& routine) {
    std::vector<Scalar> input;
    std::vector<bool> is_random;
    for (std::size_t i = 0; i < kRuns; ++i) {
        is_random.push_back(randombytes_uniform(2) != 0);
        const Scalar random = random_scalar();
        input.push_back(is_random.back() ? random : fixed);
    }
    std::vector<double> times;
    for (const Scalar& scalar : input) {
        const std::uint64_t start = now();
        routine(scalar);
        times.push_back(static_cast<double>(now() - start));
    }
    return largest_t(times, is_random);
}

}  // namespace

int main() {
    prepare_tables();
    volatile std::uint64_t sink = 0;
    const auto keep = [&](const U256& value) { sink = sink ^ value.limb[0]; };
    const Scalar other = random_scalar();
    const Fp field_other = multiply_generator(other).x;

    struct Routine {
        const char* name;
        bool secret;
        std::function<void(const Scalar&)> run;
    };
    const std::array routines{
        Routine{"x(k·G)", true, [&](const Scalar& k) { keep(multiply_generator_x(k).value()); }},
        Routine{"k·G", true, [&](const Scalar& k) { keep(multiply_generator(k).y.m); }},
        Routine{"k⁻¹ mod n", true, [&](const Scalar& k) { keep(k.inverse().montgomery()); }},
        Routine{"z⁻¹ mod p", true, [&](const Scalar& k) { keep(Fp{k.montgomery()}.inverse().m); }},
        Routine{"r·d + z mod n", true,
                [&](const Scalar& k) { keep((k * other + other).montgomery()); }},
        Routine{"a·b mod p", true,
                [&](const Scalar& k) { keep((Fp{k.montgomery()} * field_other).m); }},
        Routine{"control: s⁻¹ vartime", false,
                [&](const Scalar& k) { keep(k.inverse_vartime().montgomery()); }},
    };
    bool good = true;
    for (const Routine& routine : routines)
        for (const bool high : {false, true}) {
            const Scalar one = Scalar::reduce(U256::of(1));
            const double t = measure(high ? -one : one, routine.run);
            const bool leaks = std::abs(t) > kSuspicious;
            good = good && leaks != routine.secret;
            std::printf("%-24s fixed %-5s t = %8.2f  %s\n", routine.name, high ? "n - 1" : "1", t,
                        leaks ? "leaks" : "no difference");
        }
    return good ? 0 : 1;
}
