#include "sim/wire/edgex/contracts.h"

#include <fmt/format.h>

#include <array>

#include "core/json_writer.h"

namespace twinleg::sim::wire::edgex {

namespace {

struct Row {
    Generation generation;
    std::uint64_t id;
    std::uint64_t base_coin;
    std::string_view base, tick, step, least, most;
    std::uint64_t resolution;
    std::string_view synthetic_asset;
    std::string_view merge;  // steps of a displayed book
};

constexpr std::array kRows{
    Row{Generation::v1, 10000001, 1001, "BTC", "0.1", "0.001", "0.001", "50", 10'000'000'000,
        "0x425443322d31300000000000000000", "0.1,1,5,10"},
    Row{Generation::v1, 10000002, 1002, "ETH", "0.01", "0.01", "0.02", "800", 1'000'000'000,
        "0x4554482d3900000000000000000000", "0.01,0.1,1"},
    Row{Generation::v1, 10000003, 1003, "SOL", "0.01", "0.1", "0.1", "10000", 10'000'000,
        "0x534f4c2d3700000000000000000000", "0.01,0.1,1"},
    Row{Generation::v2, 30000001, 1001, "BTC", "0.1", "0.001", "0.001", "50", 10'000'000'000, "",
        "0.1,1,5,10"},
    Row{Generation::v2, 30000002, 1002, "ETH", "0.01", "0.001", "0.01", "800", 1'000'000'000, "",
        "0.01,0.1,1"},
    Row{Generation::v2, 30000003, 1003, "SOL", "0.01", "0.1", "0.1", "10000", 10'000'000, "",
        "0.01,0.1,1"},
};

struct Fees {
    std::string_view taker, maker;
};
constexpr Fees fees(Generation generation) {
    return generation == Generation::v1 ? Fees{"0.00038", "0.00015"} : Fees{"0.00045", "0.00018"};
}

std::string_view quote(Generation generation) {
    return generation == Generation::v1 ? "USD" : "USDC";
}

int places(std::string_view step) {
    const auto point = step.find('.');
    return point == std::string_view::npos ? 0 : static_cast<int>(step.size() - point - 1);
}

const Row& row_of(const Contract& contract) {
    return kRows[contract.instrument.id.value];
}

void write_tiers(JsonWriter& json) {
    json.key("riskTierList").array();
    json.object()
        .field("tier", 1)
        .field("positionValueUpperBound", "800000")
        .field("maxLeverage", std::to_string(kMostLeverage))
        .field("maintenanceMarginRate", kMaintenanceRate)
        .field("starkExRisk", "21474837")
        .field("starkExUpperBound", "3435973836800000000000")
        .end_object();
    json.object()
        .field("tier", 2)
        .field("positionValueUpperBound", "79228162514264337593543")
        .field("maxLeverage", "6")
        .field("maintenanceMarginRate", "0.1")
        .field("starkExRisk", "429496729")
        .field("starkExUpperBound", "340282366920938463463374607431768211455")
        .end_object();
    json.end_array();
}

void write_coin(JsonWriter& json, Generation generation, std::uint64_t id, std::string_view name,
                std::string_view step) {
    const bool collateral = id == kQuoteCoin;
    json.object()
        .field("coinId", std::to_string(id))
        .field("coinName", name)
        .field("stepSize", step)
        .field("showStepSize", collateral ? std::string_view{"0.0001"} : step)
        .field("iconUrl", "");
    const auto resolution = [&](std::string_view key) {
        if (collateral)
            json.field(key, fmt::format("{:#x}", kQuoteResolution));
        else
            json.key(key).null();
    };
    if (generation == Generation::v2) {
        resolution("resolution");
    } else {
        if (collateral)
            json.field("starkExAssetId", kCollateralAsset);
        else
            json.key("starkExAssetId").null();
        resolution("starkExResolution");
    }
    json.end_object();
}

void write_contract(JsonWriter& json, const Contract& contract) {
    const Row& row = row_of(contract);
    const std::string most_leverage = std::to_string(kMostLeverage);
    json.object()
        .field("contractId", contract.id_text())
        .field("contractName", contract.name())
        .field("baseCoinId", std::to_string(contract.base_coin))
        .field("quoteCoinId", std::to_string(kQuoteCoin))
        .field("tickSize", row.tick)
        .field("stepSize", row.step)
        .field("minOrderSize", row.least)
        .field("maxOrderSize", row.most)
        .field("displayDigitMerge", row.merge)
        .field("maxOrderBuyPriceRatio", kPriceRatio)
        .field("minOrderSellPriceRatio", kPriceRatio)
        .field("maxPositionSize", contract.max_size * 10)
        .field("maxMarketPositionSize", contract.max_size);
    write_tiers(json);
    json.field("defaultLeverage", std::to_string(kDefaultLeverage))
        .field("liquidateFeeRate", kLiquidateFeeRate)
        .field("enableTrade", true)
        .field("enableDisplay", true)
        .field("enableOpenPosition", true)
        .field("fundingInterestRate", "0.0003")
        .field("fundingImpactMarginNotional", "0.16")
        .field("fundingMaxRate", "0.001875")
        .field("fundingMinRate", "-0.001875")
        .field("fundingRateIntervalMin", std::to_string(kFundingMinutes))
        .field("displayMaxLeverage", most_leverage)
        .field("displayMinLeverage", "1")
        .field("displayNewIcon", false)
        .field("displayHotIcon", true)
        .field("matchServerName", "match")
        .field("defaultTakerFeeRate", fees(contract.generation).taker)
        .field("defaultMakerFeeRate", fees(contract.generation).maker);
    const std::string resolution = fmt::format("{:#x}", contract.resolution);
    if (contract.generation == Generation::v1)
        json.field("starkExSyntheticAssetId", contract.synthetic_asset)
            .field("starkExResolution", resolution);
    else
        json.field("resolution", resolution).field("isStock", false).field("isFx", false);
    json.end_object();
}

void write_global(JsonWriter& json, Generation generation) {
    json.object().field("appName", "edgeX").field("appEnv", "mainnet");
    if (generation == Generation::v1) {
        json.field("appOnlySignOn", "")
            .field("feeAccountId", "256105")
            .field("starkExChainId", "0x1")
            .field("starkExContractAddress", "0xfAaE2946e846133af314d1Df13684c89fA7d83DD");
        json.key("starkExCollateralCoin");
        write_coin(json, generation, kQuoteCoin, quote(generation), "0.000001");
        json.field("starkExMaxFundingRate", 12000)
            .field("starkExOrdersTreeHeight", 64)
            .field("starkExPositionsTreeHeight", 64)
            .field("starkExFundingValidityPeriod", 86400)
            .field("starkExPriceValidityPeriod", 86400);
    } else {
        json.field("nativeChainId", std::to_string(kChain))
            .field("contractAddress", kChainContract)
            .field("collateralCoinId", std::to_string(kQuoteCoin));
    }
    json.field("maintenanceReason", "").end_object();
}

}  // namespace

Contracts::Contracts() {
    for (const Row& row : kRows) {
        Contract contract;
        contract.generation = row.generation;
        contract.id = row.id;
        contract.base_coin = row.base_coin;
        contract.max_size_text = row.most;
        contract.max_size = parse_quantity(row.most).value();
        contract.resolution = row.resolution;
        contract.synthetic_asset = row.synthetic_asset;
        contract.price_places = places(row.tick);
        contract.size_places = places(row.step);

        Instrument& instrument = contract.instrument;
        instrument.venue_name = "edgex";
        instrument.quote = quote(row.generation);
        instrument.base = row.base;
        instrument.symbol = instrument.base + instrument.quote;
        instrument.tick = parse_price(row.tick).value();
        instrument.lot = parse_quantity(row.step).value();
        instrument.min_quantity = parse_quantity(row.least).value();
        instrument.maker_fee = parse_ratio(fees(row.generation).maker).value();
        instrument.taker_fee = parse_ratio(fees(row.generation).taker).value();
        instrument.initial_margin = Ratio::from_raw(Ratio::kOne / kDefaultLeverage);
        instrument.maintenance_margin = kMaintenanceRate;
        add(std::move(contract));
    }
}

const Contract* Contracts::find(Generation generation, std::string_view id) const {
    const Contract* found = find(id);
    return found != nullptr && found->generation == generation ? found : nullptr;
}

const Contract* Contracts::find(std::string_view id) const {
    for (const Contract& contract : all())
        if (contract.id_text() == id) return &contract;
    return nullptr;
}

std::string Contracts::coins(Generation generation) const {
    JsonWriter json;
    json.array();
    write_coin(json, generation, kQuoteCoin, quote(generation), "0.000001");
    for (const Contract& contract : all())
        if (contract.generation == generation)
            write_coin(json, generation, contract.base_coin, contract.instrument.base,
                       row_of(contract).step);
    json.end_array();
    return json.text();
}

std::string Contracts::list(Generation generation) const {
    JsonWriter json;
    json.array();
    for (const Contract& contract : all())
        if (contract.generation == generation) write_contract(json, contract);
    json.end_array();
    return json.text();
}

void Contracts::write_metadata(JsonWriter& json, Generation generation) const {
    json.key("global");
    write_global(json, generation);
    json.key("coinList").raw(coins(generation));
    json.key("contractList").raw(list(generation));
    json.key("multiChain").null();
}

std::string Contracts::metadata(Generation generation) const {
    JsonWriter json;
    json.object();
    write_metadata(json, generation);
    json.end_object();
    return json.text();
}

std::string Contracts::metadata_frame() const {
    JsonWriter json;
    json.object();
    write_metadata(json, Generation::v2);
    json.key("coin").raw(coins(Generation::v1));
    json.key("contract").raw(list(Generation::v1));
    json.end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::edgex
