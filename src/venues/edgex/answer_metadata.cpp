// Answers that describe: the metadata, and the account.

#include <algorithm>
#include <charconv>

#include "venues/edgex/answer_reader.h"
#include "venues/edgex/answers.h"
#include "venues/edgex/wire_objects.h"

namespace twinleg::venues::edgex {
namespace {

using json::od::object;
using json::od::value;

Result<void> read_signed(value& v, std::string_view field, std::int64_t& out) {
    const auto text = json::raw_text(v, field);
    if (!text) return std::unexpected{text.error()};
    if (text->empty()) return {};
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), out);
    if (code != std::errc{} || end != text->data() + text->size())
        return json::bad(field, "is not a whole number");
    return {};
}

template <typename Visit>
Result<void> members_of(value& v, std::string_view where, Visit&& visit) {
    if (v.raw_json_token().starts_with("null")) return {};
    object members;
    if (const auto code = v.get_object().get(members)) return json::bad(where, code);
    return json::each_member(members, where, visit);
}

struct Coin {
    std::string name;
    std::string asset_id;
    std::string resolution;
};

struct Global {
    std::string native_chain_id;
    std::string chain_id;
    std::string contract_address;
};

Result<std::pair<std::string, Coin>> read_coin(object o) {
    std::pair<std::string, Coin> out;
    std::string stark_resolution;
    const auto done =
        json::each_member(o, "coinList", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "coinId") return json::take(json::raw_text(v, key), out.first);
            if (key == "coinName") return json::take(json::plain_text(v, key), out.second.name);
            if (key == "starkExAssetId")
                return json::take(json::raw_text(v, key), out.second.asset_id);
            if (key == "resolution")
                return json::take(json::raw_text(v, key), out.second.resolution);
            if (key == "starkExResolution")
                return json::take(json::raw_text(v, key), stark_resolution);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (out.second.resolution.empty()) out.second.resolution = stark_resolution;
    return out;
}

struct ReadContract {
    ContractInfo info;
    std::string base_coin_id;
    std::string stark_resolution;
    bool has_maintenance{false};
};

// The first tier's rate: that of the smallest positions.
Result<void> read_tiers(value& v, ReadContract& out) {
    return json::each_object(v, "riskTierList", [&](object tier) -> Result<void> {
        return json::each_member(tier, "riskTierList",
                                 [&](std::string_view key, value& w) -> Result<void> {
                                     if (key != "maintenanceMarginRate" || out.has_maintenance)
                                         return {};
                                     out.has_maintenance = true;
                                     return json::read(w, key, out.info.maintenance_margin);
                                 });
    });
}

Result<void> read_rate(value& v, std::string_view field, std::string& text, Ratio& out) {
    if (auto done = json::take(json::raw_text(v, field), text); !done) return done;
    if (text.empty()) return {};
    const auto rate = parse_ratio(text, field);
    if (!rate) return std::unexpected{rate.error()};
    out = *rate;
    return {};
}

Result<ReadContract> read_contract(object o) {
    ReadContract out;
    ContractInfo& info = out.info;
    const auto done =
        json::each_member(o, "contractList", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "contractId") return json::take(json::raw_text(v, key), info.id);
            if (key == "contractName") return json::take(json::plain_text(v, key), info.name);
            if (key == "baseCoinId") return json::take(json::raw_text(v, key), out.base_coin_id);
            if (key == "quoteCoinId") return json::take(json::raw_text(v, key), info.quote_coin_id);
            if (key == "tickSize") return json::read(v, key, info.tick);
            if (key == "stepSize") return json::read(v, key, info.lot);
            if (key == "minOrderSize") return json::read(v, key, info.min_quantity);
            if (key == "maxOrderSize") return json::read(v, key, info.max_quantity);
            if (key == "defaultTakerFeeRate")
                return read_rate(v, key, info.taker_rate, info.taker_fee);
            if (key == "defaultMakerFeeRate")
                return read_rate(v, key, info.maker_rate, info.maker_fee);
            if (key == "defaultLeverage")
                return json::take(json::whole(v, key), info.default_leverage);
            if (key == "riskTierList") return read_tiers(v, out);
            if (key == "enableTrade") return json::take(json::flag(v, key), info.trading);
            if (key == "enableOpenPosition") return json::take(json::flag(v, key), info.opening);
            if (key == "resolution") return json::take(json::raw_text(v, key), info.resolution);
            if (key == "starkExResolution")
                return json::take(json::raw_text(v, key), out.stark_resolution);
            if (key == "starkExSyntheticAssetId")
                return json::take(json::raw_text(v, key), info.asset_id);
            if (key == "fundingRateIntervalMin") {
                std::uint64_t number = 0;
                if (auto read = json::take(json::whole(v, key), number); !read) return read;
                if (number > 1'000'000)
                    return fail(Errc::out_of_range, "fundingRateIntervalMin: is too long");
                info.funding_interval = minutes(static_cast<std::int64_t>(number));
            }
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    return out;
}

struct Metadata {
    std::map<std::string, Coin> coins;
    Global global;
    ReadContract contract;
};

// The names of all contracts, in their order: nothing that others have wrong can spoil ours.
Result<void> read_names(value& data, std::vector<std::pair<std::string, std::string>>& out) {
    return members_of(data, "data", [&](std::string_view key, value& v) -> Result<void> {
        if (key != "contractList") return {};
        return json::each_object(v, key, [&](object o) -> Result<void> {
            auto& [id, name] = out.emplace_back();
            return json::each_member(o, key, [&](std::string_view field, value& w) -> Result<void> {
                if (field == "contractId") return json::take(json::raw_text(w, field), id);
                if (field == "contractName") return json::take(json::plain_text(w, field), name);
                return {};
            });
        });
    });
}

// With the contract that stands at `number` of the list.
Result<void> read_metadata(value& data, std::size_t number, Metadata& out) {
    object members;
    if (const auto code = data.get_object().get(members)) return json::bad("data", code);
    return json::each_member(members, "data", [&](std::string_view key, value& v) -> Result<void> {
        if (key == "coinList") {
            return json::each_object(v, key, [&](object o) -> Result<void> {
                auto coin = read_coin(o);
                if (!coin) return std::unexpected{coin.error()};
                out.coins.insert(std::move(*coin));
                return {};
            });
        }
        if (key == "contractList") {
            std::size_t at = 0;
            return json::each_object(v, key, [&](object o) -> Result<void> {
                if (at++ != number) return {};
                auto contract = read_contract(o);
                if (!contract) return std::unexpected{contract.error()};
                out.contract = std::move(*contract);
                return {};
            });
        }
        if (key == "global") {
            return members_of(v, key, [&](std::string_view field, value& w) -> Result<void> {
                if (field == "nativeChainId")
                    return json::take(json::raw_text(w, field), out.global.native_chain_id);
                if (field == "chainId")
                    return json::take(json::raw_text(w, field), out.global.chain_id);
                if (field == "contractAddress")
                    return json::take(json::raw_text(w, field), out.global.contract_address);
                return {};
            });
        }
        return {};
    });
}

std::string listed(const std::vector<std::pair<std::string, std::string>>& names) {
    std::string out;
    std::size_t shown = 0;
    for (const auto& [id, name] : names) {
        if (++shown > 12) return out + ", … (" + std::to_string(names.size()) + " in all)";
        out.append(out.empty() ? "" : ", ").append(name);
    }
    return out.empty() ? "none" : out;
}

Result<void> check(const ContractInfo& info, Generation generation) {
    const auto need = [&](bool there, std::string_view field) -> Result<void> {
        if (there) return {};
        return fail(Errc::malformed,
                    "edgex: the metadata of " + info.name + " lacks " + std::string{field});
    };
    for (const auto& done :
         {need(!info.id.empty(), "contractId"), need(info.tick.is_positive(), "tickSize"),
          need(info.lot.is_positive(), "stepSize"), need(!info.quote.empty(), "its quote coin"),
          need(!info.resolution.empty(), "resolution"),
          need(!info.quote_resolution.empty(), "resolution of the quote coin"),
          need(generation == Generation::v2 || !info.asset_id.empty(), "starkExSyntheticAssetId"),
          need(generation == Generation::v2 || !info.quote_asset_id.empty(), "starkExAssetId"),
          need(generation == Generation::v1 || !info.chain_id.empty(), "nativeChainId"),
          need(generation == Generation::v1 || !info.verifying_contract.empty(),
               "contractAddress")}) {
        if (!done) return done;
    }
    return {};
}

// --- Account.

struct TradeSetting {
    bool has_rate{false};
    std::string taker;
    std::string maker;
    bool has_discount{false};
    bool has_leverage{false};
    std::uint64_t leverage{0};
};

Result<TradeSetting> read_setting(value& v) {
    TradeSetting out;
    const auto done =
        members_of(v, "tradeSetting", [&](std::string_view key, value& w) -> Result<void> {
            if (key == "isSetFeeRate") return json::take(json::flag(w, key), out.has_rate);
            if (key == "takerFeeRate") return json::take(json::raw_text(w, key), out.taker);
            if (key == "makerFeeRate") return json::take(json::raw_text(w, key), out.maker);
            if (key == "isSetFeeDiscount") return json::take(json::flag(w, key), out.has_discount);
            if (key == "isSetMaxLeverage") return json::take(json::flag(w, key), out.has_leverage);
            if (key == "maxLeverage") return json::take(json::whole(w, key), out.leverage);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    return out;
}

Result<void> apply_setting(const TradeSetting& setting, AccountInfo& out) {
    if (setting.has_rate) {
        for (const bool taker : {true, false}) {
            const std::string& text = taker ? setting.taker : setting.maker;
            if (text.empty()) continue;
            const auto rate = parse_ratio(text, taker ? "takerFeeRate" : "makerFeeRate");
            if (!rate) return std::unexpected{rate.error()};
            (taker ? out.taker_fee : out.maker_fee) = *rate;
        }
    }
    out.has_discount = out.has_discount || setting.has_discount;
    if (setting.has_leverage && setting.leverage > 0) out.max_leverage = setting.leverage;
    return {};
}

Result<void> read_account(value& v, const ContractInfo& contract, AccountInfo& out) {
    TradeSetting general;
    TradeSetting special;
    const auto done = members_of(v, "account", [&](std::string_view key, value& w) -> Result<void> {
        if (key == "id") return json::take(json::raw_text(w, key), out.id);
        if (key == "status") return json::take(json::raw_text(w, key), out.status);
        if (key == "isLiquidating") return json::take(json::flag(w, key), out.liquidating);
        if (key == "createOrderDelayMillis") return read_signed(w, key, out.order_delay_ms);
        if (key == "createOrderPerMinuteLimit") return read_signed(w, key, out.orders_per_minute);
        if (key == "defaultTradeSetting") {
            auto setting = read_setting(w);
            if (!setting) return std::unexpected{setting.error()};
            general = std::move(*setting);
        } else if (key == "contractIdToTradeSetting") {
            return members_of(w, key, [&](std::string_view id, value& each) -> Result<void> {
                if (id != contract.id) return {};
                auto setting = read_setting(each);
                if (!setting) return std::unexpected{setting.error()};
                special = std::move(*setting);
                return {};
            });
        }
        return {};
    });
    if (!done) return done;
    // What is said of the contract goes before what is said of all.
    if (auto applied = apply_setting(general, out); !applied) return applied;
    return apply_setting(special, out);
}

Result<void> read_model(object o, const ContractInfo& contract, AccountInfo& out, bool& found) {
    std::string coin;
    Notional equity;
    Notional free;
    const auto done = json::each_member(
        o, "collateralAssetModelList", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "coinId") return json::take(json::raw_text(v, key), coin);
            if (key == "totalEquity") return json::read(v, key, equity);
            if (key == "availableAmount" || key == "availableBalance")
                return json::read(v, key, free);
            return {};
        });
    if (!done || coin != contract.quote_coin_id) return done;
    out.equity = equity;
    out.free_collateral = free;
    found = true;
    return {};
}

}  // namespace

Result<Reply> Answers::contract(std::string_view body, Generation generation, std::string_view name,
                                ContractInfo& out) {
    std::vector<std::pair<std::string, std::string>> names;
    auto reply = impl_->reader.read(body, [&](value& data) { return read_names(data, names); });
    if (!reply || !reply->ok()) return reply;
    const auto has_name = [&](const auto& each) { return each.second == name; };
    const auto found = std::ranges::find_if(names, has_name);
    if (found == names.end())
        return fail(Errc::missing, "edgex: there is no contract " + std::string{name} +
                                       "; there are " + listed(names));
    if (std::ranges::count_if(names, has_name) > 1)
        return fail(Errc::conflict, "edgex: two contracts are called " + std::string{name});

    Metadata metadata;
    const auto number = static_cast<std::size_t>(found - names.begin());
    reply = impl_->reader.read(body,
                               [&](value& data) { return read_metadata(data, number, metadata); });
    if (!reply)
        return fail(reply.error().code, "edgex: the metadata of " + std::string{name} +
                                            " cannot be used: " + reply.error().message);
    out = std::move(metadata.contract.info);
    if (out.resolution.empty()) out.resolution = metadata.contract.stark_resolution;
    out.base = metadata.coins[metadata.contract.base_coin_id].name;
    const Coin& quote = metadata.coins[out.quote_coin_id];
    out.quote = quote.name;
    out.quote_resolution = quote.resolution;
    out.quote_asset_id = quote.asset_id;
    out.chain_id = metadata.global.native_chain_id.empty() ? metadata.global.chain_id
                                                           : metadata.global.native_chain_id;
    out.verifying_contract = metadata.global.contract_address;
    if (const auto checked = check(out, generation); !checked)
        return std::unexpected{checked.error()};
    return reply;
}

Result<std::map<std::string, std::string>> Answers::contract_names(std::string_view answer) {
    const simdjson::padded_string copy{answer};
    std::vector<std::pair<std::string, std::string>> names;
    const auto reply = impl_->reader.read({copy.data(), copy.size()},
                                          [&](value& data) { return read_names(data, names); });
    if (!reply) return std::unexpected{reply.error()};
    if (!reply->ok()) return fail(Errc::malformed, "edgex: the metadata says " + reply->text());
    return std::map<std::string, std::string>(names.begin(), names.end());
}

Result<Reply> Answers::account(std::string_view body, const ContractInfo& contract,
                               AccountInfo& out) {
    out = {};
    bool has_model = false;
    Notional cash;
    auto reply = impl_->reader.read(body, [&](value& data) {
        return members_of(data, "data", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "account") return read_account(v, contract, out);
            if (key == "positionList") {
                return json::each_object(v, key, [&](object o) -> Result<void> {
                    const auto position = read_position(o);
                    if (!position) return std::unexpected{position.error()};
                    if (position->market == contract.id) out.position = position->quantity;
                    return {};
                });
            }
            if (key == "collateralAssetModelList") {
                return json::each_object(
                    v, key, [&](object o) { return read_model(o, contract, out, has_model); });
            }
            if (key == "collateralList") {
                return json::each_object(v, key, [&](object o) -> Result<void> {
                    std::string coin;
                    Notional amount;
                    const auto done = json::each_member(
                        o, key, [&](std::string_view field, value& w) -> Result<void> {
                            if (field == "coinId")
                                return json::take(json::raw_text(w, field), coin);
                            if (field == "amount") return json::read(w, field, amount);
                            return {};
                        });
                    if (done && coin == contract.quote_coin_id) cash = amount;
                    return done;
                });
            }
            return {};
        });
    });
    if (reply && reply->ok() && !has_model) {
        // An account that never traded may have no model yet: what it has is its cash.
        if (!out.position.is_zero()) return json::bad("collateralAssetModelList", "is missing");
        out.equity = out.free_collateral = cash;
    }
    return reply;
}

}  // namespace twinleg::venues::edgex
