#include "sim/wire/aster/dead_man.h"

namespace twinleg::sim::wire::aster {

void DeadMan::set(AccountIndex account, InstrumentId instrument, Duration countdown, Time now) {
    if (countdown > Duration{})
        due_[{account, instrument}] = now + countdown;
    else
        due_.erase({account, instrument});
}

void DeadMan::look(Exchange& exchange, Time now) {
    for (auto each = due_.begin(); each != due_.end();) {
        if (each->second > now) {
            ++each;
            continue;
        }
        const auto [account, instrument] = each->first;
        each = due_.erase(each);
        exchange.cancel_all(account, instrument);
    }
}

}  // namespace twinleg::sim::wire::aster
