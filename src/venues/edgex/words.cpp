#include "venues/edgex/words.h"

#include <algorithm>
#include <array>
#include <string>

namespace twinleg::venues::edgex {
namespace {

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

template <std::size_t N>
bool has_any(std::string_view text, const std::array<std::string_view, N>& parts) {
    return std::ranges::any_of(parts, [&](std::string_view part) { return has(text, part); });
}

constexpr std::array<std::string_view, 6> kNotFound{
    "NOT_FOUND", "NOT_EXIST", "NO_SUCH", "NOTFOUND", "UNKNOWN_ORDER", "ORDER_ID_INVALID"};

Reason cancelled_because(std::string_view reason, bool post_only, bool matched) {
    if (reason == "USER_CANCELED") return Reason::none;
    if (reason == "EXPIRE_CANCELED") return Reason::expired;
    if (has(reason, "POST_ONLY") || has(reason, "WOULD_CROSS") || has(reason, "TAKER"))
        return Reason::would_cross;
    if (has(reason, "SELF_TRADE") || has(reason, "SELF_MATCH")) return Reason::self_trade;
    if (has(reason, "REDUCE_ONLY")) return Reason::reduce_only;
    if (has(reason, "MARGIN_NOT_ENOUGH")) return Reason::margin;
    const bool untold = reason.empty() || has(reason, "UNKNOWN") || has(reason, "UNRECOGNIZED");
    if (reason == "COULD_NOT_FILL" || untold) {
        if (post_only) return matched ? Reason::none : Reason::would_cross;
        return untold ? Reason::none : Reason::no_liquidity;
    }
    return Reason::other;
}

}  // namespace

Result<OrderEnd> order_end(std::string_view status, std::string_view cancel_reason,
                           std::string_view time_in_force, bool matched) {
    if (status == "OPEN" || status == "PENDING" || status == "CANCELING" ||
        status == "UNTRIGGERED" || has(status, "UNKNOWN") || status == "UNRECOGNIZED")
        return OrderEnd{};
    if (status == "FILLED") return OrderEnd{.word = OrderWord::filled};
    if (status == "CANCELED") {
        const Reason reason =
            cancelled_because(cancel_reason, time_in_force == "POST_ONLY", matched);
        return OrderEnd{
            .word = reason == Reason::expired ? OrderWord::expired : OrderWord::cancelled,
            .reason = reason};
    }
    return fail(Errc::malformed,
                "status: \"" + std::string{status.substr(0, 40)} + "\" is none of an order");
}

std::string_view word_of(TimeInForce tif) {
    switch (tif) {
        case TimeInForce::post_only:
            return "POST_ONLY";
        case TimeInForce::ioc:
            return "IMMEDIATE_OR_CANCEL";
        case TimeInForce::gtc:
            return "GOOD_TIL_CANCEL";
    }
    return "GOOD_TIL_CANCEL";
}

Reason refusal_reason(std::string_view code) {
    constexpr std::array<std::string_view, 8> kTrouble{
        "INTERNAL", "TIMEOUT",      "TIME_OUT",      "SYSTEM_BUSY",
        "UNAVAIL",  "SERVER_ERROR", "SERVICE_ERROR", "UNKNOWN_ERROR"};
    constexpr std::array<std::string_view, 5> kMargin{"MARGIN", "NOT_ENOUGH", "INSUFFICIENT",
                                                      "LEVERAGE", "BALANCE"};
    constexpr std::array<std::string_view, 6> kSmall{"MIN_ORDER",     "MIN_SIZE",  "SIZE_TOO_SMALL",
                                                     "LESS_THAN_MIN", "TOO_SMALL", "BELOW_MIN"};
    constexpr std::array<std::string_view, 6> kBand{"PRICE_RATIO", "PRICE_LIMIT", "PRICE_TOO",
                                                    "PRICE_RANGE", "ORACLE",      "PRICE_BAND"};
    constexpr std::array<std::string_view, 8> kClosed{
        "ENABLE_TRADE", "TRADE_DISABLE", "NOT_TRAD",      "CANCEL_ONLY",
        "MAINTENANCE",  "MARKET_CLOSED", "OPEN_POSITION", "DISABLED"};
    if (is_rate_word(code)) return Reason::rate_limited;
    if (has_any(code, kTrouble)) return Reason::unavailable;
    if (has(code, "POST_ONLY") || has(code, "WOULD_CROSS")) return Reason::would_cross;
    if (has(code, "REDUCE_ONLY")) return Reason::reduce_only;
    if (has(code, "SELF_TRADE") || has(code, "SELF_MATCH")) return Reason::self_trade;
    if (has(code, "DUPLICATE") || has(code, "ALREADY_EXIST") ||
        (has(code, "CLIENT_ORDER_ID") &&
         (has(code, "EXIST") || has(code, "USED") || has(code, "REPEAT"))))
        return Reason::duplicate_id;
    if (has_any(code, kClosed)) return Reason::cancel_only;
    if (has_any(code, kSmall)) return Reason::below_minimum;
    if (has_any(code, kBand)) return Reason::price_band;
    if (has_any(code, kMargin)) return Reason::margin;
    if (has(code, "EXPIRE") && !has(code, "API_KEY")) return Reason::expired;
    return Reason::other;
}

bool is_clock_word(std::string_view code) {
    return has(code, "TIMESTAMP");
}

bool is_key_word(std::string_view code) {
    constexpr std::array<std::string_view, 7> kKey{
        "API_KEY", "SIGNATURE", "PASSPHRASE", "UNAUTHORIZED", "FORBIDDEN", "AUTH", "PERMISSION"};
    return has_any(code, kKey);
}

bool is_rate_word(std::string_view code) {
    constexpr std::array<std::string_view, 4> kRate{"RATE_LIMIT", "TOO_MANY", "TOO_FREQUENT",
                                                    "PER_MINUTE_LIMIT"};
    return has_any(code, kRate);
}

bool is_not_found_word(std::string_view code) {
    return has_any(code, kNotFound);
}

CancelWord cancel_word(std::string_view result) {
    if (result.starts_with("SUCCESS")) return CancelWord::taken;
    if (is_not_found_word(result) || has(result, "FILLED") || has(result, "CANCELED") ||
        has(result, "CANCELLED") || has(result, "EXPIRED"))
        return CancelWord::not_found;
    return CancelWord::refused;
}

}  // namespace twinleg::venues::edgex
