#include "sim/wire/lighter/members.h"

#include <algorithm>
#include <stdexcept>

#include "sim/wire/lighter/token.h"

namespace twinleg::sim::wire::lighter {
namespace {

Tier tier_of(std::string_view text) {
    if (text == "standard") return Tier::standard;
    if (text == "plus") return Tier::plus;
    return Tier::premium;
}

std::string lower(std::string text) {
    for (char& letter : text)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return text;
}

Ratio millionths(std::int64_t count) {
    return Ratio::from_raw(count * (Ratio::kOne / 1'000'000));
}

}  // namespace

std::string_view name(Tier tier) {
    switch (tier) {
        case Tier::standard:
            return "standard";
        case Tier::premium:
            return "premium";
        case Tier::plus:
            return "plus";
    }
    return "";
}

TierTerms terms_of(Tier tier) {
    const TierTerms slow{.taker = milliseconds(300),
                         .maker = milliseconds(200),
                         .cancel = milliseconds(200),
                         .maker_fee = 0,
                         .taker_fee = 0};
    switch (tier) {
        case Tier::standard:
            return slow;
        case Tier::plus: {
            TierTerms plus = slow;
            plus.maker_fee = plus.taker_fee = 50;
            return plus;
        }
        case Tier::premium:
            break;
    }
    return {
        .taker = milliseconds(200), .maker = {}, .cancel = {}, .maker_fee = 40, .taker_fee = 280};
}

Members::Members(Exchange& exchange, const std::vector<LighterAccount>& accounts)
    : exchange_(exchange) {
    for (const LighterAccount& given : accounts) {
        Member& member = members_.emplace_back();
        member.index = given.account_index;
        member.l1_address = lower(given.l1_address);
        member.tier = tier_of(given.tier);
        member.changed_us = exchange.now().ns / 1000;
        const TierTerms terms = terms_of(member.tier);
        member.account = exchange.add_account({.id = std::to_string(given.account_index),
                                               .collateral = given.collateral,
                                               .maker_fee = millionths(terms.maker_fee),
                                               .taker_fee = millionths(terms.taker_fee)});
        for (const LighterApiKey& key : given.api_keys) {
            const auto parsed = crypto::lighter::PublicKey::from_hex(key.public_key);
            if (!parsed)
                throw std::invalid_argument("lighter account " + std::to_string(member.index) +
                                            ": " + parsed.error().message);
            member.keys[key.api_key_index] = {.public_key = *parsed,
                                              .changed_us = member.changed_us};
            set_nonce(member, key.api_key_index, 0);
        }
    }
}

Member* Members::find(std::uint64_t index) {
    const auto found = std::ranges::find(members_, index, &Member::index);
    return found == members_.end() ? nullptr : &*found;
}

Member* Members::of(AccountIndex account) {
    const auto found = std::ranges::find(members_, account, &Member::account);
    return found == members_.end() ? nullptr : &*found;
}

std::vector<Member*> Members::of_address(std::string_view l1_address) {
    const std::string wanted = lower(std::string{l1_address});
    std::vector<Member*> found;
    for (Member& member : members_)
        if (member.l1_address == wanted) found.push_back(&member);
    std::ranges::sort(found, {}, &Member::index);
    return found;
}

const ApiKey* Members::key(const Member& member, std::uint64_t slot) const {
    const auto found = member.keys.find(slot);
    return found == member.keys.end() || (revoked_ && revoked_()) ? nullptr : &found->second;
}

Checked<Member*> Members::authorise(std::string_view token, std::uint64_t account, Time now) {
    const auto parsed = parse_token(token);
    if (!parsed) return std::unexpected{parsed.error()};
    Member* signer = find(parsed->account);
    if (signer == nullptr) return refuse(Code::account_not_found);
    const ApiKey* key = this->key(*signer, parsed->api_key);
    if (key == nullptr) return refuse(Code::api_key_not_found);
    const auto checked = check_token(*parsed, key->public_key, now.ns / 1'000'000'000);
    if (!checked) return std::unexpected{checked.error()};
    std::string text{token};
    if (void_.contains(text)) return refuse(Code::invalid_param, "auth token was revoked");
    shown_.insert(std::move(text));

    Member* wanted = find(account);
    if (wanted == nullptr) return refuse(Code::account_not_found);
    if (wanted != signer &&
        (signer->l1_address.empty() || wanted->l1_address != signer->l1_address))
        return refuse(Code::invalid_param, "auth token is not of this account");
    return wanted;
}

void Members::void_tokens() {
    void_.merge(shown_);
    shown_.clear();
}

void Members::set_nonce(Member& member, std::uint64_t key, std::uint64_t next) {
    member.keys[key].next_nonce = next;
    exchange_.set_nonce(member.account, std::to_string(key), std::to_string(next));
}

}  // namespace twinleg::sim::wire::lighter
