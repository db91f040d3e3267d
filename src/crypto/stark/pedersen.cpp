#include "crypto/stark/pedersen.h"

#include <array>
#include <cstring>
#include <memory>

#include "crypto/stark/multiples.h"

namespace twinleg::crypto::stark {
namespace {

constexpr Affine kP0{
    {{{0x1ad69b41a9ba0b3a, 0x6b69f758cd49de91, 0x16c727d5f24b5dc1, 0x0463d1e72d2ebf34}}},
    {{{0xc5c9927f66d85eeb, 0xaeae324054290152, 0x4298f85b038ef6a8, 0x01211aac6ce572de}}}};
constexpr Affine kP1{
    {{{0x31fe19ef7e807b3f, 0xbeeff4924de3c528, 0x0732d950000368de, 0x035aa92df0885fd2}}},
    {{{0xba89f77c4afe39a3, 0xb46ecbdd7b9728f2, 0x06055f47bdbf73e0, 0x051e9120dbb3de8a}}}};
constexpr Affine kP2{
    {{{0xe4deec837f33b9ce, 0xabd5caac208ecefb, 0x8b6346c265aee724, 0x0382d64c9967a198}}},
    {{{0xc199e12f5f31cb95, 0x23536cf1caa6a1aa, 0x480b2d54a9d5af7c, 0x03f6c38c2c154983}}}};
constexpr Affine kP3{
    {{{0x10b47bd849ffb510, 0xfc851cc69e25ccc0, 0xb341405f34f13ada, 0x04b2a130122949c2}}},
    {{{0xab6d4ef844e2ab95, 0xa2f96150f926753c, 0x99e3e86ec55f1fdf, 0x023c3adddadec10c}}}};
constexpr Affine kP4{
    {{{0x0fe61e5bdc6b2c54, 0x9400fdfe2acac5eb, 0x042909de8ae81d91, 0x05e7a88386446f6c}}},
    {{{0x71a19251fe20ecd6, 0x3d75f33b9e7f39ac, 0x53bbfa8676fe82d4, 0x04cb4faae6091a14}}}};

// An operand is cut into 20 digits of 12 bits, −2047 to 2048 with the excess carried upwards, and a
// top of 8 bits (0 to 256 with the carry) beside the 4 bits (0 to 8) that belong to the other
// point.
constexpr std::size_t kBits = 12;
constexpr std::size_t kRows = 20;
constexpr std::size_t kEntries = std::size_t{1} << (kBits - 1);
constexpr std::size_t kTops = 257;
constexpr std::size_t kHighs = 9;

// The multiples for one operand with points Q = P1 or P3 and R = P2 or P4:
//   row[j][i] = (i + 1)·2^(12 j)·Q        top[h][t] = shift + t·2^240·Q + h·R
// shift is P0 on the left and absent on the right, where top[0][0] is infinity and never read.
struct Table {
    std::array<std::array<Affine, kEntries>, kRows> row;
    std::array<std::array<Affine, kTops>, kHighs> top;
};

struct Tables {
    Table left;
    Table right;
};

void fill(Table& table, const Affine& q, const Affine& r, const std::optional<Affine>& shift) {
    Affine base = q;
    for (auto& row : table.row) {
        fill_multiples(base, row);
        base = add_affine_vartime(row.back(), row.back());  // 2·2048·base
    }
    auto& first = table.top[0];
    fill_multiples(base, std::span{first}.subspan(1));
    if (shift) {
        first[0] = *shift;
        add_to_each(std::span{first}.subspan(1), *shift, std::span{first}.subspan(1));
    }
    // top[h] = top[h − 1] + R; without a shift, h = 0 has no entry for t = 0.
    for (std::size_t h = 1; h < kHighs; ++h) {
        const auto& below = table.top[h - 1];
        auto& row = table.top[h];
        add_to_each(std::span{below}.subspan(1), r, std::span{row}.subspan(1));
        row[0] = shift || h > 1 ? add_affine_vartime(below[0], r) : r;
    }
}

std::unique_ptr<const Tables> make_tables() {
    auto tables = std::make_unique_for_overwrite<Tables>();
    fill(tables->left, kP1, kP2, kP0);
    fill(tables->right, kP3, kP4, std::nullopt);
    return tables;
}

const Tables& tables() {
    static const std::unique_ptr<const Tables> made = make_tables();
    return *made;
}

// The entries that an operand asks for, and which of them to turn.
class Digits {
public:
    Digits(const Table& table, const U256& operand) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; j < kRows; ++j) {
            const std::uint64_t digit = operand.bits(kBits * j, kBits) + carry;
            carry = digit > kEntries ? 1 : 0;
            if (digit == 0 || digit == 2 * kEntries) continue;  // with the carry: nothing left
            const std::uint64_t size = carry != 0 ? 2 * kEntries - digit : digit;
            push(&table.row[j][size - 1], carry);
        }
        top_ = operand.bits(kBits * kRows, 248 - kBits * kRows) + carry;
        high_ = operand.bits(248, 8);
        top_entry_ = &table.top[high_][top_];
        __builtin_prefetch(top_entry_);
    }

    bool top_is_zero() const { return top_ == 0 && high_ == 0; }
    const Affine& top() const { return *top_entry_; }

    Point add_rows_to(Point sum) const {
        for (std::size_t i = 0; i < count_; ++i) {
            Affine entry = *entry_[i];
            entry.y = select(negative_[i], negate<1>(entry.y), entry.y);
            sum = add(sum, entry);
        }
        return sum;
    }

private:
    void push(const Affine* entry, std::uint64_t negative) {
        __builtin_prefetch(entry);
        entry_[count_] = entry;
        negative_[count_++] = 0 - negative;
    }

    std::array<const Affine*, kRows> entry_;
    std::array<std::uint64_t, kRows> negative_;
    std::size_t count_{0};
    std::uint64_t top_;
    std::uint64_t high_;
    const Affine* top_entry_;
};

Point add_right(const Point& sum, const Digits& b) {
    return b.add_rows_to(b.top_is_zero() ? sum : add(sum, b.top()));
}

Felt finish(const Point& sum) {
    // Infinity would be a discrete logarithm between the five points; nobody knows one.
    return x_vartime(sum).value_or(Felt{});
}

}  // namespace

Felt pedersen(const Felt& a, const Felt& b) {
    const Digits left{tables().left, a.value()};
    const Digits right{tables().right, b.value()};
    return finish(add_right(left.add_rows_to(Point::from(left.top())), right));
}

PedersenLeft::PedersenLeft(const Felt& a) {
    const Digits left{tables().left, a.value()};
    point_ = to_affine_vartime(left.add_rows_to(Point::from(left.top()))).value_or(kP0);
}

PedersenRight::PedersenRight(const Felt& b) {
    point_ = to_affine_vartime(add_right(Point::infinity(), Digits{tables().right, b.value()}));
}

Felt pedersen(const PedersenLeft& a, const Felt& b) {
    return finish(add_right(Point::from(a.point_), Digits{tables().right, b.value()}));
}

Felt pedersen(const Felt& a, const PedersenRight& b) {
    const Digits left{tables().left, a.value()};
    Point sum = left.add_rows_to(Point::from(left.top()));
    if (b.point_) sum = add(sum, *b.point_);
    return finish(sum);
}

Felt pedersen_array(std::span<const Felt> elements) {
    Felt hash;
    for (const Felt& element : elements)
        hash = pedersen(hash, element);
    return pedersen(hash, Felt::of(elements.size()));
}

void prepare_pedersen() {
    (void)tables();
}

}  // namespace twinleg::crypto::stark
