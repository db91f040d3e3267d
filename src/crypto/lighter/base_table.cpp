#include "crypto/lighter/base_table.h"

#include <immintrin.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <type_traits>
#include <vector>

namespace twinleg::crypto::lighter {
namespace {

constexpr std::size_t kWindowBits = 5;
constexpr std::size_t kWindows = 64;
constexpr std::size_t kEntries = 16;

using Table = std::array<std::array<AffinePoint, kEntries>, kWindows>;

std::unique_ptr<const Table> make_table() {
    std::vector<Point> points;
    points.reserve(kWindows * kEntries);
    Point base = Point::generator();
    for (std::size_t window = 0; window < kWindows; ++window) {
        Point multiple = base;
        for (std::size_t j = 0; j < kEntries; ++j) {
            points.push_back(multiple);
            if (j + 1 < kEntries) multiple = multiple + base;
        }
        base = multiple.doubled();
    }
    std::vector<AffinePoint> flat(points.size());
    Point::normalise(points, flat);
    auto table = std::make_unique<Table>();
    for (std::size_t i = 0; i < flat.size(); ++i)
        (*table)[i / kEntries][i % kEntries] = flat[i];
    return table;
}

const Table& table() {
    static const std::unique_ptr<const Table> instance = make_table();
    return *instance;
}

// Digits d_i with k = sum of d_i 32^i and -15 ≤ d_i ≤ 16. The last takes its carry without
// overflowing: k is below 2^319.
using Digits = std::array<std::int32_t, kWindows>;

void recode(const Scalar& k, Digits& digits) {
    const auto& limbs = k.limbs();
    std::uint32_t carry = 0;
    for (std::size_t i = 0; i < kWindows; ++i) {
        const std::size_t bit = kWindowBits * i;
        const std::size_t limb = bit / 64;
        const std::size_t shift = bit % 64;
        std::uint64_t bits = limbs[limb] >> shift;
        if (shift > 64 - kWindowBits && limb + 1 < limbs.size())
            bits |= limbs[limb + 1] << (64 - shift);
        const std::uint32_t value = (static_cast<std::uint32_t>(bits) & 31U) + carry;
        carry = (value + 15U) >> 5;  // 1 for 17 and up
        digits[i] = static_cast<std::int32_t>(value) - static_cast<std::int32_t>(carry << 5);
    }
}

// digit * 32^i * G, for all digits at the same cost. Every entry is read whole, 80 bytes as two and
// a half vectors.
void lookup(const std::array<AffinePoint, kEntries>& window, std::int32_t digit, AffinePoint& out) {
    static_assert(sizeof(AffinePoint) == 80 && std::is_trivially_copyable_v<AffinePoint>);
    const std::uint32_t negative = static_cast<std::uint32_t>(digit) >> 31;
    const std::uint32_t sign = 0U - negative;
    const std::uint32_t magnitude = (static_cast<std::uint32_t>(digit) ^ sign) + negative;

    const __m256i wanted = _mm256_set1_epi64x(static_cast<long long>(magnitude));
    const __m256i one = _mm256_set1_epi64x(1);
    __m256i number = one;
    __m256i first = _mm256_setzero_si256();
    __m256i second = _mm256_setzero_si256();
    __m128i third = _mm_setzero_si128();
    for (const AffinePoint& entry : window) {
        const auto* words = reinterpret_cast<const std::uint8_t*>(&entry);
        const __m256i mask = _mm256_cmpeq_epi64(number, wanted);
        number = _mm256_add_epi64(number, one);
        const auto load = [words](std::size_t at) {
            return _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(words + at));
        };
        first = _mm256_or_si256(first, _mm256_and_si256(mask, load(0)));
        second = _mm256_or_si256(second, _mm256_and_si256(mask, load(32)));
        third = _mm_or_si128(
            third, _mm_and_si128(_mm256_castsi256_si128(mask),
                                 _mm_loadu_si128(reinterpret_cast<const __m128i_u*>(words + 64))));
    }
    auto* words = reinterpret_cast<std::uint8_t*>(&out);
    _mm256_storeu_si256(reinterpret_cast<__m256i_u*>(words), first);
    _mm256_storeu_si256(reinterpret_cast<__m256i_u*>(words + 32), second);
    _mm_storeu_si128(reinterpret_cast<__m128i_u*>(words + 64), third);

    const Gfp5 minus = -out.u;
    const std::uint64_t mask = std::uint64_t{0} - negative;
    for (std::size_t i = 0; i < 5; ++i) {
        const std::uint64_t kept = out.u.limbs[i].value();
        out.u.limbs[i] = Fp::from(kept ^ ((kept ^ minus.limbs[i].value()) & mask));
    }
}

}  // namespace

Gfp5 multiply_generator(const Scalar& k) {
    const Table& windows = table();
    Wiped<Digits> digits;
    Wiped<AffinePoint> term;
    recode(k, digits.value);
    lookup(windows[0], digits.value[0], term.value);
    Wiped<Point> sum{Point{term.value}};
    for (std::size_t i = 1; i < kWindows; ++i) {
        lookup(windows[i], digits.value[i], term.value);
        sum.value = sum.value + term.value;
    }
    return sum.value.encode();
}

Point multiply_generator_public(const Scalar& k) {
    const Table& windows = table();
    Digits digits;
    recode(k, digits);
    Point sum;
    for (std::size_t i = 0; i < kWindows; ++i) {
        if (digits[i] == 0) continue;
        AffinePoint term = windows[i][static_cast<std::size_t>(std::abs(digits[i])) - 1];
        if (digits[i] < 0) term.u = -term.u;
        sum = sum + term;
    }
    return sum;
}

void prepare_base_table() {
    table();
}

}  // namespace twinleg::crypto::lighter
