#pragma once
// Answers, and the words of what went wrong. Source: page § 6.

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "net/server.h"

namespace twinleg::sim::wire::backpack {

// Codes that the page lists. Which of them goes with which HTTP status it does not say: the pairing
// is ours.
namespace code {
inline constexpr std::string_view kInvalidRequest = "INVALID_CLIENT_REQUEST";   // 400
inline constexpr std::string_view kInvalidSignature = "INVALID_SIGNATURE";      // 400
inline constexpr std::string_view kInvalidOrder = "INVALID_ORDER";              // 400
inline constexpr std::string_view kInvalidPrice = "INVALID_PRICE";              // 400
inline constexpr std::string_view kInvalidQuantity = "INVALID_QUANTITY";        // 400
inline constexpr std::string_view kInvalidRange = "INVALID_RANGE";              // 400
inline constexpr std::string_view kInvalidSymbol = "INVALID_SYMBOL";            // 400
inline constexpr std::string_view kInsufficientMargin = "INSUFFICIENT_MARGIN";  // 400
inline constexpr std::string_view kMaxLeverage = "MAX_LEVERAGE_REACHED";        // 400
inline constexpr std::string_view kTradingPaused = "TRADING_PAUSED";            // 400
inline constexpr std::string_view kNotImplemented = "NOT_IMPLEMENTED";          // 400
inline constexpr std::string_view kNotFound = "RESOURCE_NOT_FOUND";             // 400 or 404
inline constexpr std::string_view kUnauthorized = "UNAUTHORIZED";               // 401
inline constexpr std::string_view kTooManyRequests = "TOO_MANY_REQUESTS";       // 429
inline constexpr std::string_view kServerError = "SERVER_ERROR";                // 500
inline constexpr std::string_view kMaintenance = "MAINTENANCE";                 // 503
}  // namespace code

// Why a request is not answered with what it asked for.
struct Trouble {
    int status{400};
    std::string_view code;
    std::string message;
};
template <typename T>
using Asked = std::expected<T, Trouble>;

inline std::unexpected<Trouble> trouble(int status, std::string_view code, std::string message) {
    return std::unexpected{Trouble{status, code, std::move(message)}};
}

inline net::ServerResponse json_answer(std::string body) {
    return {.status = 200, .body = std::move(body)};
}

// {"code":…,"message":…}
std::string error_text(const Trouble& trouble);
net::ServerResponse failure(const Trouble& trouble);

}  // namespace twinleg::sim::wire::backpack
