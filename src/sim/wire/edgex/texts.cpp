#include "sim/wire/edgex/texts.h"

#include <fmt/format.h>

namespace twinleg::sim::wire::edgex {

namespace {

// SplitMix64's last steps: every bit of the input moves every bit of the output.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

}  // namespace

std::string money(Notional amount) {
    return amount.is_zero() ? "0" : padded(amount, 6);
}

std::string spendable(Notional amount) {
    return money(floor_to(amount, Notional::from_raw(Notional::kOne / 1'000'000)));
}

std::string hex_id(std::uint64_t number, std::uint64_t salt) {
    return fmt::format("{:016x}{:016x}", mixed(number ^ mixed(salt)), mixed(number + 1 + salt));
}

std::string uuid(std::uint64_t number, std::uint64_t salt) {
    std::string out = hex_id(number, salt);
    for (const std::size_t at : {20U, 16U, 12U, 8U})
        out.insert(at, 1, '-');
    return out;
}

}  // namespace twinleg::sim::wire::edgex
