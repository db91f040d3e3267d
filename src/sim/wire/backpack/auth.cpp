#include "sim/wire/backpack/auth.h"

#include <algorithm>
#include <array>
#include <vector>

#include "crypto/base64.h"
#include "crypto/ed25519.h"

namespace twinleg::sim::wire::backpack {

namespace {

struct Instruction {
    std::string_view method, path, name;
};
constexpr std::array kInstructions{
    Instruction{"POST", "/api/v1/order", "orderExecute"},
    Instruction{"POST", "/api/v1/orders", "orderExecute"},
    Instruction{"DELETE", "/api/v1/order", "orderCancel"},
    Instruction{"DELETE", "/api/v1/orders", "orderCancelAll"},
    Instruction{"GET", "/api/v1/order", "orderQuery"},
    Instruction{"GET", "/api/v1/orders", "orderQueryAll"},
    Instruction{"GET", "/api/v1/position", "positionQuery"},
    Instruction{"GET", "/api/v1/account", "accountQuery"},
    Instruction{"PATCH", "/api/v1/account", "accountUpdate"},
    Instruction{"GET", "/api/v1/account/limits/order", "maxOrderQuantity"},
    Instruction{"GET", "/api/v1/account/limits/borrow", "maxBorrowQuantity"},
    Instruction{"GET", "/api/v1/account/limits/withdrawal", "maxWithdrawalQuantity"},
    Instruction{"GET", "/api/v1/capital", "balanceQuery"},
    Instruction{"GET", "/api/v1/capital/collateral", "collateralQuery"},
    Instruction{"GET", "/wapi/v1/history/fills", "fillHistoryQueryAll"},
    Instruction{"GET", "/wapi/v1/history/orders", "orderHistoryQueryAll"},
    Instruction{"GET", "/wapi/v1/history/funding", "fundingHistoryQueryAll"},
    Instruction{"GET", "/wapi/v1/history/position", "positionHistoryQueryAll"},
    Instruction{"GET", "/wapi/v1/history/interest", "interestHistoryQueryAll"},
    Instruction{"GET", "/wapi/v1/history/settlement", "settlementHistoryQueryAll"},
    Instruction{"GET", "/wapi/v1/capital/deposits", "depositQueryAll"},
    Instruction{"GET", "/wapi/v1/capital/withdrawals", "withdrawalQueryAll"},
    Instruction{"GET", "/wapi/v1/capital/deposit/address", "depositAddressQuery"},
    Instruction{"POST", "/wapi/v1/capital/withdrawals", "withdraw"},
};

// One client writes a query's booleans as Python does, and signs them as JSON does.
std::string_view value_text(const Json& value) {
    if (value.kind == Json::Kind::text && value.text == "True") return "true";
    if (value.kind == Json::Kind::text && value.text == "False") return "false";
    return value.text;
}

void append_pairs(std::string& out, const Json& fields) {
    std::vector<const Json::Field*> sorted;
    for (const Json::Field& each : fields.members)
        if (each.value.kind != Json::Kind::null) sorted.push_back(&each);
    std::ranges::stable_sort(sorted, {}, [](const Json::Field* each) { return each->name; });
    for (const Json::Field* each : sorted)
        out.append("&").append(each->name).append("=").append(value_text(each->value));
}

}  // namespace

AuthHeaders read_headers(const net::ServerRequest& request) {
    AuthHeaders out;
    out.api_key = request.header("X-API-Key");
    out.signature = request.header("X-Signature");
    out.timestamp = request.header("X-Timestamp");
    if (const auto window = request.header("X-Window"); !window.empty()) out.window = window;
    return out;
}

std::string_view instruction_of(std::string_view method, std::string_view path) {
    for (const Instruction& each : kInstructions)
        if (each.method == method && each.path == path) return each.name;
    return {};
}

std::string signed_text(std::string_view instruction, const Json& fields,
                        std::string_view timestamp, std::string_view window) {
    std::string out;
    const auto begin = [&] {
        if (!out.empty()) out += '&';
        out.append("instruction=").append(instruction);
    };
    if (fields.kind == Json::Kind::array) {
        for (const Json& each : fields.items) {
            begin();
            append_pairs(out, each);
        }
    } else {
        begin();
        append_pairs(out, fields);
    }
    if (!out.empty()) out += '&';
    out.append("timestamp=").append(timestamp).append("&window=").append(window);
    return out;
}

bool is_signed_by(const crypto::Bytes<32>& public_key, std::string_view text,
                  std::string_view signature) {
    const auto bytes = crypto::parse_base64<64>("signature", signature);
    return bytes && crypto::verify_ed25519(public_key, crypto::bytes_of(text), *bytes);
}

}  // namespace twinleg::sim::wire::backpack
