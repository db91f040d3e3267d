#include "sim/wire/lighter/limits.h"

#include <algorithm>

namespace twinleg::sim::wire::lighter {

std::uint64_t weight_of(std::string_view call) {
    if (call == "sendTx" || call == "sendTxBatch" || call == "nextNonce") return 6;
    if (call == "accountActiveOrders" || call == "accountInactiveOrders" || call == "accountOrders")
        return 100;
    if (call == "apikeys") return 150;
    if (call == "trades") return 200;
    if (call == "recentTrades") return 600;
    return 300;
}

bool Limits::take(std::string_view call, const Member* account, const std::string& ip, Time now) {
    if (!on_) return true;
    const bool premium = account != nullptr
                             ? account->tier == Tier::premium
                             : std::ranges::any_of(members_.all(), [](const Member& one) {
                                   return one.tier == Tier::premium;
                               });
    const std::string who = account == nullptr ? "ip " + ip
                            : account->l1_address.empty()
                                ? "account " + std::to_string(account->index)
                                : account->l1_address;
    if (!premium) return reads_[who].spend(1, 60, now);
    if (call == "sendTx" || call == "sendTxBatch") return sends_[who].spend(1, 4'000, now);
    return reads_[who].spend(weight_of(call), 24'000, now);
}

}  // namespace twinleg::sim::wire::lighter
