#include "app/inquirer.h"

namespace twinleg::app {

std::optional<std::size_t> Inquirer::open_orders() {
    std::size_t count = 0;
    const auto answer = ask<OpenOrdersAnswer>(
        [&](venues::Connector& connector, RequestId request, Time now) {
            connector.ask({.venue = venue_, .request = request, .what = Question::open_orders},
                          now);
        },
        [&](const OpenOrdersAnswer& told) { count = told.orders.size(); });
    if (!answer) return std::nullopt;
    return count;
}

std::optional<Nonce> Inquirer::next_nonce() {
    if (!connector().capabilities().nonces) return kNoNonce;
    const auto next =
        ask<NonceAnswer>([&](venues::Connector& connector, RequestId request, Time now) {
            connector.ask({.venue = venue_, .request = request, .what = Question::nonce}, now);
        });
    if (!next) return std::nullopt;
    return next->next;
}

bool Inquirer::cancel_all() {
    const auto nonce = next_nonce();
    if (!nonce) return false;
    return ask<CancelAllAnswer>([&](venues::Connector& connector, RequestId request, Time now) {
               connector.cancel_all({.venue = venue_, .request = request, .nonce = *nonce}, now);
               connector.flush(now);
           })
        .has_value();
}

bool Inquirer::pass(Duration time, const std::function<bool()>& done) {
    const Time until = venues_.loop().now() + time;
    for (;;) {
        Event event;
        while (venues_.inbox().pop(event))
            if (others_) others_(event);
        if (done && done()) return true;
        if (venues_.loop().now() >= until) return false;
        connector().idle(venues_.loop().now());
        venues_.loop().run(milliseconds(20));
    }
}

}  // namespace twinleg::app
