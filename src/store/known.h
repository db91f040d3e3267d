#pragma once
// Which bytes are a value of their enumeration: what a journal holds is not believed before.
//
// Enumerations are one byte. A switch without default: an enumerator added to core does not
// compile until it stands here.

#include "core/command.h"
#include "core/event.h"

namespace twinleg::store {

constexpr bool known(Side value) {
    switch (value) {
        case Side::buy:
        case Side::sell:
            return true;
    }
    return false;
}
constexpr bool known(TimeInForce value) {
    switch (value) {
        case TimeInForce::post_only:
        case TimeInForce::ioc:
        case TimeInForce::gtc:
            return true;
    }
    return false;
}
constexpr bool known(Role value) {
    switch (value) {
        case Role::maker:
        case Role::leg:
        case Role::neutralise:
        case Role::close:
            return true;
    }
    return false;
}
constexpr bool known(OrderWord value) {
    switch (value) {
        case OrderWord::accepted:
        case OrderWord::filled:
        case OrderWord::cancelled:
        case OrderWord::rejected:
        case OrderWord::expired:
            return true;
    }
    return false;
}
constexpr bool known(Reason value) {
    switch (value) {
        case Reason::none:
        case Reason::would_cross:
        case Reason::no_liquidity:
        case Reason::margin:
        case Reason::below_minimum:
        case Reason::cancel_only:
        case Reason::reduce_only:
        case Reason::rate_limited:
        case Reason::expired:
        case Reason::price_band:
        case Reason::duplicate_id:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::not_found:
        case Reason::self_trade:
        case Reason::unavailable:
        case Reason::other:
            return true;
    }
    return false;
}
constexpr bool known(Liquidity value) {
    switch (value) {
        case Liquidity::maker:
        case Liquidity::taker:
            return true;
    }
    return false;
}
constexpr bool known(MarketMode value) {
    switch (value) {
        case MarketMode::normal:
        case MarketMode::post_only:
        case MarketMode::cancel_only:
        case MarketMode::halted:
            return true;
    }
    return false;
}
constexpr bool known(Stream value) {
    switch (value) {
        case Stream::market:
        case Stream::account:
            return true;
    }
    return false;
}
constexpr bool known(Source value) {
    switch (value) {
        case Source::stream:
        case Source::reply:
        case Source::query:
            return true;
    }
    return false;
}
constexpr bool known(SendOutcome value) {
    switch (value) {
        case SendOutcome::never_sent:
        case SendOutcome::unknown:
            return true;
    }
    return false;
}
constexpr bool known(Operator value) {
    switch (value) {
        case Operator::stop:
        case Operator::flatten:
        case Operator::kill:
        case Operator::reset:
        case Operator::pause:
        case Operator::resume:
            return true;
    }
    return false;
}
constexpr bool known(Stage value) {
    switch (value) {
        case Stage::browser_leg:
        case Stage::order_ack:
        case Stage::hedge:
        case Stage::clock:
            return true;
    }
    return false;
}
constexpr bool known(Question value) {
    switch (value) {
        case Question::order:
        case Question::open_orders:
        case Question::fills:
        case Question::positions:
        case Question::balance:
        case Question::nonce:
            return true;
    }
    return false;
}
constexpr bool known(Mode value) {
    switch (value) {
        case Mode::starting:
        case Mode::active:
        case Mode::reducing:
        case Mode::halted:
        case Mode::stopping:
        case Mode::ended:
            return true;
    }
    return false;
}
constexpr bool known(PairOutcome value) {
    switch (value) {
        case PairOutcome::completed:
        case PairOutcome::rolled_back:
        case PairOutcome::nothing:
        case PairOutcome::failed:
            return true;
    }
    return false;
}
constexpr bool known(Severity value) {
    switch (value) {
        case Severity::info:
        case Severity::warning:
        case Severity::error:
            return true;
    }
    return false;
}

constexpr bool known(Signal value) {
    switch (value) {
        case Signal::none:
        case Signal::enter_short_a:
        case Signal::enter_long_a:
        case Signal::exit:
        case Signal::stop:
            return true;
    }
    return false;
}

}  // namespace twinleg::store
