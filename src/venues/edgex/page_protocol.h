#pragma once
// The messages between the bridge and its page, as text and as types. Pure.
//
// Envelope: {"type","data","timestamp"}, timestamp in ms. Source: the EdgeX page, "the browser
// leg"; what it does not name is ours: `at` (a timestamp with its fraction), levels with sizes, the
// account's frames, and requests that carry a requestId.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/money.h"
#include "core/order.h"
#include "core/result.h"
#include "venues/edgex/browser_transport.h"

namespace twinleg::venues::edgex::page {

// --- From the page. Views point into the reader and live until it reads again.

struct Ping {
    std::int64_t timestamp{0};
};

struct FrontendReady {
    std::string_view exchange;
    std::string_view contract_id;
    std::string_view ticker;
    std::string_view account_id;
    std::string_view version;
    std::string_view token;
};

struct MarketData {
    double at_ms{0};  // by the page's clock
    std::uint64_t version{0};
    std::optional<Price> bid;  // nothing: that side is empty, or there is no book at all
    std::optional<Price> ask;
    Quantity bid_quantity;
    Quantity ask_quantity;
    std::string_view reason;  // why there is no book
};

struct OrderPlaced {
    std::string_view client_order_id;
    bool success{false};
    bool sent{true};
    bool unknown{false};
    std::string_view venue_order_id;
    std::string_view code;
    std::string_view error;
    double received_ms{0};  // by the page's clock; zero where not told
    double signed_ms{0};
    double answered_ms{0};
};

struct OrderChanged {
    PageOrderUpdate update;  // `received` is not set here
};

struct OrderCancelled {
    std::string_view venue_order_id;
    std::string_view client_order_id;
    bool success{false};
    bool unknown{false};
    std::string_view code;
    std::string_view error;
};

struct StatusReport {
    double at_ms{0};
    std::optional<std::uint64_t> id;  // of the question
    std::size_t active_orders{0};
};

struct AccountFrame {
    std::string_view frame;
};
struct AccountStream {
    bool up{false};
};

struct Answer {
    std::uint64_t request_id{0};
    bool ok{false};
    int status{0};
    std::string_view body;
    std::string_view error;
    bool sent{true};
};

// Understood, and not for us.
struct Unknown {
    std::string_view type;
};

using Message = std::variant<Unknown, Ping, FrontendReady, MarketData, OrderPlaced, OrderChanged,
                             OrderCancelled, StatusReport, AccountFrame, AccountStream, Answer>;

// Threads: none of its own. Keeps its buffers from message to message.
class Reader {
public:
    Reader();
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    // Errors: malformed or out_of_range, naming the field.
    Result<Message> read(std::string_view text);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// --- To the page.

std::string welcome(std::string_view proof, std::int64_t now_ms);
std::string pong(std::int64_t timestamp);
// `deadline_ms` by the page's clock.
std::string execute_order(const PageOrder& order, double deadline_ms, std::int64_t now_ms);
std::string cancel_order(std::string_view venue_order_id, std::string_view client_order_id,
                         std::int64_t now_ms);
std::string query_status(std::uint64_t id, std::int64_t now_ms);
std::string emergency_close(Side side, std::string_view quantity, std::int64_t now_ms);
std::string resubscribe(std::int64_t now_ms);
std::string rest_request(std::uint64_t request_id, std::string_view method, std::string_view target,
                         std::string_view body, std::int64_t now_ms);

}  // namespace twinleg::venues::edgex::page
