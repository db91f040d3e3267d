#include "venues/paradex/answers.h"

#include <utility>

#include "venues/paradex/json_read.h"
#include "venues/paradex/objects.h"

namespace twinleg::venues::paradex {
namespace {

using json::bad;
using json::each_element;
using json::each_member;
using json::od::object;
using json::od::value;

Result<void> keep(value& v, std::string_view field, std::string& out) {
    std::string_view told;
    if (auto done = json::read(v, field, told); !done) return done;
    out = told;
    return {};
}

Result<void> missing(std::string_view field) {
    return fail(Errc::missing, std::string{field} + " is missing");
}

// {"fee":"0.0003", …}
Result<void> read_fee(value& v, std::string_view field, Ratio& out) {
    return each_member(v, field, [&](std::string_view key, value& member) -> Result<void> {
        return key == "fee" ? json::read_cut(member, field, out) : Result<void>{};
    });
}

Result<void> read_fees(value& v, MarketInfo& out) {
    return each_member(v, "fee_config", [&](std::string_view key, value& api) -> Result<void> {
        if (key != "api_fee") return {};
        return each_member(api, key, [&](std::string_view role, value& fee) -> Result<void> {
            if (role == "maker_fee") return read_fee(fee, role, out.maker_fee);
            if (role == "taker_fee") return read_fee(fee, role, out.taker_fee);
            return {};
        });
    });
}

Result<void> read_margin(value& v, MarketInfo& out) {
    return each_member(v, "delta1_cross_margin_params",
                       [&](std::string_view key, value& member) -> Result<void> {
                           if (key == "imf_base")
                               return json::read_cut(member, key, out.initial_margin);
                           if (key == "mmf_factor")
                               return json::read_cut(member, key, out.maintenance_factor);
                           return {};
                       });
}

Result<MarketInfo> read_market(value& v) {
    MarketInfo out;
    const auto done = each_member(v, "market", [&](std::string_view key, value& m) -> Result<void> {
        if (key == "symbol") return keep(m, key, out.symbol);
        if (key == "base_currency") return keep(m, key, out.base);
        if (key == "quote_currency") return keep(m, key, out.quote);
        if (key == "settlement_currency") return keep(m, key, out.settlement);
        if (key == "asset_kind") return keep(m, key, out.asset_kind);
        if (key == "trading_mode") return keep(m, key, out.trading_mode);
        if (key == "price_tick_size") return json::read(m, key, out.tick);
        if (key == "order_size_increment") return json::read(m, key, out.lot);
        if (key == "max_order_size") return json::read(m, key, out.max_order);
        if (key == "position_limit") return json::read(m, key, out.position_limit);
        if (key == "min_notional") return json::read(m, key, out.min_notional);
        if (key == "max_open_orders") return json::read(m, key, out.max_open_orders);
        if (key == "price_bands_width") return json::read_cut(m, key, out.price_band);
        if (key == "open_at") return json::read(m, key, out.open_at);
        if (key == "delta1_cross_margin_params") return read_margin(m, out);
        if (key == "fee_config") return read_fees(m, out);
        if (key == "funding_period_hours") {
            std::uint64_t hours = 0;
            if (auto read = json::read(m, key, hours); !read) return read;
            if (hours <= 24 * 7)
                out.funding_period = minutes(60) * static_cast<std::int64_t>(hours);
            return {};
        }
        return {};
    });
    if (!done) return std::unexpected{done.error()};
    return out;
}

}  // namespace

struct Answers::Impl {
    json::od::parser parser;

    template <typename Visit>
    Result<void> root(std::string_view body, Visit&& visit) {
        json::od::document document;
        if (const auto code =
                parser.iterate(body.data(), body.size(), body.size() + kFramePadding).get(document))
            return bad("answer", code);
        object members;
        if (const auto code = document.get_object().get(members)) return bad("answer", code);
        return each_member(members, "answer", std::forward<Visit>(visit));
    }

    // The one object that the answer is, by its reader.
    template <typename Read>
    auto whole(std::string_view body, Read&& read) -> decltype(read(std::declval<value&>())) {
        json::od::document document;
        if (const auto code =
                parser.iterate(body.data(), body.size(), body.size() + kFramePadding).get(document))
            return bad("answer", code);
        value all;
        if (const auto code = document.get_value().get(all)) return bad("answer", code);
        return read(all);
    }

    // The elements of `results`, and the cursor of what follows.
    template <typename Visit>
    Result<Page> list(std::string_view body, Visit&& visit) {
        Page page;
        bool listed = false;
        const auto done = root(body, [&](std::string_view key, value& v) -> Result<void> {
            if (key == "next") return keep(v, key, page.next);
            if (key != "results") return {};
            listed = true;
            return each_element(v, key, [&](value& element) -> Result<void> {
                ++page.count;
                return visit(element);
            });
        });
        if (!done) return std::unexpected{done.error()};
        if (!listed) return std::unexpected{missing("results").error()};
        return page;
    }

    Result<std::string> text(std::string_view body, std::string_view field) {
        std::string out;
        const auto done = root(body, [&](std::string_view key, value& v) -> Result<void> {
            return key == field ? keep(v, key, out) : Result<void>{};
        });
        if (!done) return std::unexpected{done.error()};
        if (out.empty()) return std::unexpected{missing(field).error()};
        return out;
    }
};

Answers::Answers() : impl_(std::make_unique<Impl>()) {}
Answers::~Answers() = default;

Result<Refusal> Answers::refusal(std::string_view body) {
    Refusal out;
    const auto done = impl_->root(body, [&](std::string_view key, value& v) -> Result<void> {
        if (key == "error") return keep(v, key, out.code);
        if (key == "message") return keep(v, key, out.message);
        return {};
    });
    if (!done) return std::unexpected{done.error()};
    if (out.code.empty()) return bad("error", "is missing");
    return out;
}

Result<MarketInfo> Answers::market(std::string_view body, std::string_view symbol) {
    std::optional<MarketInfo> found;
    std::optional<Error> broken;
    const auto page = impl_->list(body, [&](value& element) -> Result<void> {
        auto market = read_market(element);
        if (!market) return std::unexpected{market.error()};
        if (market->symbol == symbol) found = std::move(*market);
        return {};
    });
    if (!page) return std::unexpected{page.error()};
    if (!found)
        return fail(Errc::missing, "there is no market \"" + std::string{symbol} +
                                       "\"; perpetuals are named like BTC-USD-PERP");
    if (!found->tick.is_positive()) return bad("price_tick_size", "is not above zero");
    if (!found->lot.is_positive()) return bad("order_size_increment", "is not above zero");
    return std::move(*found);
}

Result<SystemConfig> Answers::system(std::string_view body) {
    SystemConfig out;
    const auto done = impl_->root(body, [&](std::string_view key, value& v) -> Result<void> {
        if (key == "starknet_chain_id") return keep(v, key, out.chain_id);
        if (key == "l1_chain_id") return keep(v, key, out.l1_chain_id);
        if (key == "paraclear_account_proxy_hash") return keep(v, key, out.proxy_hash);
        if (key == "paraclear_account_hash") return keep(v, key, out.account_hash);
        return {};
    });
    if (!done) return std::unexpected{done.error()};
    if (out.chain_id.empty()) return std::unexpected{missing("starknet_chain_id").error()};
    if (out.proxy_hash.empty())
        return std::unexpected{missing("paraclear_account_proxy_hash").error()};
    if (out.account_hash.empty()) return std::unexpected{missing("paraclear_account_hash").error()};
    return out;
}

Result<std::string> Answers::status(std::string_view body) {
    return impl_->text(body, "status");
}

Result<Time> Answers::server_time(std::string_view body) {
    Time out;
    const auto done = impl_->root(body, [&](std::string_view key, value& v) -> Result<void> {
        return key == "server_time" ? json::read(v, key, out) : Result<void>{};
    });
    if (!done) return std::unexpected{done.error()};
    if (!out.known()) return std::unexpected{missing("server_time").error()};
    return out;
}

Result<std::string> Answers::token(std::string_view body) {
    auto token = impl_->text(body, "jwt_token");
    if (!token) return token;
    for (const char c : *token)  // it goes into a header and into JSON as it stands
        if (c <= ' ' || c > '~' || c == '"' || c == '\\')
            return bad("jwt_token", "holds a character that no token has");
    return token;
}

Result<Onboarding> Answers::onboarding(std::string_view body) {
    Onboarding out;
    const auto done = impl_->root(body, [&](std::string_view key, value& v) -> Result<void> {
        if (key == "address") return keep(v, key, out.address);
        if (key == "exists") return json::read(v, key, out.exists);
        return {};
    });
    if (!done) return std::unexpected{done.error()};
    return out;
}

Result<AccountState> Answers::account(std::string_view body) {
    const auto account = impl_->whole(body, read_account);
    if (!account) return std::unexpected{account.error()};
    return AccountState{.account = std::string{account->account},
                        .status = std::string{account->status},
                        .equity = account->balance.equity,
                        .free_collateral = account->balance.free_collateral};
}

Result<AccountInfo> Answers::account_info(std::string_view body, std::string_view address) {
    std::optional<AccountInfo> found;
    std::size_t rows = 0;
    bool exact = false;
    const auto page = impl_->list(body, [&](value& element) -> Result<void> {
        AccountInfo info;
        std::string account;
        const auto done =
            each_member(element, "account", [&](std::string_view key, value& v) -> Result<void> {
                if (key == "account") return keep(v, key, account);
                if (key == "kind") return keep(v, key, info.kind);
                if (key == "parent_account") return keep(v, key, info.parent);
                if (key != "fees") return {};
                return each_member(v, key, [&](std::string_view fee, value& rate) -> Result<void> {
                    if (fee == "maker_rate")
                        return json::read_cut(rate, fee, info.maker_fee.emplace());
                    if (fee == "taker_rate")
                        return json::read_cut(rate, fee, info.taker_fee.emplace());
                    return {};
                });
            });
        if (!done) return done;
        ++rows;
        if (account == address) exact = true;
        if (account == address || (rows == 1 && !exact)) found = info;
        return {};
    });
    if (!page) return std::unexpected{page.error()};
    if (!found || (rows > 1 && !exact))
        return fail(Errc::missing, "account/info does not know this account");
    return *found;
}

Result<Touch> Answers::bbo(std::string_view body) {
    const auto quote = impl_->whole(body, read_bbo);
    if (!quote) return std::unexpected{quote.error()};
    return Touch{.sequence = quote->sequence, .bid = quote->bid, .ask = quote->ask};
}

Result<void> Answers::order(std::string_view body, UpdateSink& sink) {
    const auto update = impl_->whole(body, read_order);
    if (!update) return std::unexpected{update.error()};
    sink.on_update(*update);
    return {};
}

Result<Page> Answers::orders(std::string_view body, UpdateSink& sink) {
    return impl_->list(body, [&](value& element) -> Result<void> {
        const auto update = read_order(element);
        if (!update) return std::unexpected{update.error()};
        sink.on_update(*update);
        return {};
    });
}

Result<Page> Answers::fills(std::string_view body, UpdateSink& sink) {
    return impl_->list(body, [&](value& element) { return read_fill(element, sink); });
}

Result<Page> Answers::positions(std::string_view body, UpdateSink& sink) {
    return impl_->list(body, [&](value& element) -> Result<void> {
        const auto update = read_position(element);
        if (!update) return std::unexpected{update.error()};
        sink.on_update(*update);
        return {};
    });
}

}  // namespace twinleg::venues::paradex
