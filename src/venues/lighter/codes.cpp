#include "venues/lighter/codes.h"

#include <string>

namespace twinleg::venues::lighter {

Reason reason_of(std::int64_t number) {
    switch (number) {
        case code::invalid_expired_time:
            return Reason::expired;
        case code::invalid_nonce:
            return Reason::nonce_used;
        case 21301:  // not enough collateral
        case 21507:  // below maintenance margin
        case 21508:  // below initial margin
        case 21739:  // not enough margin
            return Reason::margin;
        case 21706:  // below the least base or quote amount
            return Reason::below_minimum;
        case 21605:  // market status
            return Reason::cancel_only;
        case 21728:  // client order index exists
            return Reason::duplicate_id;
        case 21732:  // reduce-only would increase
            return Reason::reduce_only;
        case 21733:  // accidental price
        case 21734:  // limit price too far from mark
            return Reason::price_band;
        case code::not_found:
            return Reason::not_found;
        case code::internal:
            return Reason::unavailable;
        default:
            return is_rate_limit(number) ? Reason::rate_limited : Reason::other;
    }
}

bool is_internal(std::int64_t number) {
    return number == code::internal || (number >= 500 && number < 600);
}

bool is_rate_limit(std::int64_t number) {
    return (number >= 23000 && number < 24000) || number == code::too_many_messages ||
           number == code::too_many_in_flight || number == 21506 /* too many pending */ ||
           number == 429 || number == 405 /* the firewall says it so */;
}

bool is_of_the_batch(std::int64_t number) {
    return number == 21121 /* several owners */ || number == 21513 /* lengths differ */ ||
           number == 21514 /* too large */ || is_rate_limit(number);
}

bool is_order_not_found(std::int64_t number, std::string_view message) {
    if (number == code::not_found || number == code::invalid_order_index) return true;
    return message.find("order not found") != std::string_view::npos ||
           message.find("order does not exist") != std::string_view::npos;
}

bool is_auth(int status, std::int64_t number, std::string_view message) {
    if (status == 401 || status == 403 || number == 401 || number == 403) return true;
    if (number == code::invalid_signature || number == code::api_key_not_found) return true;
    const auto says = [&](std::string_view word) {
        return message.find(word) != std::string_view::npos;
    };
    return (number >= 20000 && number < 21000) &&
           (says("auth") || says("Auth") || says("token") || says("Token"));
}

Result<Status> status_of(std::string_view status, bool filled) {
    const OrderWord unless_filled = filled ? OrderWord::cancelled : OrderWord::rejected;
    if (status == "open" || status == "in-progress" || status == "pending") return Status{};
    if (status == "filled") return Status{OrderWord::filled};
    constexpr std::string_view kEnded = "canceled";
    if (!status.starts_with(kEnded)) {
        return fail(Errc::malformed, "status \"" + std::string{status.substr(0, 40)} +
                                         "\" is none that an order can have");
    }
    const std::string_view why =
        status.substr(std::min(status.size(), kEnded.size() + 1));  // after the hyphen
    if (why.empty()) return Status{OrderWord::cancelled};
    if (why == "post-only") return Status{unless_filled, Reason::would_cross};
    if (why == "reduce-only") return Status{OrderWord::cancelled, Reason::reduce_only};
    if (why == "position-not-allowed") return Status{unless_filled, Reason::other};
    if (why == "margin-not-allowed" || why == "invalid-balance")
        return Status{unless_filled, Reason::margin};
    if (why == "too-much-slippage") return Status{OrderWord::cancelled, Reason::price_band};
    if (why == "not-enough-liquidity") return Status{OrderWord::cancelled, Reason::no_liquidity};
    if (why == "self-trade") return Status{OrderWord::cancelled, Reason::self_trade};
    if (why == "expired") return Status{OrderWord::expired};
    if (why == "liquidation") return Status{OrderWord::cancelled, Reason::margin};
    return Status{OrderWord::cancelled, Reason::other};  // oco, child, and what may come
}

}  // namespace twinleg::venues::lighter
