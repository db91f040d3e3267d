#include "sim/wire/fault_box.h"

#include <algorithm>

namespace twinleg::sim::wire {
namespace {

constexpr std::array<std::string_view, kWireFaults> kNames{
    "drop_frames",     "duplicate_frames",
    "reorder_frames",  "delay",
    "freeze_feed",     "garbage_frame",
    "truncated_frame", "cut_frame",
    "reject_orders",   "accept_then_drop_reply",
    "http_500",        "http_429",
    "maintenance",     "clock_skew",
    "revoke_key",      "disconnect",
    "close_sockets",   "expire_auth"};

}  // namespace

std::string_view name(Fault fault) {
    return kNames[static_cast<std::size_t>(fault)];
}

std::optional<Fault> parse_fault(std::string_view text) {
    const auto found = std::ranges::find(kNames, text);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Fault>(found - kNames.begin());
}

void FaultBox::order(Fault fault, std::optional<std::uint64_t> count, std::optional<Duration> lasts,
                     Time now) {
    Left& left = left_[static_cast<std::size_t>(fault)];
    left.count = count.value_or(lasts ? 0 : 1);
    left.until = lasts ? now + *lasts : Time{};
    left.both = count && lasts;
}

bool FaultBox::active(Fault fault, Time now) const {
    const Left& left = left_[static_cast<std::size_t>(fault)];
    if (left.both) return left.count > 0 && now < left.until;
    return left.count > 0 || now < left.until;
}

bool FaultBox::take(Fault fault, Time now) {
    if (!active(fault, now)) return false;
    Left& left = left_[static_cast<std::size_t>(fault)];
    if (left.count > 0) --left.count;
    return true;
}

Time FaultBox::until(Fault fault, Time now) const {
    return std::max(left_[static_cast<std::size_t>(fault)].until, now);
}

void FaultBox::clear() {
    left_.fill({});
}

}  // namespace twinleg::sim::wire
