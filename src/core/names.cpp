// The enumerators of core as people and files read them.

#include "core/command.h"
#include "core/order.h"

namespace twinleg {

std::string_view name(TimeInForce tif) {
    switch (tif) {
        case TimeInForce::post_only:
            return "post_only";
        case TimeInForce::ioc:
            return "ioc";
        case TimeInForce::gtc:
            return "gtc";
    }
    return "unknown";
}

std::string_view name(Role role) {
    switch (role) {
        case Role::maker:
            return "maker";
        case Role::leg:
            return "leg";
        case Role::neutralise:
            return "neutralise";
        case Role::close:
            return "close";
    }
    return "unknown";
}

std::string_view name(OrderWord word) {
    switch (word) {
        case OrderWord::accepted:
            return "accepted";
        case OrderWord::filled:
            return "filled";
        case OrderWord::cancelled:
            return "cancelled";
        case OrderWord::rejected:
            return "rejected";
        case OrderWord::expired:
            return "expired";
    }
    return "unknown";
}

std::string_view name(Reason reason) {
    switch (reason) {
        case Reason::none:
            return "none";
        case Reason::would_cross:
            return "would_cross";
        case Reason::no_liquidity:
            return "no_liquidity";
        case Reason::margin:
            return "margin";
        case Reason::below_minimum:
            return "below_minimum";
        case Reason::cancel_only:
            return "cancel_only";
        case Reason::reduce_only:
            return "reduce_only";
        case Reason::rate_limited:
            return "rate_limited";
        case Reason::expired:
            return "expired";
        case Reason::price_band:
            return "price_band";
        case Reason::duplicate_id:
            return "duplicate_id";
        case Reason::nonce_used:
            return "nonce_used";
        case Reason::nonce_gap:
            return "nonce_gap";
        case Reason::not_found:
            return "not_found";
        case Reason::self_trade:
            return "self_trade";
        case Reason::unavailable:
            return "unavailable";
        case Reason::other:
            return "other";
    }
    return "unknown";
}

std::string_view name(Question question) {
    switch (question) {
        case Question::order:
            return "order";
        case Question::open_orders:
            return "open_orders";
        case Question::fills:
            return "fills";
        case Question::positions:
            return "positions";
        case Question::balance:
            return "balance";
        case Question::nonce:
            return "nonce";
    }
    return "unknown";
}

std::string_view name(Mode mode) {
    switch (mode) {
        case Mode::starting:
            return "starting";
        case Mode::active:
            return "active";
        case Mode::reducing:
            return "reducing";
        case Mode::halted:
            return "halted";
        case Mode::stopping:
            return "stopping";
        case Mode::ended:
            return "ended";
    }
    return "unknown";
}

std::string_view name(PairOutcome outcome) {
    switch (outcome) {
        case PairOutcome::completed:
            return "completed";
        case PairOutcome::rolled_back:
            return "rolled_back";
        case PairOutcome::nothing:
            return "nothing";
        case PairOutcome::failed:
            return "failed";
    }
    return "unknown";
}

}  // namespace twinleg
