#include "exec/ledger.h"

namespace twinleg::exec {

void Holding::apply(const Instrument& instrument, Quantity signed_contracts, Price price) {
    if (instrument.kind == ContractKind::linear) {
        contracts += signed_contracts;
        coins += instrument.coins(signed_contracts, price);
        return;
    }
    Quantity opening = signed_contracts;
    const bool reduces =
        !contracts.is_zero() && contracts.is_negative() != signed_contracts.is_negative();
    if (reduces) {
        const Quantity closing =
            signed_contracts.abs() <= contracts.abs() ? signed_contracts : -contracts;
        // The last contract takes all that is left.
        coins -= share_toward_zero(coins, -closing, contracts);
        contracts += closing;
        opening -= closing;
    }
    contracts += opening;
    coins += instrument.coins(opening, price);
}

}  // namespace twinleg::exec
