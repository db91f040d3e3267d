#include "venues/lighter/answers.h"

#include <algorithm>

#include "core/json_outline.h"
#include "venues/lighter/objects.h"

namespace twinleg::venues::lighter {
namespace {

constexpr std::int64_t kMarginUnit = 1'000'000;  // 10^-4 as a Ratio's raw

// A body being read, and what it says. Cold paths: each has a parser of its own.
class Document {
public:
    explicit Document(std::string_view body) : text_(body) {
        document_ = parser_.iterate(text_);
        well_formed_ = well_formed_json(body);
    }
    Result<json::ondemand::object> object() {
        if (!well_formed_) return fail(Errc::malformed, "answer: not well-formed JSON");
        document_.rewind();
        return json::whole(document_, "answer");
    }
    // Calls `read` with every object of the list called `name`.
    template <typename Read>
    Result<void> each(const char* name, Read&& read) {
        const auto whole = object();
        if (!whole) return std::unexpected{whole.error()};
        json::Fields fields{*whole, "answer"};
        json::ondemand::value list;
        if (!fields.find(name, list)) return fields.result();
        return json::each_object(list, name, read);
    }

private:
    simdjson::padded_string text_;
    json::ondemand::parser parser_;
    simdjson::simdjson_result<json::ondemand::document> document_;
    bool well_formed_{false};
};

// "0.0280" percent.
Ratio percent(json::Fields& fields, const char* name) {
    return Ratio::from_raw(fields.ratio_or_zero(name).raw() / 100);
}

Ratio ten_thousandths(json::Fields& fields, const char* name) {
    const std::uint64_t count = fields.number_or(name, 0);
    if (count > 10'000) {
        fields.fail(Errc::out_of_range, name, "is more than the whole notional");
        return {};
    }
    return Ratio::from_raw(static_cast<std::int64_t>(count) * kMarginUnit);
}

int decimals(json::Fields& fields, const char* name, const char* older, int most) {
    json::ondemand::value told;
    const std::uint64_t count =
        fields.find(name, told) ? fields.number(name) : fields.number(older);
    if (fields.ok() && count > static_cast<std::uint64_t>(most))
        fields.fail(Errc::out_of_range, name, "is more than we count in");
    return fields.ok() ? static_cast<int>(count) : 0;
}

Result<MarketInfo> read_market(json::ondemand::object object) {
    json::Fields fields{object, "market"};
    MarketInfo market;
    market.symbol = fields.text("symbol");
    market.id = fields.number("market_id");
    if (!fields.ok()) return std::unexpected{fields.result().error()};
    market.type = fields.text_or_empty("market_type");
    market.status = fields.text("status");
    market.size_decimals =
        decimals(fields, "size_decimals", "supported_size_decimals", Quantity::kDigits);
    market.price_decimals =
        decimals(fields, "price_decimals", "supported_price_decimals", Price::kDigits);
    market.min_quantity = fields.quantity_or_zero("min_base_amount");
    market.min_notional = fields.notional_or_zero("min_quote_amount");
    market.maker_fee = percent(fields, "maker_fee");
    market.taker_fee = percent(fields, "taker_fee");
    market.initial_margin = ten_thousandths(fields, "default_initial_margin_fraction");
    market.maintenance_margin = ten_thousandths(fields, "maintenance_margin_fraction");
    market.mark = fields.price_or_zero("mark_price");
    const std::string_view multiplier = fields.text_or_empty("multiplier");
    if (fields.ok() && !multiplier.empty() && parse_notional(multiplier) != Notional::from_units(1))
        fields.fail(Errc::out_of_range, "multiplier",
                    "is not 1, and we do not know what that means");
    json::ondemand::value config;
    json::ondemand::object inner;
    if (fields.find("market_config", config) && !config.get_object().get(inner)) {
        json::Fields settings{inner, "market_config"};
        market.reduce_only = settings.flag_or("force_reduce_only", false);
    }
    if (fields.broken()) return std::unexpected{fields.result().error()};
    if (!fields.ok()) market.trouble = fields.result().error().message;
    return market;
}

// Tells a page's updates on, and counts them.
class Counting final : public UpdateSink {
public:
    explicit Counting(UpdateSink& to) : to_(to) {}
    void on_update(const Update& update) override {
        if (const auto* fill = std::get_if<FillUpdate>(&update)) {
            if (!oldest_.known() || fill->venue_time < oldest_) oldest_ = fill->venue_time;
        }
        to_.on_update(update);
    }
    Time oldest() const { return oldest_; }

private:
    UpdateSink& to_;
    Time oldest_;
};

Result<std::string> read_cursor(Document& document) {
    const auto object = document.object();
    if (!object) return std::unexpected{object.error()};
    json::Fields fields{*object, "answer"};
    std::string cursor{fields.text_or_empty("next_cursor")};
    if (!fields.ok()) return std::unexpected{fields.result().error()};
    return cursor;
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

}  // namespace

Price MarketInfo::tick() const {
    return Price::from_raw(kPowersOfTen[static_cast<std::size_t>(Price::kDigits - price_decimals)]);
}

Quantity MarketInfo::lot() const {
    return Quantity::from_raw(
        kPowersOfTen[static_cast<std::size_t>(Quantity::kDigits - size_decimals)]);
}

bool ApiKey::registered() const {
    return public_key.find_first_not_of('0') != std::string::npos;
}

Result<Verdict> read_verdict(std::string_view body) {
    Document document{body};
    const auto object = document.object();
    if (!object) return std::unexpected{object.error()};
    json::Fields fields{*object, "answer"};
    Verdict verdict;
    verdict.code = fields.signed_or("code", 200);
    verdict.message = fields.text_or_empty("message");
    if (!fields.ok()) return std::unexpected{fields.result().error()};
    return verdict;
}

Result<std::vector<MarketInfo>> read_markets(std::string_view body) {
    Document document{body};
    std::vector<MarketInfo> markets;
    const auto read = document.each("order_book_details", [&](auto object) -> Result<void> {
        auto market = read_market(object);
        if (!market) return std::unexpected{market.error()};
        markets.push_back(std::move(*market));
        return {};
    });
    if (!read) return std::unexpected{read.error()};
    return markets;
}

Result<AccountInfo> read_account(std::string_view body, std::uint64_t index) {
    Document document{body};
    std::optional<AccountInfo> found;
    const auto read = document.each("accounts", [&](auto object) -> Result<void> {
        json::Fields fields{object, "account"};
        AccountInfo account;
        account.index = fields.number("index");
        if (!fields.ok()) return fields.result();
        if (account.index != index) return {};
        account.equity = fields.notional("total_asset_value");
        account.free_collateral = fields.notional("available_balance");
        account.last_transaction = fields.time_us("transaction_time");
        account.cancel_all_at = fields.time_ms("cancel_all_time");
        json::ondemand::value list;
        if (fields.find("positions", list)) {
            const auto each = json::each_object(list, "positions", [&](auto row) -> Result<void> {
                json::Fields position{row, "position"};
                HeldPosition held;
                held.market = position.number("market_id");
                const Quantity size = position.quantity_or_zero("position");
                const std::int64_t side = position.signed_or("sign", 0);
                held.quantity = side < 0 ? -size : size;
                held.initial_margin = percent(position, "initial_margin_fraction");
                held.isolated = position.number_or("margin_mode", 0) == 1;
                if (position.ok() && side != 1 && side != -1 && !size.is_zero())
                    position.fail(Errc::out_of_range, "sign", "is neither 1 nor -1");
                if (!position.ok()) return position.result();
                account.positions.push_back(held);
                return {};
            });
            if (!each) return each;
        }
        if (!fields.ok()) return fields.result();
        found = std::move(account);
        return {};
    });
    if (!read) return std::unexpected{read.error()};
    if (!found)
        return fail(Errc::missing,
                    "answer: there is no account " + std::to_string(index) + " in it");
    return *std::move(found);
}

Result<AccountLimits> read_limits(std::string_view body) {
    Document document{body};
    const auto object = document.object();
    if (!object) return std::unexpected{object.error()};
    json::Fields fields{*object, "limits"};
    AccountLimits limits;
    limits.tier = lower(fields.text_or_empty("user_tier_name"));
    if (limits.tier.empty()) limits.tier = lower(fields.text_or_empty("user_tier"));
    json::ondemand::value told;
    if (fields.find("current_maker_fee_tick", told))
        limits.maker_ticks = fields.signed_or("current_maker_fee_tick", 0);
    if (fields.find("current_taker_fee_tick", told))
        limits.taker_ticks = fields.signed_or("current_taker_fee_tick", 0);
    const auto sane = [](std::optional<std::int64_t> ticks) {
        return !ticks || (*ticks >= -1'000'000 && *ticks <= 1'000'000);
    };
    if (!sane(limits.maker_ticks) || !sane(limits.taker_ticks))
        fields.fail(Errc::out_of_range, "current_maker_fee_tick",
                    "is more than the whole notional");
    if (!fields.ok()) return std::unexpected{fields.result().error()};
    return limits;
}

Result<std::vector<ApiKey>> read_api_keys(std::string_view body) {
    Document document{body};
    std::vector<ApiKey> keys;
    const auto read = document.each("api_keys", [&](auto object) -> Result<void> {
        json::Fields fields{object, "api key"};
        ApiKey key;
        key.index = fields.number("api_key_index");
        key.public_key = lower(fields.text_or_empty("public_key"));
        if (key.public_key.starts_with("0x")) key.public_key.erase(0, 2);
        if (!fields.ok()) return fields.result();
        keys.push_back(std::move(key));
        return {};
    });
    if (!read) return std::unexpected{read.error()};
    return keys;
}

Result<Nonce> read_next_nonce(std::string_view body) {
    Document document{body};
    const auto object = document.object();
    if (!object) return std::unexpected{object.error()};
    json::Fields fields{*object, "answer"};
    const std::uint64_t nonce = fields.number("nonce");
    if (fields.ok() && nonce >= std::uint64_t{1} << 48)
        fields.fail(Errc::out_of_range, "nonce", "is above 2^48");
    if (!fields.ok()) return std::unexpected{fields.result().error()};
    return static_cast<Nonce>(nonce);
}

Result<Time> read_server_time(std::string_view body) {
    Document document{body};
    const auto object = document.object();
    if (!object) return std::unexpected{object.error()};
    json::Fields fields{*object, "answer"};
    const Time time = fields.time_s("timestamp");
    if (fields.ok() && !time.known()) fields.fail(Errc::missing, "timestamp", "is missing");
    if (!fields.ok()) return std::unexpected{fields.result().error()};
    return time;
}

Result<Page> read_orders(std::string_view body, UpdateSink& sink) {
    Document document{body};
    Page page;
    const PlainMarkets markets;
    const auto read = document.each("orders", [&](auto object) {
        ++page.count;
        return read_order(object, markets, sink);
    });
    if (!read) return std::unexpected{read.error()};
    auto cursor = read_cursor(document);
    if (!cursor) return std::unexpected{cursor.error()};
    page.next_cursor = std::move(*cursor);
    return page;
}

Result<Page> read_fills(std::string_view body, std::uint64_t account, UpdateSink& sink) {
    Document document{body};
    Page page;
    const PlainMarkets markets;
    Counting counting{sink};
    const auto read = document.each("trades", [&](auto object) {
        ++page.count;
        return read_fill(object, account, markets, counting);
    });
    if (!read) return std::unexpected{read.error()};
    page.oldest = counting.oldest();
    auto cursor = read_cursor(document);
    if (!cursor) return std::unexpected{cursor.error()};
    page.next_cursor = std::move(*cursor);
    return page;
}

Result<Sent> read_sent(std::string_view body) {
    Document document{body};
    const auto object = document.object();
    if (!object) return std::unexpected{object.error()};
    json::Fields fields{*object, "answer"};
    Sent sent;
    sent.tx_hash = fields.text_or_empty("tx_hash");
    sent.predicted = fields.time_ms("predicted_execution_time_ms");
    if (!fields.ok()) return std::unexpected{fields.result().error()};
    return sent;
}

}  // namespace twinleg::venues::lighter
