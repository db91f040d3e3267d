#pragma once
// What EdgeX's REST answers say.
//
// Source: venues page of EdgeX, "Conventions", "REST endpoints", "Objects"; samples in
// tests/venues/edgex/data/sim_fixtures.json.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "venues/update.h"

namespace twinleg::venues::edgex {

enum class Generation : std::uint8_t { v1, v2 };

// The envelope every answer comes in. Errors arrive with status 200 or 4xx: judge by `code`.
struct Reply {
    std::string code;     // "SUCCESS" or the venue's word
    std::string message;  // its sentence; empty on success
    Time time;            // the venue's, when it took the request; unknown where not told
    bool ok() const { return code == "SUCCESS"; }
    // "GATEWAY_PARAM_INVALID: invalid param"
    std::string text() const;
};

// One contract as the metadata has it, with what signing its orders needs. Texts as they came.
struct ContractInfo {
    std::string id;
    std::string name;
    std::string base;
    std::string quote;
    std::string quote_coin_id;
    Price tick;
    Quantity lot;
    Quantity min_quantity;
    Quantity max_quantity;  // zero: not told
    std::string taker_rate;
    std::string maker_rate;
    Ratio taker_fee;
    Ratio maker_fee;
    Ratio maintenance_margin;
    std::uint64_t default_leverage{0};
    Duration funding_interval;
    bool trading{true};            // enableTrade
    bool opening{true};            // enableOpenPosition
    std::string resolution;        // V1: starkExResolution
    std::string asset_id;          // V1: starkExSyntheticAssetId
    std::string quote_resolution;  // of the quote coin
    std::string quote_asset_id;    // V1: starkExAssetId of the quote coin
    std::string chain_id;          // V2: nativeChainId, else chainId
    std::string verifying_contract;
};

// What an account says of itself and of one contract.
struct AccountInfo {
    std::string id;
    std::string status;  // NORMAL, or why not
    bool liquidating{false};
    std::int64_t order_delay_ms{0};
    std::int64_t orders_per_minute{0};  // 0: the venue's default; below zero: no limit
    std::optional<Ratio> taker_fee;     // where the account has rates of its own
    std::optional<Ratio> maker_fee;
    bool has_discount{false};  // isSetFeeDiscount; how it counts is not documented
    std::uint64_t max_leverage{0};
    Quantity position;  // signed, of the contract asked about
    Notional equity;
    Notional free_collateral;
};

// What one page of a list left for the next. Empty: it was the last.
struct Page {
    std::string next;
};

// Threads: none of its own; belongs to one at a time. Every body has kFramePadding readable bytes
// after it. A Reply is given for every answer in the venue's form; what was asked for is filled in
// where it is ok().
// Errors: malformed or out_of_range, naming the field: no answer in the venue's form (a page of
// HTML, say), or one that lacks what it must have.
class Answers {
public:
    Answers();
    ~Answers();
    Answers(const Answers&) = delete;
    Answers& operator=(const Answers&) = delete;

    Result<Reply> envelope(std::string_view body);
    Result<Reply> server_time(std::string_view body, Time& out);
    Result<Reply> order_id(std::string_view body, std::string& out);
    // Results by order id (or client order id), in the order they stand.
    using CancelResults = std::vector<std::pair<std::string, std::string>>;
    Result<Reply> cancel_results(std::string_view body, CancelResults& out);

    // Of a list or a page: OrderUpdates; FillUpdates that stand; FundingPaidUpdates.
    Result<Reply> orders(std::string_view body, Page& page, UpdateSink& sink);
    Result<Reply> fills(std::string_view body, Page& page, UpdateSink& sink);
    Result<Reply> funding(std::string_view body, Page& page, UpdateSink& sink);

    Result<Reply> account(std::string_view body, const ContractInfo& contract, AccountInfo& out);

    // Errors besides: missing, where no contract has that name (the message lists what there is);
    // conflict, where two have it.
    Result<Reply> contract(std::string_view body, Generation generation, std::string_view name,
                           ContractInfo& out);

    // contractId → contractName of a metadata answer; it needs no bytes after it.
    Result<std::map<std::string, std::string>> contract_names(std::string_view answer);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace twinleg::venues::edgex
