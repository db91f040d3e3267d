#pragma once
// The channels of the public socket. Source: page § 8; V1's short ones: § 13.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "sim/wire/edgex/contracts.h"
#include "sim/wire/edgex/klines.h"

namespace twinleg::sim::wire::edgex {

struct Channel {
    enum class Kind : std::uint8_t {
        depth,              // depth.{id}.15|200, or V1's depth.{id}
        ticker,             // ticker.{id}
        ticker_all,         // ticker.all
        ticker_all_second,  // ticker.all.1s
        book_ticker,        // bookTicker.all.1s
        trades,             // trades.{id}, or V1's trade.{id}
        kline,              // kline.{price}.{id}.{type}, or V1's kline.{id}.{type}
        funding,            // fundingRate.{id}
        funding_all,        // fundingRate.all
        metadata,           // metadata
    };
    Kind kind{Kind::depth};
    InstrumentId contract;
    std::size_t depth{15};
    PriceType price{PriceType::last_price};
    KlineType kline{KlineType::minute_1};

    friend bool operator==(const Channel&, const Channel&) = default;
};

struct ChannelError {
    std::string_view code;
    std::string sentence;
};
std::expected<Channel, ChannelError> parse_channel(const Contracts& contracts,
                                                   std::string_view text);

}  // namespace twinleg::sim::wire::edgex
