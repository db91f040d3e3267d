// What concerns one account: itself, its keys, its orders, its transactions.

#include <algorithm>
#include <ranges>

#include "core/json_writer.h"
#include "sim/wire/lighter/forms.h"
#include "sim/wire/lighter/rest.h"

namespace twinleg::sim::wire::lighter {
namespace {

constexpr std::uint64_t kAllKeys = 255;

void write_key(JsonWriter& json, const Member& member, std::uint64_t index, const ApiKey* key) {
    json.object()
        .field("account_index", member.index)
        .field("api_key_index", index)
        .field("nonce", key == nullptr ? 0 : key->next_nonce)
        .field("public_key", key == nullptr ? std::string(80, '0') : key->public_key.hex())
        .field("transaction_time", key == nullptr ? 0 : key->changed_us)
        .end_object();
}

std::string orders_json(const std::vector<OrderRow>& rows, const std::string& cursor) {
    JsonWriter json;
    json.object().field("code", 200).field("next_cursor", cursor).key("orders").array();
    for (const OrderRow& row : rows)
        write_order(json, row);
    json.end_array().end_object();
    return json.text();
}

// "start-end", in seconds.
struct Between {
    std::int64_t from_s{0};
    std::int64_t to_s{INT64_MAX};
    bool holds(std::int64_t us) const { return us / 1'000'000 >= from_s && us / 1'000'000 <= to_s; }
};
Checked<Between> between_of(std::string_view text) {
    if (text.empty()) return Between{};
    const auto dash = text.find('-');
    if (dash == std::string_view::npos)
        return refuse(Code::invalid_param, "between_timestamps is not start-end");
    return Between{static_cast<std::int64_t>(number_of(std::string{text.substr(0, dash)})),
                   static_cast<std::int64_t>(number_of(std::string{text.substr(dash + 1)}))};
}

}  // namespace

OrderRow Rest::row_of(const OrderRecord& record, const Member& member) const {
    return order_row(record, member.index, history_.version(record.id));
}

Rest::Body Rest::account(const RestCall& call) {
    const auto by = call.word("by", {"index", "l1_address"});
    if (!by) return std::unexpected{by.error()};
    std::vector<Member*> found;
    if (*by == "index") {
        const auto index = call.required("value");
        if (!index) return std::unexpected{index.error()};
        if (Member* member = members_.find(*index)) found.push_back(member);
    } else {
        found = members_.of_address(call.text("value"));
    }
    if (found.empty()) return refuse(Code::account_not_found);
    JsonWriter json;
    json.object().field("code", 200).field("total", found.size()).key("accounts").array();
    for (const Member* each : found)
        write_account(json, account_row(exchange_, *each));
    json.end_array().end_object();
    return json.text();
}

Rest::Body Rest::accounts_by_address(const RestCall& call) {
    const auto found = members_.of_address(call.text("l1_address"));
    if (found.empty()) return refuse(Code::account_not_found);
    JsonWriter json;
    json.object()
        .field("code", 200)
        .field("l1_address", found.front()->l1_address)
        .key("sub_accounts")
        .array();
    for (const Member* each : found)
        write_short_account(json, account_row(exchange_, *each));
    json.end_array().end_object();
    return json.text();
}

Rest::Body Rest::account_limits(const RestCall& call) {
    const auto member = authorised(call);
    if (!member) return std::unexpected{member.error()};
    const TierTerms terms = terms_of((*member)->tier);
    JsonWriter json;
    json.object()
        .field("code", 200)
        .field("max_llp_percentage", 100)
        .field("max_llp_amount", "0")
        .field("user_tier", name((*member)->tier))
        .field("can_create_public_pool", false)
        .field("current_maker_fee_tick", terms.maker_fee)
        .field("current_taker_fee_tick", terms.taker_fee)
        .field("user_tier_name", name((*member)->tier))
        .end_object();
    return json.text();
}

Rest::Body Rest::api_keys(const RestCall& call) {
    const auto member = account_of(call);
    if (!member) return std::unexpected{member.error()};
    const auto index = call.number("api_key_index");
    if (!index) return std::unexpected{index.error()};
    JsonWriter json;
    json.object().field("code", 200).key("api_keys").array();
    if (index->value_or(kAllKeys) == kAllKeys) {
        for (const auto& [slot, key] : (*member)->keys)
            write_key(json, **member, slot, &key);
    } else {
        const auto found = (*member)->keys.find(**index);
        write_key(json, **member, **index,
                  found == (*member)->keys.end() ? nullptr : &found->second);
    }
    json.end_array().end_object();
    return json.text();
}

Rest::Body Rest::next_nonce(const RestCall& call) {
    const auto member = account_of(call);
    if (!member) return std::unexpected{member.error()};
    const auto index = call.required("api_key_index");
    if (!index) return std::unexpected{index.error()};
    const auto found = (*member)->keys.find(*index);
    if (found == (*member)->keys.end()) return refuse(Code::api_key_not_found);
    JsonWriter json;
    json.object().field("code", 200).field("nonce", found->second.next_nonce).end_object();
    return json.text();
}

Rest::Body Rest::active_orders(const RestCall& call) {
    const auto member = authorised(call);
    if (!member) return std::unexpected{member.error()};
    const auto market = call.market(false);
    if (!market) return std::unexpected{market.error()};
    std::vector<OrderRow> rows;
    for (const OrderRecord* each : exchange_.open_orders((*member)->account)) {
        if (*market == nullptr || &market_of(each->request.instrument) == *market)
            rows.push_back(row_of(*each, **member));
    }
    return orders_json(rows, "");
}

// Last ended first; the cursor is the last order of the page before.
Rest::Body Rest::inactive_orders(const RestCall& call) {
    const auto member = authorised(call);
    if (!member) return std::unexpected{member.error()};
    const auto market = call.market(false);
    if (!market) return std::unexpected{market.error()};
    const auto limit = call.limit(100, {});
    if (!limit) return std::unexpected{limit.error()};
    const auto asks = call.asks();
    if (!asks) return std::unexpected{asks.error()};
    const auto cursor = call.number("cursor");
    if (!cursor) return std::unexpected{cursor.error()};
    const auto between = between_of(call.text("between_timestamps"));
    if (!between) return std::unexpected{between.error()};

    std::vector<OrderRow> rows;
    bool reached = !*cursor;
    bool more = false;
    for (const OrderRecord* each : exchange_.ended_orders((*member)->account)) {
        if (!reached) {
            reached = each->id == **cursor;
            continue;
        }
        const OrderRow row = row_of(*each, **member);
        if (*market != nullptr && row.market != (*market)->id) continue;
        if (*asks && **asks != row.is_ask) continue;
        if (!between->holds(row.updated_us)) continue;
        if (rows.size() == *limit) {
            more = true;
            break;
        }
        rows.push_back(row);
    }
    return orders_json(rows, more ? std::to_string(rows.back().order_index) : std::string{});
}

// Orders by client order index, open or ended, the newest of each.
Rest::Body Rest::account_orders(const RestCall& call) {
    RestCall named = call;
    if (!call.has("account_index")) {
        if (const Member* owner = payer(call))
            named.fields.emplace_back("account_index", std::to_string(owner->index));
    }
    const auto member = authorised(named);
    if (!member) return std::unexpected{member.error()};
    const std::string_view list = call.text("client_order_indexes");
    if (list.empty()) return refuse(Code::invalid_param, "client_order_indexes is required");
    std::vector<OrderRow> rows;
    std::size_t count = 0;
    for (const auto part : list | std::views::split(',')) {
        if (++count > 20) return refuse(Code::invalid_param, "more than 20 client_order_indexes");
        const OrderRecord* found =
            exchange_.order((*member)->account, std::string_view{part.begin(), part.end()});
        if (found != nullptr) rows.push_back(row_of(*found, **member));
    }
    return orders_json(rows, "");
}

Rest::Body Rest::position_funding(const RestCall& call) {
    const auto member = authorised(call);
    if (!member) return std::unexpected{member.error()};
    const auto market = call.market(false);
    if (!market) return std::unexpected{market.error()};
    const auto limit = call.limit(100, {});
    if (!limit) return std::unexpected{limit.error()};
    const auto side = call.word("side", {"all", "long", "short"});
    if (!side) return std::unexpected{side.error()};
    const auto cursor = call.number("cursor");
    if (!cursor) return std::unexpected{cursor.error()};
    JsonWriter json;
    json.object().field("code", 200).key("position_fundings").array();
    std::size_t count = 0;
    std::uint64_t last = 0;
    bool more = false;
    for (const FundingPayment& each : exchange_.funding((*member)->account) | std::views::reverse) {
        const Market& at = market_of(each.instrument);
        const std::string_view holds = each.position.is_negative() ? "short" : "long";
        if (*market != nullptr && &at != *market) continue;
        if (*side != "all" && *side != holds) continue;
        if (*cursor && each.id >= **cursor) continue;
        if (count == *limit) {
            more = true;
            break;
        }
        ++count;
        last = each.id;
        json.object()
            .field("timestamp", each.time.ns / 1'000'000'000)
            .field("market_id", at.id)
            .field("funding_id", each.id)
            .field("change", usdc(usdc_of(each.amount)))
            .field("discount", usdc(0))
            .field("rate", to_text(Ratio::from_raw(each.rate.raw() * 100)))
            .field("position_size", at.size_text(at.size_of(each.position.abs())))
            .field("position_side", holds)
            .end_object();
    }
    json.end_array().field("next_cursor", more ? std::to_string(last) : std::string{}).end_object();
    return json.text();
}

// --- Transactions as they were kept.

Rest::Body Rest::tx(const RestCall& call) {
    const auto by = call.word("by", {"hash", "sequence_index"});
    if (!by) return std::unexpected{by.error()};
    const TxRow* found = nullptr;
    if (*by == "hash") {
        found = history_.tx(std::string{call.text("value")});
    } else {
        const auto sequence = call.required("value");
        if (!sequence) return std::unexpected{sequence.error()};
        found = history_.tx(*sequence);
    }
    if (found == nullptr) return refuse(Code::not_found);
    JsonWriter json;
    json.object().field("code", 200);
    write_tx_fields(json, *found);
    json.end_object();
    return json.text();
}

Rest::Body Rest::account_txs(const RestCall& call) {
    if (call.text("by") != "account_index")
        return refuse(Code::invalid_param, "by is not account_index");
    RestCall named = call;
    named.fields.emplace_back("account_index", call.text("value"));
    const auto member = authorised(named);
    if (!member) return std::unexpected{member.error()};
    const auto limit = call.limit(100, {});
    if (!limit) return std::unexpected{limit.error()};
    const auto skip = call.number("index");
    if (!skip) return std::unexpected{skip.error()};
    const auto all = history_.txs((*member)->index);
    JsonWriter json;
    json.object().field("code", 200).key("txs").array();
    std::size_t seen = 0;
    for (const TxRow* each : all | std::views::reverse) {
        const std::size_t place = seen++;
        if (place < skip->value_or(0)) continue;
        if (place >= skip->value_or(0) + *limit) break;
        json.object();
        write_tx_fields(json, *each);
        json.end_object();
    }
    json.end_array().end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::lighter
