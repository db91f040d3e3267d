#pragma once
// A test for timing leaks: does the time of a routine tell one secret from another?
//
// The routine runs on two classes of secrets, one fixed and random ones, in random order. Welch's t
// compares the mean times of the classes; it is taken over all measurements and over the fastest
// 95, 90, 75 and 50 percent of them, since a slow machine's noise is in the tail, and the largest
// counts. |t| below 4.5 shows nothing; above 10 the times differ beyond chance.
// Source: O. Reparaz, J. Balasch, I. Verbauwhede, "Dude, is my code constant time?" (2017).

#include <x86intrin.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace twinleg::test {

struct Sample {
    double cycles;
    bool fixed;
};

// Welch's t of the fixed class against the random one, over samples of at most `most` cycles.
inline double welch_t(const std::vector<Sample>& samples, double most) {
    double n[2]{}, mean[2]{}, squares[2]{};
    for (const Sample& sample : samples) {
        if (sample.cycles > most) continue;
        const int c = sample.fixed ? 0 : 1;
        n[c] += 1;
        const double delta = sample.cycles - mean[c];
        mean[c] += delta / n[c];
        squares[c] += delta * (sample.cycles - mean[c]);
    }
    if (n[0] < 100 || n[1] < 100) return 0;
    const double variance = squares[0] / (n[0] - 1) / n[0] + squares[1] / (n[1] - 1) / n[1];
    return variance == 0 ? 0 : (mean[0] - mean[1]) / std::sqrt(variance);
}

// The t of largest magnitude over the croppings.
inline double largest_t(const std::vector<Sample>& samples) {
    std::vector<double> sorted;
    for (const Sample& sample : samples)
        sorted.push_back(sample.cycles);
    std::ranges::sort(sorted);
    double largest = 0;
    for (const std::size_t percent : {50U, 75U, 90U, 95U, 100U}) {
        const double t = welch_t(samples, sorted[(sorted.size() - 1) * percent / 100]);
        if (std::abs(t) > std::abs(largest)) largest = t;
    }
    return largest;
}

inline std::uint64_t cycles_now() {
    unsigned core = 0;
    _mm_lfence();
    const std::uint64_t now = __rdtscp(&core);
    _mm_lfence();
    return now;
}

// Measures `work(secret)` count times. Every secret is made anew, the fixed one too, so that both
// classes lie in memory alike. Secrets are made in blocks, outside the clock.
template <typename MakeFixed, typename MakeRandom, typename Work>
double timing_t(std::size_t count, std::mt19937_64& random, MakeFixed make_fixed,
                MakeRandom make_random, Work work) {
    constexpr std::size_t kBlock = 500;
    std::vector<Sample> samples;
    samples.reserve(count);
    while (samples.size() < count) {
        std::vector<decltype(make_fixed())> secrets;
        std::vector<bool> fixed;
        secrets.reserve(kBlock);
        for (std::size_t i = 0; i < kBlock; ++i) {
            fixed.push_back(random() % 2 == 0);
            secrets.push_back(fixed.back() ? make_fixed() : make_random());
        }
        for (std::size_t i = 0; i < kBlock; ++i) {
            const std::uint64_t start = cycles_now();
            work(secrets[i]);
            const std::uint64_t taken = cycles_now() - start;
            if (i >= 10) samples.push_back({static_cast<double>(taken), fixed[i]});  // warm by then
        }
    }
    return largest_t(samples);
}

}  // namespace twinleg::test
