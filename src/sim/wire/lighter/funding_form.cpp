#include "sim/wire/lighter/funding_form.h"

namespace twinleg::sim::wire::lighter {

void write_funding(JsonWriter& json, const Market& market, const FundingPayment& payment) {
    json.object()
        .field("timestamp", payment.time.ns / 1'000'000'000)
        .field("market_id", market.id)
        .field("funding_id", payment.id)
        .field("change", usdc(usdc_of(payment.amount)))
        // Percent of the hour, with four places.
        .field("rate", decimal(payment.rate.raw() / (Ratio::kOne / 1'000'000), 4))
        .field("position_size", market.size_text(market.size_of(payment.position.abs())))
        .field("position_side", payment.position.is_negative() ? "short" : "long")
        .field("discount", usdc(0))
        .end_object();
}

}  // namespace twinleg::sim::wire::lighter
