#include "sim/wire/paradex/markets.h"

#include <charconv>

#include <fmt/format.h>

namespace twinleg::sim::wire::paradex {
namespace {

constexpr std::string_view kIdBegin = "1795000000";  // ten digits; eighteen follow
constexpr std::uint64_t kIdBeginNumber = 1'795'000'000;
constexpr std::uint64_t kIdRoom = 1'000'000'000'000'000'000;
// Sequence 0 means that a trade has none.
constexpr std::uint64_t kFirstSequence = 1'000;

}  // namespace

ExchangeConfig exchange_config() {
    ExchangeConfig config;
    config.venue = "paradex";
    for (const MarketSpec& spec : kMarkets) {
        Instrument instrument;
        instrument.symbol = spec.symbol;
        instrument.base = spec.base;
        instrument.quote = "USD";
        instrument.tick = parse_price(spec.tick).value();
        instrument.lot = parse_quantity(spec.lot).value();
        // The minimum of 10 USD goes by the mark: the order desk looks at it.
        instrument.maker_fee = parse_ratio(kMakerFee).value();
        instrument.taker_fee = parse_ratio(kTakerFee).value();
        instrument.initial_margin = parse_ratio(spec.initial_margin).value();
        instrument.maintenance_margin = Ratio::from_raw(instrument.initial_margin.raw() / 2);
        config.instruments.push_back(std::move(instrument));
    }
    config.client_ids = ClientIdRule::unique_among_open;
    config.margin_at_door = false;
    config.reduce_only_at_door = false;
    config.price_band = parse_ratio(kPriceBand).value();
    config.market_band = config.price_band;
    config.fee_step = Notional::from_raw(Notional::kOne / 100'000'000);
    config.funding_interval = seconds(1);
    config.funding_period = minutes(60 * kFundingHours);
    config.first_order_id = 1'700'000'000'000'001;
    config.first_trade_id = 1'600'000'000'000'001;
    return config;
}

std::uint64_t sequence(const Exchange& exchange, InstrumentId id) {
    return exchange.facts(id).sequence + kFirstSequence;
}

std::uint64_t next_sequence(const Exchange& exchange, InstrumentId id) {
    return sequence(exchange, id) + 1;
}

std::string id_text(std::uint64_t id) {
    return fmt::format("{}{:018}", kIdBegin, id);
}

std::optional<std::uint64_t> parse_id(std::string_view text) {
    if (text.size() != kIdBegin.size() + 18 || !text.starts_with(kIdBegin)) return std::nullopt;
    text.remove_prefix(kIdBegin.size());
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return id;
}

std::int64_t id_low_bits(std::uint64_t id) {
    return static_cast<std::int64_t>(kIdBeginNumber * kIdRoom + id);
}

}  // namespace twinleg::sim::wire::paradex
