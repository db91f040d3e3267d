#pragma once
// Why a request was not done: the venue's code, with its HTTP status, and a sentence.

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "core/json_writer.h"

namespace twinleg::sim::wire::paradex {

// Codes of § 2. Which of them answers which failure is open in places; the README has our choice.
struct Code {
    std::string_view text;
    int status{400};
};
namespace code {
inline constexpr Code kValidation{"VALIDATION_ERROR"};
inline constexpr Code kBinding{"BINDING_ERROR"};
inline constexpr Code kInternal{"INTERNAL_ERROR", 500};
inline constexpr Code kNotFound{"NOT_FOUND", 404};
inline constexpr Code kUnavailable{"SERVICE_UNAVAILABLE", 503};
inline constexpr Code kParameter{"INVALID_REQUEST_PARAMETER"};
inline constexpr Code kToken{"INVALID_TOKEN", 401};
inline constexpr Code kRateLimit{"RATE_LIMIT_EXCEEDED", 429};
inline constexpr Code kNotOnboarded{"NOT_ONBOARDED"};
inline constexpr Code kTimestamp{"INVALID_TIMESTAMP"};
inline constexpr Code kPublicKey{"PUBLIC_KEY_INVALID"};
inline constexpr Code kSubkey{"INVALID_SUBKEY"};
inline constexpr Code kAddress{"INVALID_STARKNET_ADDRESS"};
inline constexpr Code kSignatureForm{"INVALID_STARKNET_SIGNATURE"};
inline constexpr Code kLoginSignature{"STARKNET_SIGNATURE_VERIFICATION_FAILED", 401};
inline constexpr Code kOrderSignature{"INVALID_ORDER_SIGNATURE"};
inline constexpr Code kOrderSize{"INVALID_ORDER_SIZE"};
inline constexpr Code kMarket{"MARKET_NOT_FOUND", 404};
inline constexpr Code kMarketNotOpen{"MARKET_NOT_OPEN"};
inline constexpr Code kOrderId{"ORDER_ID_NOT_FOUND", 404};
inline constexpr Code kClientId{"CLIENT_ORDER_ID_NOT_FOUND", 404};
inline constexpr Code kOrderClosed{"ORDER_IS_CLOSED"};
inline constexpr Code kDuplicate{"DUPLICATED_CLIENT_ID"};
inline constexpr Code kBatchSize{"BATCH_SIZE_OUT_OF_RANGE"};
inline constexpr Code kRpi{"RPI_ACCOUNT_NOT_WHITELISTED", 403};
inline constexpr Code kPostOnlyTime{"SYSTEM_STATUS_POST_ONLY"};
inline constexpr Code kCancelOnlyTime{"SYSTEM_STATUS_CANCEL_ONLY"};
inline constexpr Code kNotAllowed{"REQUEST_NOT_ALLOWED", 403};
}  // namespace code

struct Refused {
    Code code;
    std::string message;

    // {"error":"…","message":"…","data":null}
    std::string json() const {
        JsonWriter out;
        out.object().field("error", code.text).field("message", message).key("data").null();
        out.end_object();
        return out.text();
    }
};
template <typename T>
using Asked = std::expected<T, Refused>;

inline std::unexpected<Refused> refuse(Code code, std::string message) {
    return std::unexpected{Refused{code, std::move(message)}};
}

}  // namespace twinleg::sim::wire::paradex
