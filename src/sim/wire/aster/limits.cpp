#include "sim/wire/aster/limits.h"

#include <charconv>

namespace twinleg::sim::wire::aster {

namespace {

std::uint64_t limit_of(const Call& call, std::uint64_t otherwise) {
    const std::string_view text = call.field("limit");
    std::uint64_t number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

std::uint64_t weight_of(const Call& call) {
    const std::string_view name = call.name;
    const bool symbol = call.has("symbol");
    if (name == "depth") {
        const std::uint64_t limit = limit_of(call, 500);
        return limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20;
    }
    if (name == "klines" || name == "markPriceKlines" || name == "indexPriceKlines") {
        const std::uint64_t limit = limit_of(call, 500);
        return limit < 100 ? 1 : limit < 500 ? 2 : limit <= 1000 ? 5 : 10;
    }
    if (name == "aggTrades" || name == "commissionRate") return 20;
    if (name == "ticker/24hr") return symbol ? 1 : 40;
    if (name == "ticker/price" || name == "ticker/bookTicker") return symbol ? 1 : 2;
    if (name == "openOrders") return symbol ? 1 : 40;
    if (name == "allOrders" || name == "userTrades" || name == "balance" || name == "account" ||
        name == "accountWithJoinMargin" || name == "positionRisk")
        return 5;
    if (call.is("POST", "batchOrders")) return 5;
    if (name == "countdownCancelAll") return 10;
    if (name == "income" || call.is("GET", "positionSide/dual")) return 30;
    return 1;
}

bool places_orders(const Call& call) {
    return call.is("POST", "order") || call.is("PUT", "order") || call.is("POST", "batchOrders");
}

Asked<void> Limits::take(const Call& call, Time now) {
    if (!on_) return {};
    Address& address = addresses_[call.remote];
    if (now < address.banned_until)
        return trouble(code::kTooManyRequests, "Way too many requests; IP banned.", 418);
    if (address.weight.spend(weight_of(call), kWeightPerMinute, now)) {
        address.ignored = 0;
        return {};
    }
    if (++address.ignored > kMostIgnored) address.banned_until = now + kBan;
    return trouble(code::kTooManyRequests,
                   "Too many requests; current limit is 2400 request weight per 1 MINUTE.", 429);
}

Asked<void> Limits::take_orders(Member& member, std::uint64_t orders, Time now) const {
    if (on_ && !member.orders.spend(orders, kOrdersPerMinute, now))
        return trouble(code::kTooManyOrders,
                       "Too many new orders; current limit is 1200 orders per 1 MINUTE.", 429);
    return {};
}

std::uint64_t Limits::used(const std::string& remote) const {
    const auto found = addresses_.find(remote);
    return found == addresses_.end() ? 0 : found->second.weight.spent();
}

}  // namespace twinleg::sim::wire::aster
