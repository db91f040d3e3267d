#include "venues/paradex/words.h"

#include <algorithm>
#include <array>

namespace twinleg::venues::paradex {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// What both refusals and cancel reasons say in their own words.
Reason by_content(std::string_view text) {
    struct Part {
        std::string_view part;
        Reason reason;
    };
    static constexpr std::array<Part, 14> kParts{{
        {"post_only_would", Reason::would_cross},
        {"would cross", Reason::would_cross},
        {"reduce", Reason::reduce_only},
        {"margin", Reason::margin},
        {"collateral", Reason::margin},
        {"self_trade", Reason::self_trade},
        {"self trade", Reason::self_trade},
        {"stp", Reason::self_trade},
        {"notional", Reason::below_minimum},
        {"price_band", Reason::price_band},
        {"price band", Reason::price_band},
        {"recv_window", Reason::expired},
        {"recv window", Reason::expired},
        {"expired", Reason::expired},
    }};
    for (const auto& each : kParts)
        if (holds(text, each.part)) return each.reason;
    return Reason::none;
}

}  // namespace

bool holds(std::string_view text, std::string_view part) {
    return std::ranges::search(text, part, [](char a, char b) { return lower(a) == b; }).begin() !=
           text.end();
}

OrderEnd closed_order(std::string_view cancel_reason, bool nothing_remains, bool ioc) {
    if (nothing_remains) return {.word = OrderWord::filled};
    const bool untold = cancel_reason.empty() || cancel_reason == "NONE";
    const Reason known = untold ? Reason::none : by_content(cancel_reason);
    if (known == Reason::expired) return {OrderWord::expired, Reason::expired};
    if (known != Reason::none) return {OrderWord::cancelled, known};
    // An IOC's rest ends by itself: whatever the venue calls that, nobody was there at its price.
    if (ioc) return {OrderWord::cancelled, Reason::no_liquidity};
    const bool by_somebody =
        untold || holds(cancel_reason, "user_cancel") || holds(cancel_reason, "disconnect");
    return {OrderWord::cancelled, by_somebody ? Reason::none : Reason::other};
}

Reason refusal_reason(std::string_view code, std::string_view message) {
    if (code == "INTERNAL_ERROR" || code == "SERVICE_UNAVAILABLE") return Reason::unavailable;
    if (code == "DUPLICATED_CLIENT_ID") return Reason::duplicate_id;
    if (code == "SYSTEM_STATUS_CANCEL_ONLY" || code == "SYSTEM_STATUS_POST_ONLY" ||
        code == "MARKET_NOT_OPEN")
        return Reason::cancel_only;
    if (code == "INVALID_TIMESTAMP") return Reason::expired;
    if (is_rate(code)) return Reason::rate_limited;
    if (const Reason said = by_content(code); said != Reason::none) return said;
    if (const Reason said = by_content(message); said != Reason::none) return said;
    if (code == "INVALID_ORDER_SIZE") return Reason::below_minimum;
    if (holds(message, "duplicate") && holds(message, "client")) return Reason::duplicate_id;
    if (holds(message, "band")) return Reason::price_band;
    return Reason::other;
}

bool is_not_found(std::string_view code) {
    static constexpr std::array<std::string_view, 5> kWords{
        "ORDER_ID_NOT_FOUND", "CLIENT_ORDER_ID_NOT_FOUND", "ORDER_IS_CLOSED", "ORDER_IS_NOT_OPEN",
        "ALREADY_CLOSED"};
    return std::ranges::find(kWords, code) != kWords.end() || code == "NOT_FOUND";
}

bool is_auth(std::string_view code) {
    static constexpr std::array<std::string_view, 5> kWords{"INVALID_TOKEN", "UNAUTHORIZED_ERROR",
                                                            "PUBLIC_KEY_INVALID", "INVALID_SUBKEY",
                                                            "NOT_ONBOARDED"};
    return std::ranges::find(kWords, code) != kWords.end();
}

bool is_not_onboarded(std::string_view code) {
    return code == "NOT_ONBOARDED";
}

bool is_rate(std::string_view code) {
    return code == "RATE_LIMIT_EXCEEDED" || code == "TOO_MANY_REQUESTS" || code == "RATE_LIMIT";
}

bool is_clock(std::string_view code) {
    return code == "INVALID_TIMESTAMP";
}

std::string_view code_of(std::int64_t socket_error) {
    switch (socket_error) {
        case 40110:
        case 40111:
        case 40300:
            return "INVALID_TOKEN";
        case 42901:
            return "TOO_MANY_REQUESTS";
        case -32603:
            return "INTERNAL_ERROR";
        case 40112:
            return "GEO_IP_BLOCK";
        case -32700:
        case -32600:
        case -32601:
        case -32602:
            return "INVALID_REQUEST_PARAMETER";
        default:
            return {};
    }
}

MarketMode mode_of(std::string_view status) {
    if (status == "ok") return MarketMode::normal;
    if (status == "post_only") return MarketMode::post_only;
    if (status == "cancel_only") return MarketMode::cancel_only;
    return MarketMode::halted;
}

MarketMode mode_of_refusal(std::string_view code) {
    if (code == "SYSTEM_STATUS_POST_ONLY") return MarketMode::post_only;
    if (code == "SYSTEM_STATUS_CANCEL_ONLY") return MarketMode::cancel_only;
    if (code == "MARKET_NOT_OPEN") return MarketMode::halted;
    return MarketMode::normal;
}

}  // namespace twinleg::venues::paradex
