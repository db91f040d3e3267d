#pragma once
// What every REST answer is wrapped in, and the words of what went wrong.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "core/time.h"
#include "net/server.h"

namespace twinleg::sim::wire::edgex {

// Words that the page has, and where it has none (most of them), words of ours in its manner, which
// hold what clients look for: SIGNATURE, TIMESTAMP, NOT_FOUND, NOT_ENOUGH, REDUCE_ONLY.
namespace word {
inline constexpr std::string_view kSuccess = "SUCCESS";
// The gateway's; HTTP 4xx or 5xx.
inline constexpr std::string_view kHeaderRequired = "GATEWAY_HEADER_REQUIRED";    // 400
inline constexpr std::string_view kParamInvalid = "GATEWAY_PARAM_INVALID";        // 400
inline constexpr std::string_view kPathNotFound = "GATEWAY_PATH_NOT_FOUND";       // 404
inline constexpr std::string_view kInvalidApiKey = "INVALID_API_KEY";             // 401
inline constexpr std::string_view kInvalidPassphrase = "INVALID_API_PASSPHRASE";  // 401
inline constexpr std::string_view kInvalidTimestamp = "INVALID_TIMESTAMP";        // 400
inline constexpr std::string_view kInvalidSignature = "INVALID_SIGNATURE";        // 401
inline constexpr std::string_view kInvalidAccount = "INVALID_ACCOUNT_ID";         // 401
inline constexpr std::string_view kTooManyRequests = "TOO_MANY_REQUESTS";         // 429
inline constexpr std::string_view kInternalError = "INTERNAL_SERVER_ERROR";       // 500
inline constexpr std::string_view kMaintenance = "SYSTEM_UNDER_MAINTENANCE";      // 503
// The trade service's; HTTP 200.
inline constexpr std::string_view kPageSize = "INVALID_GET_PAGE_SIZE";
inline constexpr std::string_view kInvalidContract = "INVALID_CONTRACT_ID";
inline constexpr std::string_view kLeverageOrders = "ACCOUNT_UPDATE_LEVERAGE_FAILED_ORDER";
inline constexpr std::string_view kInvalidLeverage = "INVALID_LEVERAGE";
inline constexpr std::string_view kInvalidMarginMode = "INVALID_MARGIN_MODE";
inline constexpr std::string_view kInvalidSide = "INVALID_ORDER_SIDE";
inline constexpr std::string_view kInvalidType = "INVALID_ORDER_TYPE";
inline constexpr std::string_view kInvalidForce = "INVALID_ORDER_TIME_IN_FORCE";
inline constexpr std::string_view kInvalidPrice = "INVALID_ORDER_PRICE";
inline constexpr std::string_view kInvalidTriggerPrice = "INVALID_ORDER_TRIGGER_PRICE";
inline constexpr std::string_view kPriceRange = "ORDER_PRICE_OUT_OF_RANGE";
inline constexpr std::string_view kInvalidSize = "INVALID_ORDER_SIZE";
inline constexpr std::string_view kSizeBelowMinimum = "ORDER_SIZE_BELOW_MINIMUM";
inline constexpr std::string_view kSizeAboveMaximum = "ORDER_SIZE_ABOVE_MAXIMUM";
inline constexpr std::string_view kInvalidClientId = "INVALID_CLIENT_ORDER_ID";
inline constexpr std::string_view kDuplicateClientId = "DUPLICATE_CLIENT_ORDER_ID";
inline constexpr std::string_view kInvalidExpireTime = "INVALID_ORDER_EXPIRE_TIME";
inline constexpr std::string_view kInvalidL2ExpireTime = "INVALID_L2_EXPIRE_TIME";
inline constexpr std::string_view kInvalidL2Nonce = "INVALID_L2_NONCE";
inline constexpr std::string_view kInvalidL2Size = "INVALID_L2_SIZE";
inline constexpr std::string_view kInvalidL2Value = "INVALID_L2_VALUE";
inline constexpr std::string_view kL2FeeTooLow = "L2_LIMIT_FEE_TOO_LOW";
inline constexpr std::string_view kInvalidL2Signature = "INVALID_L2_SIGNATURE";
inline constexpr std::string_view kMarginNotEnough = "MARGIN_NOT_ENOUGH";
inline constexpr std::string_view kReduceOnly = "REDUCE_ONLY_NOT_ALLOWED";
inline constexpr std::string_view kTradeDisabled = "CONTRACT_TRADE_DISABLED";
inline constexpr std::string_view kOrderRejected = "ORDER_REJECTED";
// Of one order in a cancelResultMap.
inline constexpr std::string_view kCancelNotFound = "FAILED_ORDER_NOT_FOUND";
inline constexpr std::string_view kCancelFilled = "FAILED_ORDER_FILLED";
inline constexpr std::string_view kCancelCanceled = "FAILED_ORDER_CANCELED";
}  // namespace word

// Why a request is not answered with data.
struct Trouble {
    std::string_view word;
    int status{200};
    std::string message;
    std::pair<std::string, std::string> parameter;  // name and value; none: ""
};
template <typename T>
using Asked = std::expected<T, Trouble>;

inline std::unexpected<Trouble> trouble(std::string_view word, int status, std::string message,
                                        std::string name = {}, std::string value = {}) {
    return std::unexpected{
        Trouble{word, status, std::move(message), {std::move(name), std::move(value)}}};
}

// Numbers the answers of one server.
class Envelope {
public:
    explicit Envelope(std::uint64_t salt) : salt_(salt) {}

    net::ServerResponse success(std::string_view data, Time now);
    net::ServerResponse failure(const Trouble& trouble, Time now);

private:
    std::string wrapped(std::string_view word, std::string_view data, const Trouble* trouble,
                        Time now);

    std::uint64_t salt_;
    std::uint64_t count_{0};
};

}  // namespace twinleg::sim::wire::edgex
