#include "venues/aster/words.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace twinleg::venues::aster {
namespace {

bool says(std::string_view message, std::string_view part) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == b;
    };
    return std::ranges::search(message, part, same).begin() != message.end();
}

}  // namespace

Result<OrderEnd> order_end(std::string_view status, std::string_view time_in_force) {
    if (status == "NEW" || status == "PARTIALLY_FILLED" || status == "NEW_INSURANCE" ||
        status == "NEW_ADL")
        return OrderEnd{};
    if (status == "FILLED") return OrderEnd{.word = OrderWord::filled};
    if (status == "CANCELED") return OrderEnd{.word = OrderWord::cancelled};
    if (status == "REJECTED") return OrderEnd{.word = OrderWord::rejected, .reason = Reason::other};
    if (status == "EXPIRED") {
        OrderEnd end{.word = OrderWord::expired};
        if (time_in_force == "GTX") end.reason = Reason::would_cross;
        if (time_in_force == "IOC" || time_in_force == "FOK") end.reason = Reason::no_liquidity;
        return end;
    }
    return fail(Errc::malformed,
                "status \"" + std::string{status.substr(0, 40)} + "\" is none of an order");
}

Reason reason_of_refusal(std::int64_t code, std::string_view message) {
    switch (code) {
        case -1000:
        case -1001:
        case -1006:
        case -1007:
            return Reason::unavailable;
        case code::too_many_requests:
        case code::too_many_orders:
            return Reason::rate_limited;
        case code::timestamp:
        case code::nonce:
            return Reason::expired;
        case -2018:
        case -2019:
        case -2027:
        case -4028:
            return Reason::margin;
        case -2020:
            return Reason::no_liquidity;
        case -2022:
            return Reason::reduce_only;
        case -4003:
        case -4004:
        case -4164:
        case -5076:
            return Reason::below_minimum;
        case -4016:
        case -4024:
        case -4131:
            return Reason::price_band;
        case -5022:
            return Reason::would_cross;
        case -4116:
            return Reason::duplicate_id;
        default:
            break;
    }
    if (says(message, "post only") || says(message, "immediately match"))
        return Reason::would_cross;
    if (says(message, "reduceonly") || says(message, "reduce only")) return Reason::reduce_only;
    if (says(message, "duplicate")) return Reason::duplicate_id;
    if (says(message, "margin") || says(message, "insufficient")) return Reason::margin;
    if (says(message, "self trade") || says(message, "self-trade")) return Reason::self_trade;
    if (says(message, "maintenance") || says(message, "trading is closed") ||
        says(message, "cancel only"))
        return Reason::cancel_only;
    return Reason::other;
}

bool is_clock_refusal(std::int64_t code) {
    return code == code::timestamp || code == code::nonce;
}

bool is_key_refusal(std::int64_t code) {
    return code == code::signature || code == code::key_format || code == code::key_refused;
}

bool is_rate_refusal(std::int64_t code) {
    return code == code::too_many_requests || code == code::too_many_orders;
}

MarketMode mode_of(std::string_view status) {
    return status == "TRADING" ? MarketMode::normal : MarketMode::halted;
}

}  // namespace twinleg::venues::aster
