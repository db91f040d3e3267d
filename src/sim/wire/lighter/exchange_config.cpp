#include "sim/wire/lighter/exchange_config.h"

#include "sim/wire/lighter/market.h"
#include "sim/wire/lighter/transaction.h"

namespace twinleg::sim::wire::lighter {

ExchangeConfig exchange_config() {
    ExchangeConfig config;
    config.venue = "lighter";
    for (const Market& market : markets()) {
        Instrument instrument;
        instrument.symbol = market.symbol;
        instrument.base = market.symbol;
        instrument.quote = "USDC";
        instrument.tick = market.price(1);
        instrument.lot = market.size(1);
        instrument.min_quantity = market.size(market.min_base);
        instrument.min_notional = Notional::from_raw(static_cast<Int128>(market.min_quote) *
                                                     (Notional::kOne / 1'000'000));
        instrument.reduce_only_below_minimum = true;
        instrument.initial_margin = basis_points(market.default_initial_margin);
        instrument.maintenance_margin = basis_points(market.maintenance_margin);
        config.instruments.push_back(std::move(instrument));
    }
    config.client_ids = ClientIdRule::unique_among_open;
    config.self_trade = SelfTrade::expire_maker;
    // The API looks at most things itself; what changes until an order is matched ends it then.
    config.margin_at_door = false;
    config.reduce_only_at_door = false;
    config.post_only_at_door = false;
    config.takers_below_minimum = true;
    config.price_band = {};
    config.fee_step = Notional::from_raw(Notional::kOne / 1'000'000);
    config.funding_interval = minutes(60);
    config.first_order_id = kFirstOrderIndex;
    config.first_trade_id = 36'400'000'001;
    return config;
}

}  // namespace twinleg::sim::wire::lighter
