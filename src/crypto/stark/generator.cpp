#include "crypto/stark/generator.h"

#include <immintrin.h>

#include <array>
#include <memory>

#include "crypto/stark/multiples.h"

namespace twinleg::crypto::stark {
namespace {

constexpr std::size_t kBits = 6;
constexpr std::size_t kRows = 42;     // 42·6 = 252 bits, and n is below 2^252
constexpr std::size_t kEntries = 32;  // odd multiples 1, 3, …, 63

// row[j][i] = (2 i + 1)·2^(6 j)·G
struct Table {
    std::array<std::array<Affine, kEntries>, kRows> row;
};

std::unique_ptr<const Table> make_table() {
    auto table = std::make_unique<Table>();
    Affine base = kGenerator;
    std::array<Affine, 2 * kEntries> all;
    for (auto& row : table->row) {
        fill_multiples(base, all);  // all[i] = (i + 1)·base
        for (std::size_t i = 0; i < kEntries; ++i)
            row[i] = all[2 * i];
        base = all.back();  // 64·base
    }
    return table;
}

const Table& table() {
    static const std::unique_ptr<const Table> made = make_table();
    return *made;
}

// row[index], with every entry read.
[[gnu::always_inline]] inline Affine scan(const std::array<Affine, kEntries>& row,
                                          std::uint64_t index) {
    static_assert(sizeof(Affine) == 64);
    __m256i x = _mm256_setzero_si256();
    __m256i y = _mm256_setzero_si256();
    const __m256i wanted = _mm256_set1_epi64x(static_cast<long long>(index));
    __m256i current = _mm256_setzero_si256();
    const __m256i one = _mm256_set1_epi64x(1);
    for (std::size_t i = 0; i < kEntries; ++i) {
        const __m256i mask = _mm256_cmpeq_epi64(current, wanted);
        const auto* entry = reinterpret_cast<const __m256i*>(&row[i]);
        x = _mm256_or_si256(x, _mm256_and_si256(mask, _mm256_loadu_si256(entry)));
        y = _mm256_or_si256(y, _mm256_and_si256(mask, _mm256_loadu_si256(entry + 1)));
        current = _mm256_add_epi64(current, one);
    }
    Affine found;
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(&found.x), x);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(&found.y), y);
    return found;
}

// The digit at window j as a point; `shifted` is (K >> 1) + 2^251 for the odd K, whose windows
// hold (digit + 63) / 2.
[[gnu::always_inline]] inline Affine digit(const Table& table, const U256& shifted, std::size_t j) {
    const std::uint64_t window = shifted.bits(kBits * j, kBits);
    const std::uint64_t negative = (window >> (kBits - 1)) - 1;  // all ones where the top bit is 0
    Affine entry = scan(table.row[j], (window ^ negative) & (kEntries - 1));
    entry.y = select(negative, negate<1>(entry.y), entry.y);
    return entry;
}

// ±k·G, and all ones in `negated` where it is −k·G.
Point multiply(const Scalar& k, std::uint64_t& negated) {
    const Table& t = table();
    U256 odd = k.value();
    std::uint64_t borrow = 0;
    negated = (odd.limb[0] & 1) - 1;
    odd = select(negated, sub(kOrder, odd, borrow), odd);
    U256 shifted;
    for (std::size_t i = 0; i < 4; ++i)
        shifted.limb[i] = odd.limb[i] >> 1 | (i < 3 ? odd.limb[i + 1] << 63 : 0);
    shifted.limb[3] |= kTwo251.limb[3];

    Point sum = Point::from(digit(t, shifted, 0));
    Fp pp;
    for (std::size_t j = 1; j < kRows - 1; ++j)
        sum = add_unequal(sum, digit(t, shifted, j), pp);

    const Affine last = digit(t, shifted, kRows - 1);
    const Point added = add_unequal(sum, last, pp);
    const Point doubled = twice(last);
    // pp is zero where sum = last: sum = −last would make k·G infinite, and k is not zero.
    const std::uint64_t any = pp.m.limb[0] | pp.m.limb[1] | pp.m.limb[2] | pp.m.limb[3];
    const std::uint64_t equal = ((any | (0 - any)) >> 63) - 1;
    const Point result{select(equal, doubled.x, added.x), select(equal, doubled.y, added.y),
                       select(equal, doubled.zz, added.zz), select(equal, doubled.zzz, added.zzz)};
    sodium_memzero(&odd, sizeof odd);
    sodium_memzero(&shifted, sizeof shifted);
    return result;
}

}  // namespace

void prepare_generator() {
    (void)table();
}

Affine multiply_generator(const Scalar& k) {
    std::uint64_t negated = 0;
    const Point point = multiply(k, negated);
    const Fp inverse = (point.zz * point.zzz).inverse();
    const Fp y = point.y * (inverse * point.zz);
    return {point.x * (inverse * point.zzz), select(negated, negate<1>(y), y)};
}

Felt multiply_generator_x(const Scalar& k) {
    std::uint64_t negated = 0;
    const Point point = multiply(k, negated);
    return (point.x * point.zz.inverse()).felt();
}

}  // namespace twinleg::crypto::stark
