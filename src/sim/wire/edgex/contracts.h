#pragma once
// The contracts of both generations, as the main network has them, and the metadata that tells of
// them. Source: page § 5, "Reference values", and its sim_fixtures.json; ETH's and SOL's V1 assets,
// and everything of SOL but its ids, are made up in the manner of BTC's.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/instrument.h"
#include "core/json_writer.h"
#include "sim/wire/edgex/auth.h"
#include "sim/wire/market_table.h"

namespace twinleg::sim::wire::edgex {

inline constexpr std::uint64_t kQuoteCoin = 1000;
inline constexpr std::uint64_t kQuoteResolution = 1'000'000;
inline constexpr std::uint64_t kChain = 3343;
inline constexpr std::string_view kChainContract = "0xeeb3fb05cca17745cbdf193a9b16537efb68fac8";
inline constexpr std::string_view kCollateralAsset =
    "0x2ce625e94458d39dd0bf3b45a843544dd4a14b8169045a3a3d15aa564b936c5";
// A limit order may not buy above oracle × (1 + ratio), nor sell below oracle × (1 − ratio).
inline constexpr Ratio kPriceRatio = basis_points(500);
inline constexpr std::uint32_t kDefaultLeverage = 10;
inline constexpr std::uint32_t kMostLeverage = 100;
inline constexpr Ratio kMaintenanceRate = basis_points(50);
inline constexpr std::string_view kLiquidateFeeRate = "0.01";
inline constexpr std::int64_t kFundingMinutes = 240;

struct Contract {
    Generation generation{Generation::v2};
    std::uint64_t id{0};
    std::uint64_t base_coin{0};
    std::string_view max_size_text;
    Quantity max_size;
    std::uint64_t resolution{0};
    std::string_view synthetic_asset;  // V1
    int price_places{0};
    int size_places{0};
    Instrument instrument;  // its id is the place in the table

    std::string id_text() const { return std::to_string(id); }
    const std::string& name() const { return instrument.symbol; }
};

class Contracts : public MarketTable<Contract> {
public:
    Contracts();

    // By the id's text; null where that generation has none.
    const Contract* find(Generation generation, std::string_view id) const;
    const Contract* find(std::string_view id) const;

    // `data` of getMetaData.
    std::string metadata(Generation generation) const;
    // data[0] of the public socket's metadata channel. The socket is one for both generations, so
    // it is V2's object with V1's two lists, `coin` and `contract`, beside.
    std::string metadata_frame() const;

private:
    void write_metadata(JsonWriter& json, Generation generation) const;
    std::string coins(Generation generation) const;
    std::string list(Generation generation) const;
};

}  // namespace twinleg::sim::wire::edgex
