#include "sim/wire/edgex/member.h"

#include <charconv>
#include <stdexcept>

namespace twinleg::sim::wire::edgex {

namespace {

template <typename T>
T keep(Result<T> result, const EdgexAccount& account) {
    if (!result)
        throw std::invalid_argument("edgex account " + account.account_id + ": " +
                                    result.error().message);
    return *std::move(result);
}

}  // namespace

Member::Member(const EdgexAccount& given, AccountIndex place, Time now)
    : account(given), index(place), created(now), statement(given.collateral, now) {
    const std::string& id = account.account_id;
    const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
    if (read.ec != std::errc{} || read.ptr != id.data() + id.size())
        throw std::invalid_argument("edgex account " + id + ": the id is no number of 64 bits");
    user_id = std::to_string(number ^ 0x7fff);
    if (account.v1) {
        const auto x = keep(
            crypto::stark::Felt::from_hex("stark_public_key_x", account.v1->stark_public_key_x),
            account);
        stark_key = keep(crypto::stark::PublicKey::from_x("stark_public_key_x", x), account);
    }
    if (account.v2)
        signer = keep(crypto::parse_address("signer_address", account.v2->signer_address), account);
}

std::uint32_t Member::leverage(InstrumentId id) const {
    const auto found = leverages.find(id.value);
    return found == leverages.end() ? default_leverage : found->second;
}

Members::Members(const std::vector<EdgexAccount>& accounts, Exchange& exchange) {
    for (const EdgexAccount& account : accounts) {
        const AccountIndex index =
            exchange.add_account({.id = account.account_id, .collateral = account.collateral});
        all_.push_back(std::make_unique<Member>(account, index, exchange.now()));
    }
}

Member* Members::find(std::string_view account_id) {
    for (const auto& member : all_)
        if (member->account.account_id == account_id) return member.get();
    return nullptr;
}

Member* Members::with_api_key(std::string_view api_key) {
    for (const auto& member : all_)
        if (member->account.v2 && member->account.v2->api_key == api_key) return member.get();
    return nullptr;
}

Member* Members::at(AccountIndex index) {
    for (const auto& member : all_)
        if (member->index == index) return member.get();
    return nullptr;
}

}  // namespace twinleg::sim::wire::edgex
