#include "sim/wire/backpack/member.h"

#include <algorithm>
#include <stdexcept>

#include "crypto/base64.h"

namespace twinleg::sim::wire::backpack {

namespace {

constexpr std::uint64_t kFirstUser = 318'001;

// 1 / leverage, cut toward zero.
Ratio inverse(Ratio leverage) {
    return Ratio::from_raw(
        static_cast<std::int64_t>(static_cast<Int128>(Ratio::kOne) * Ratio::kOne / leverage.raw()));
}

}  // namespace

const Term& Member::term(InstrumentId id) const {
    static constexpr Term kNone{};
    const auto found = terms.find(id);
    return found == terms.end() ? kNone : found->second;
}

Members::Members(const std::vector<BackpackAccount>& accounts, Exchange& exchange) {
    for (const BackpackAccount& account : accounts) {
        Member& member = members_.emplace_back();
        member.api_key = account.public_key;
        const auto key = crypto::parse_base64<32>("public_key", account.public_key);
        if (!key)
            throw std::invalid_argument("backpack[" + std::to_string(members_.size() - 1) + "]." +
                                        key.error().message);
        member.public_key = *key;
        AccountConfig config;
        config.id = account.public_key;
        config.collateral = account.collateral;
        member.index = exchange.add_account(std::move(config));
        member.user_id = kFirstUser + member.index;
    }
}

Member* Members::find(std::string_view api_key) {
    const auto found = std::ranges::find(members_, api_key, &Member::api_key);
    if (found == members_.end() || (revoked_ && revoked_())) return nullptr;
    return &*found;
}

Member* Members::of(AccountIndex index) {
    const auto found = std::ranges::find(members_, index, &Member::index);
    return found == members_.end() ? nullptr : &*found;
}

void Members::book(const FillRecord& fill) {
    Member* member = of(fill.account);
    if (member == nullptr) return;
    if (fill.position_before.is_zero())
        member->terms[fill.instrument] = {.id = next_position_++, .opened = fill.time};
    member->terms[fill.instrument].realised += fill.realised;
}

void Members::book(const FundingPayment& payment) {
    Member* member = of(payment.account);
    if (member != nullptr) member->terms[payment.instrument].funding += payment.amount;
}

Taken<void> set_leverage(Exchange& exchange, const Markets& markets, Member& member,
                         std::string_view leverage) {
    const auto parsed = parse_ratio(leverage, "leverageLimit");
    if (!parsed || *parsed < Ratio::from_units(1))
        return std::unexpected{Refusal{Reason::other, "leverageLimit is a number from 1 on"}};
    const auto demand = [&](Ratio limit) -> Taken<void> {
        for (const Market& each : markets.all()) {
            const Ratio fraction = std::max(inverse(limit), parse_ratio(each.initial.base).value());
            if (auto done =
                    exchange.set_margin_fraction(member.index, each.instrument.id, fraction);
                !done)
                return done;
        }
        return {};
    };
    if (auto done = demand(*parsed); !done) {
        // All or nothing: what was there before needs no more than it did.
        static_cast<void>(demand(parse_ratio(member.leverage_limit).value()));
        return done;
    }
    member.leverage_limit = leverage;
    return {};
}

}  // namespace twinleg::sim::wire::backpack
