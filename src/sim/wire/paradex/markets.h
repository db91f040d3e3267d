#pragma once
// The markets of the main network, by the table of the venue page, § 9.

#include <array>
#include <string_view>

#include "core/instrument.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::paradex {

// What a market has besides its Instrument. Texts are as /markets shows them.
struct MarketSpec {
    std::string_view symbol, base;
    std::string_view tick, lot;
    std::string_view max_order, position_limit;  // in coins
    std::string_view initial_margin;             // imf_base
    std::string_view max_funding;                // of a period
    std::string_view feed_id;                    // made up
    std::uint32_t max_open_orders;
};

inline constexpr std::array kMarkets{
    MarketSpec{"BTC-USD-PERP", "BTC", "0.1", "0.00001", "100", "300", "0.02", "0.02",
               "GVXRSBjFk6e6J3NbVPXohDJetcTjaeeuykUpbQF8UoMU", 150},
    MarketSpec{"ETH-USD-PERP", "ETH", "0.01", "0.0001", "1000", "9000", "0.02", "0.02",
               "JBu1AL4obBcCMqKBBxhpWCNUt136ijcuMZLFvTP7iWdB", 150},
    MarketSpec{"SOL-USD-PERP", "SOL", "0.001", "0.01", "10000", "100000", "0.02", "0.02",
               "H6ARHf6YXhGYeQfUzQNGk6rDNnLBQKrenN712K4AQJEG", 150},
};
inline constexpr std::string_view kPriceBand = "0.05";    // of all three
inline constexpr std::string_view kMaxSlippage = "0.05";  // made up
inline constexpr std::string_view kMinNotional = "10";    // size × mark
inline constexpr std::string_view kMakerFee = "0.00003";
inline constexpr std::string_view kTakerFee = "0.00045";
inline constexpr std::int64_t kFundingHours = 8;

// § 12.3, § 8.2: the chain, and the class hashes that the page gives.
inline constexpr std::string_view kChainId = "PRIVATE_SN_PARACLEAR_MAINNET";
inline constexpr std::string_view kProxyHash =
    "0x3530cc4759d78042f1b543bf797f5f3d647cde0388c33734cf91b7f7b9314a9";
inline constexpr std::string_view kAccountHash =
    "0x41cb0280ebadaa75f996d8d92c6f265f6d040bb3ba442e5f86a554f1765244e";

inline const MarketSpec& spec_of(InstrumentId id) {
    return kMarkets.at(id.value);
}

// A clock's smallest step: an order is matched, and a cancel done, this long after it was taken.
inline constexpr Duration kNextMoment = nanoseconds(1);

// BTC, ETH and SOL, in that order.
ExchangeConfig exchange_config();

// What a fill or a trade tells as book sequence: the book that it made, which is told next.
std::uint64_t next_sequence(const Exchange& exchange, InstrumentId id);
// The book's own.
std::uint64_t sequence(const Exchange& exchange, InstrumentId id);

// Ids as text: 28 digits, the exchange's behind a fixed beginning.
std::string id_text(std::uint64_t id);
// Nothing for a text that id_text() never gave.
std::optional<std::uint64_t> parse_id(std::string_view text);
// The low 64 bits of the 28-digit number.
std::int64_t id_low_bits(std::uint64_t id);

}  // namespace twinleg::sim::wire::paradex
