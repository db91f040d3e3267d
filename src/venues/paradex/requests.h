#pragma once
// What we ask and send: targets of REST calls, and the text frames of a socket.
//
// Source: venues page of Paradex, sections 3 to 7 and 13.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/command.h"
#include "core/time.h"
#include "venues/paradex/sign.h"

namespace twinleg::venues::paradex {

// Paths with their queries, from the host on.
namespace target {
inline constexpr std::string_view kConfig = "/v1/system/config";
inline constexpr std::string_view kState = "/v1/system/state";
inline constexpr std::string_view kTime = "/v1/system/time";
inline constexpr std::string_view kAccount = "/v1/account";
inline constexpr std::string_view kAccountInfo = "/v1/account/info";
inline constexpr std::string_view kPositions = "/v1/positions";
inline constexpr std::string_view kOrders = "/v1/orders";
std::string market(std::string_view symbol);
std::string bbo(std::string_view symbol);
std::string onboarding(std::string_view public_key);
std::string open_orders(std::string_view symbol);
std::string order(std::string_view venue_order_id);
std::string order_by_client_id(std::string_view client_id, std::string_view symbol = {});
std::string order_history(std::string_view symbol, std::string_view client_id);
// The newest first, from `since_ms` on; `cursor` as the last page gave it.
std::string fills(std::string_view symbol, std::uint64_t since_ms, std::string_view cursor);
}  // namespace target

namespace frame {
std::string auth(std::uint64_t id, std::string_view token);
std::string subscribe(std::uint64_t id, std::string_view channel);
std::string unsubscribe(std::uint64_t id, std::string_view channel);
std::string cancel_on_disconnect(std::uint64_t id, bool enabled);
// The text around the body of POST /orders: what stands before it, then "}".
void begin_create(std::string& out, std::uint64_t id);
// By the venue's id where it is known, else by ours.
std::string cancel(std::uint64_t id, std::string_view venue_order_id, std::string_view client_id,
                   std::string_view symbol);
std::string cancel_all(std::uint64_t id, std::string_view symbol);
}  // namespace frame

// What the venue must never be told twice: each order has another signature_timestamp, because it
// is the order's nonce.
class Timestamps {
public:
    // Milliseconds by the venue's clock; later than all before.
    std::uint64_t next(std::uint64_t venue_ms) {
        last_ = venue_ms > last_ ? venue_ms : last_ + 1;
        return last_;
    }

private:
    std::uint64_t last_{0};
};

// The least recv_window that the venue takes.
inline constexpr std::uint64_t kLeastWindowMs = 10;

// An order in the venue's terms. The texts live as long as this.
struct OrderTexts {
    std::string size;
    std::string price;
    std::string client_id;

    // `until_ms` by the venue's clock: after it the venue refuses the order (recv_window).
    // out.recv_window_ms is nothing where so little of it is left that no window fits.
    OrderRequest request(const Order& order, std::uint64_t timestamp_ms,
                         std::uint64_t until_ms) const;
};

}  // namespace twinleg::venues::paradex
