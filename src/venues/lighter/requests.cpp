#include "venues/lighter/requests.h"

#include <fmt/format.h>

#include <charconv>

#include "net/form.h"

namespace twinleg::venues::lighter {
namespace {

constexpr std::string_view kPrefix = "/api/v1/";
constexpr std::uint64_t kLargestPrice = (std::uint64_t{1} << 32) - 1;
constexpr std::uint64_t kLargestAmount = (std::uint64_t{1} << 48) - 1;

// Constants of section 2.
constexpr std::uint64_t kLimit = 0;
constexpr std::uint64_t kImmediate = 0;
constexpr std::uint64_t kGoodTillTime = 1;
constexpr std::uint64_t kPostOnly = 2;
constexpr std::uint64_t kCancelScheduled = 1;
constexpr std::uint64_t kCancelAbort = 2;

std::string with_cursor(std::string text, std::string_view cursor) {
    if (!cursor.empty()) text += "&cursor=" + net::percent_encode(cursor);
    return text;
}

std::uint64_t time_in_force_of(TimeInForce tif) {
    switch (tif) {
        case TimeInForce::post_only:
            return kPostOnly;
        case TimeInForce::ioc:
            return kImmediate;
        case TimeInForce::gtc:
            return kGoodTillTime;
    }
    return kImmediate;
}

}  // namespace

namespace target {

std::string markets() {
    return fmt::format("{}orderBookDetails?filter=perp", kPrefix);
}
std::string market(std::uint64_t market_id) {
    return fmt::format("{}orderBookDetails?market_id={}", kPrefix, market_id);
}
std::string account(std::uint64_t account_index) {
    return fmt::format("{}account?by=index&value={}", kPrefix, account_index);
}
std::string limits(std::uint64_t account_index) {
    return fmt::format("{}accountLimits?account_index={}", kPrefix, account_index);
}
std::string api_keys(std::uint64_t account_index) {
    return fmt::format("{}apikeys?account_index={}&api_key_index=255", kPrefix, account_index);
}
std::string next_nonce(std::uint64_t account_index, std::uint64_t api_key_index) {
    return fmt::format("{}nextNonce?account_index={}&api_key_index={}", kPrefix, account_index,
                       api_key_index);
}
std::string order(std::uint64_t account_index, ClientOrderId id) {
    return fmt::format("{}accountOrders?client_order_indexes={}&account_index={}", kPrefix,
                       id.value, account_index);
}
std::string active_orders(std::uint64_t account_index, std::uint64_t market_id,
                          std::string_view cursor) {
    return with_cursor(fmt::format("{}accountActiveOrders?account_index={}&market_id={}", kPrefix,
                                   account_index, market_id),
                       cursor);
}
std::string inactive_orders(std::uint64_t account_index, std::uint64_t market_id,
                            std::string_view cursor) {
    return with_cursor(
        fmt::format("{}accountInactiveOrders?account_index={}&limit=100&market_id={}", kPrefix,
                    account_index, market_id),
        cursor);
}
std::string fills(std::uint64_t account_index, std::uint64_t market_id, std::string_view cursor) {
    return with_cursor(
        fmt::format(
            "{}trades?sort_by=timestamp&sort_dir=desc&limit=100&market_id={}&account_index={}",
            kPrefix, market_id, account_index),
        cursor);
}

}  // namespace target

std::uint64_t to_ms(Time time) {
    return time.ns > 0 ? static_cast<std::uint64_t>(time.ns / 1'000'000) : 0;
}

Result<crypto::lighter::CreateOrder> order_body(const Order& order, const MarketInfo& market,
                                                Time now) {
    const Price tick = market.tick();
    const Quantity lot = market.lot();
    const auto refuse = [&](std::string_view why) {
        return fail(Errc::out_of_range,
                    fmt::format("order {}: {}", order.client_order_id.value, why));
    };
    if (!order.price.is_positive() || !is_multiple(order.price, tick))
        return refuse("price " + to_text(order.price) + " is not on the tick " + to_text(tick));
    if (!order.quantity.is_positive() || !is_multiple(order.quantity, lot))
        return refuse("quantity " + to_text(order.quantity) + " is not on the lot " + to_text(lot));
    const auto price = static_cast<std::uint64_t>(order.price.raw() / tick.raw());
    const auto amount = static_cast<std::uint64_t>(order.quantity.raw() / lot.raw());
    if (price > kLargestPrice) return refuse("price " + to_text(order.price) + " is too large");
    if (amount > kLargestAmount)
        return refuse("quantity " + to_text(order.quantity) + " is too large");
    if (!order.client_order_id.known() || order.client_order_id.value >= kNobodysIndex)
        return refuse("its id does not fit 48 bits");
    const bool rests = order.time_in_force != TimeInForce::ioc;
    return crypto::lighter::CreateOrder{
        .market_index = market.id,
        .client_order_index = order.client_order_id.value,
        .base_amount = amount,
        .price = price,
        .is_ask = order.side == Side::sell ? 1U : 0U,
        .type = kLimit,
        .time_in_force = time_in_force_of(order.time_in_force),
        .reduce_only = order.reduce_only ? 1U : 0U,
        .trigger_price = 0,
        .order_expiry = rests ? to_ms(now + kRestingLife) : 0,
    };
}

Result<crypto::lighter::CancelOrder> cancel_body(const CancelOrder& cancel,
                                                 const MarketInfo& market) {
    std::uint64_t index = 0;
    const std::string_view theirs = cancel.venue_order_id.view();
    const auto [end, error] = std::from_chars(theirs.data(), theirs.data() + theirs.size(), index);
    const bool numeric = !theirs.empty() && error == std::errc{} &&
                         end == theirs.data() + theirs.size() && index > kNobodysIndex;
    if (!numeric) index = cancel.client_order_id.value;
    if (index == 0) return fail(Errc::out_of_range, "cancel: it names no order");
    return crypto::lighter::CancelOrder{.market_index = market.id, .index = index};
}

crypto::lighter::CancelOrder burn_body(const MarketInfo& market) {
    return {.market_index = market.id, .index = kNobodysIndex};
}

crypto::lighter::Transaction cancel_all(const Signer& signer, const MarketInfo& market,
                                        std::uint64_t nonce, std::uint64_t expired_at_ms) {
    auto transaction = signer.transaction(crypto::lighter::CancelAll{}, nonce, expired_at_ms);
    transaction.attributes.set(crypto::lighter::Attribute::cancel_all_market, market.id);
    return transaction;
}

Result<crypto::lighter::Transaction> scheduled_cancel_all(const Signer& signer, Time now, Time at,
                                                          std::uint64_t nonce,
                                                          std::uint64_t expired_at_ms) {
    if (at < now + minutes(5) || at > now + minutes(15 * 24 * 60))
        return fail(Errc::out_of_range,
                    "a scheduled cancel-all must lie 5 minutes to 15 days ahead");
    return signer.transaction(
        crypto::lighter::CancelAll{.time_in_force = kCancelScheduled, .time = to_ms(at)}, nonce,
        expired_at_ms);
}

crypto::lighter::Transaction abort_scheduled_cancel_all(const Signer& signer, std::uint64_t nonce,
                                                        std::uint64_t expired_at_ms) {
    return signer.transaction(crypto::lighter::CancelAll{.time_in_force = kCancelAbort}, nonce,
                              expired_at_ms);
}

}  // namespace twinleg::venues::lighter
