#include "venues/backpack/words.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace twinleg::venues::backpack {
namespace {

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool is_any(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

}  // namespace

Result<OrderWord> word_of(std::string_view status) {
    if (is_any(status, {"New", "PartiallyFilled", "TriggerPending"})) return OrderWord::accepted;
    if (status == "Filled") return OrderWord::filled;
    if (status == "Cancelled") return OrderWord::cancelled;
    if (status == "Expired") return OrderWord::expired;
    if (status == "TriggerFailed") return OrderWord::rejected;
    return fail(Errc::malformed,
                "status \"" + std::string{status.substr(0, 40)} + "\" is none of an order");
}

Reason reason_of_expiry(std::string_view reason) {
    if (reason.empty()) return Reason::none;
    if (reason == "PostOnlyTaker") return Reason::would_cross;
    if (is_any(reason, {"ImmediateOrCancel", "FillOrKill", "InsufficientLiquidity"}))
        return Reason::no_liquidity;
    if (is_any(reason,
               {"InsufficientMargin", "InsufficientFunds", "NegativeEquity", "PositionLimit",
                "InsufficientBorrowableQuantity", "BorrowRequiresLendRedeem"}))
        return Reason::margin;
    if (is_any(reason,
               {"InvalidPrice", "PriceOutOfBounds", "PriceImpact", "SlippageToleranceExceeded"}))
        return Reason::price_band;
    if (reason == "InvalidQuantity") return Reason::below_minimum;
    if (reason == "ReduceOnlyNotReduced") return Reason::reduce_only;
    if (reason == "SelfTradePrevention") return Reason::self_trade;
    if (is_any(reason, {"PostOnlyMode", "AccountTradingSuspended", "UserPermissions"}))
        return Reason::cancel_only;
    return Reason::other;
}

Reason reason_of_refusal(std::string_view code, std::string_view message) {
    const std::string said = lower(message);
    if (is_any(code, {"SERVER_ERROR", "TIMEOUT", "MAINTENANCE"})) return Reason::unavailable;
    if (code == "TOO_MANY_REQUESTS") return Reason::rate_limited;
    if (is_any(code, {"INSUFFICIENT_MARGIN", "INSUFFICIENT_FUNDS", "INSUFFICIENT_SUPPLY",
                      "MAX_LEVERAGE_REACHED", "POSITION_LIMIT", "BORROW_LIMIT",
                      "ACCOUNT_LIQUIDATING", "BORROW_REQUIRES_LEND_REDEEM"}))
        return Reason::margin;
    if (code == "TRADING_PAUSED" || code == "ACCOUNT_DEACTIVATED") return Reason::cancel_only;
    if (is_clock_refusal(code, message)) return Reason::expired;
    if (has(said, "post only mode") || has(said, "post-only mode") || has(said, "cancel only"))
        return Reason::cancel_only;
    if (has(said, "post only") || has(said, "post-only") || has(said, "postonly") ||
        has(said, "immediately match") || has(said, "would cross") || has(said, "would take"))
        return Reason::would_cross;
    if (has(said, "reduce only") || has(said, "reduce-only") || has(said, "reduceonly") ||
        has(said, "not reduce"))
        return Reason::reduce_only;
    if (has(said, "self trade") || has(said, "self-trade")) return Reason::self_trade;
    if (has(said, "duplicate") || (has(said, "client") && has(said, "already")))
        return Reason::duplicate_id;
    if (has(said, "margin") || has(said, "insufficient")) return Reason::margin;
    if (code == "INVALID_PRICE" || has(said, "price")) return Reason::price_band;
    if (code == "INVALID_QUANTITY" || has(said, "quantity")) return Reason::below_minimum;
    if (code == "INVALID_MARKET" && has(said, "closed")) return Reason::cancel_only;
    return Reason::other;
}

bool is_clock_refusal(std::string_view code, std::string_view message) {
    const std::string said = lower(message);
    return code == "TOO_EARLY" || has(said, "timestamp") || has(said, "request has expired") ||
           has(said, "window");
}

bool is_key_refusal(int status, std::string_view code) {
    return status == 401 || status == 403 ||
           is_any(code, {"INVALID_SIGNATURE", "UNAUTHORIZED", "FORBIDDEN"});
}

bool is_not_found(int status, std::string_view code, std::string_view message) {
    if (status == 404 || code == "RESOURCE_NOT_FOUND") return true;
    return (code == "INVALID_ORDER" || code == "INVALID_CLIENT_REQUEST") &&
           has(lower(message), "not found");
}

MarketMode mode_of(std::string_view state) {
    if (state == "Open" || state == "LimitOnly") return MarketMode::normal;
    if (state == "PostOnly") return MarketMode::post_only;
    if (state == "CancelOnly") return MarketMode::cancel_only;
    return MarketMode::halted;
}

}  // namespace twinleg::venues::backpack
