#include "crypto/stark/field.h"

#include "crypto/stark/modinv.h"

namespace twinleg::crypto::stark {
namespace {

// 2^512 and 2^768 mod p: they bring a number into Montgomery form, and an inverse back to it.
constexpr Fp kSquareOfR{
    {{0xfffffd737e000401, 0x00000001330fffff, 0xffffffffff6f8000, 0x07ffd4ab5e008810}}};
constexpr Fp kCubeOfR{
    {{0xcc7177d1406df18e, 0x7545706677ffcc06, 0xf47d84f836300018, 0x038e5f79873c0a6d}}};

constexpr Inverter kInverter{kPrime};

// p − 1 = 2^192 · kOddPart, and kRootOfUnity = 3^kOddPart has order 2^192, as 3 is no square.
constexpr int kTwos = 192;
constexpr std::uint64_t kOddPart = kPrimeTop;
constexpr Fp kRootOfUnity{
    {{0x4106bccd64a2bdd8, 0xaaada25731fe3be9, 0x0a35c5be60505574, 0x07222e32c47afc26}}};

Fp power(const Fp& base, std::uint64_t exponent) {
    Fp result = kOne;
    for (int i = 63; i >= 0; --i) {
        result = square(result);
        if ((exponent >> i & 1) != 0) result = result * base;
    }
    return result;
}

}  // namespace

Result<Felt> Felt::from(std::string_view field, const U256& value) {
    if (value >= kPrime)
        return fail(Errc::out_of_range, std::string{field} + ": is not below the field prime");
    return Felt{value};
}

Result<Felt> Felt::from_hex(std::string_view field, std::string_view text) {
    const auto value = U256::from_hex(field, text);
    if (!value) return std::unexpected{value.error()};
    return from(field, *value);
}

Felt Felt::reduce(const U256& value) {
    // Into Montgomery form and back; 2^256 is below 32·p, and the other factor below p.
    return Fp{(Fp{value} * kSquareOfR).m}.felt();
}

Felt Felt::trusted(const U256& value) {
    return Felt{value};
}

Fp Fp::from(const Felt& value) {
    return Fp{value.value()} * kSquareOfR;
}

Felt Fp::felt() const {
    return Felt::trusted((*this * Fp{U256::of(1)}).m);
}

Fp Fp::canonical() const {
    return *this * kOne;
}

Fp Fp::inverse() const {
    return Fp{kInverter.constant_time(canonical().m)} * kCubeOfR;
}

Fp Fp::inverse_vartime() const {
    return Fp{kInverter.vartime(canonical().m)} * kCubeOfR;
}

std::optional<Fp> Fp::sqrt_vartime() const {
    const Fp value = canonical();
    if (value.is_zero()) return value;
    // Invariants: root² = value·rest, and rest has order 2^k for some k < order.
    Fp root = power(value, (kOddPart + 1) / 2);
    Fp rest = square(root) * value.inverse_vartime();
    Fp unity = kRootOfUnity;
    int order = kTwos;
    while (!(rest == kOne)) {
        int k = 0;
        for (Fp probe = rest; !(probe == kOne); probe = square(probe))
            if (++k == order) return std::nullopt;
        Fp step = unity;
        for (int i = 0; i < order - k - 1; ++i)
            step = square(step);
        unity = square(step);
        order = k;
        root = root * step;
        rest = rest * unity;
    }
    return root;
}

}  // namespace twinleg::crypto::stark
