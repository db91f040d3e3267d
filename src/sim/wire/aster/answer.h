#pragma once
// Answers, and the numbers and words of what went wrong. Source: page § 9.

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "net/server.h"

namespace twinleg::sim::wire::aster {

namespace code {
inline constexpr int kUnknown = -1000;
inline constexpr int kTooManyRequests = -1003;
inline constexpr int kUnknownOutcome = -1007;
inline constexpr int kTooManyOrders = -1015;
inline constexpr int kTimestamp = -1021;
inline constexpr int kSignature = -1022;
inline constexpr int kIllegal = -1100;
inline constexpr int kMissing = -1102;
inline constexpr int kPrecision = -1111;
inline constexpr int kTimeInForce = -1115;
inline constexpr int kOrderType = -1116;
inline constexpr int kSide = -1117;
inline constexpr int kInterval = -1120;  // ours: the page lists its neighbours
inline constexpr int kSymbol = -1121;
inline constexpr int kListenKey = -1125;
inline constexpr int kCombination = -1128;
inline constexpr int kValue = -1130;
inline constexpr int kRejected = -2010;
inline constexpr int kCancelUnknown = -2011;
inline constexpr int kNoSuchOrder = -2013;
inline constexpr int kKeyFormat = -2014;
inline constexpr int kKeyUnknown = -2015;
inline constexpr int kMargin = -2019;
inline constexpr int kReduceOnly = -2022;
inline constexpr int kTooManyOpen = -2025;
inline constexpr int kQuantitySign = -4003;
inline constexpr int kQuantitySmall = -4004;
inline constexpr int kQuantityLarge = -4005;
inline constexpr int kTick = -4014;
inline constexpr int kClientId = -4015;
inline constexpr int kPriceHigh = -4016;
inline constexpr int kStep = -4023;
inline constexpr int kPriceLow = -4024;
inline constexpr int kLeverage = -4028;
inline constexpr int kMarginTypeSame = -4046;
inline constexpr int kPositionModeSame = -4059;
inline constexpr int kPositionSide = -4061;
inline constexpr int kMarketBound = -4131;
inline constexpr int kNotional = -4164;
inline constexpr int kNonce = -4225;
inline constexpr int kPath = -5000;  // ours: the page has none
}  // namespace code

// Why a request is not answered with what it asked for.
struct Trouble {
    int status{400};
    int code{0};
    std::string message;
};
template <typename T>
using Asked = std::expected<T, Trouble>;

inline std::unexpected<Trouble> trouble(int code, std::string message, int status = 400) {
    return std::unexpected{Trouble{status, code, std::move(message)}};
}
std::unexpected<Trouble> missing(std::string_view parameter);
std::unexpected<Trouble> illegal(std::string_view parameter);

// {"code":…,"msg":…}
std::string error_text(const Trouble& trouble);
net::ServerResponse failure(const Trouble& trouble);

}  // namespace twinleg::sim::wire::aster
