#include "exec/order_counts.h"

namespace twinleg::exec {

void OrderCounts::add(const OrderRecord& record) {
    if (record.refusal() != Reason::none) ++rejected;
    if (!record.accepted()) return;
    ++accepted;
    if (record.filled() >= record.order().quantity) return;
    ++(record.expired() ? expired : cancelled);
}

}  // namespace twinleg::exec
