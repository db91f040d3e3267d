#include "sim/wire/paradex/member.h"

#include <algorithm>
#include <stdexcept>

#include "sim/wire/paradex/markets.h"

namespace twinleg::sim::wire::paradex {
namespace {

namespace stark = crypto::stark;

[[noreturn]] void bad_account(const std::string& account, const Error& error) {
    throw std::invalid_argument("paradex account " + account + ": " + error.message);
}

Felt number(const std::string& account, std::string_view field, std::string_view text) {
    const auto felt = Felt::from_hex(field, text);
    if (!felt) bad_account(account, felt.error());
    return *felt;
}

stark::PublicKey key_of(const std::string& account, std::string_view field, std::string_view text) {
    const auto key = stark::PublicKey::from_x(field, number(account, field, text));
    if (!key) bad_account(account, key.error());
    return *key;
}

}  // namespace

const Member::Key* Member::key(const Felt& public_key) const {
    const auto found =
        std::ranges::find_if(keys, [&](const Key& each) { return each.key.x() == public_key; });
    return found == keys.end() ? nullptr : &*found;
}

Members::Members(const std::vector<ParadexAccount>& accounts, Exchange& exchange)
    : exchange_(exchange) {
    for (const ParadexAccount& each : accounts)
        add(each, each.collateral);
}

Member& Members::add(ParadexAccount account, Notional collateral) {
    const Felt address = number(account.account, "account", account.account);
    std::vector<Member::Key> keys{
        {key_of(account.account, "public_key", account.public_key), true}};
    for (const std::string& each : account.subkeys)
        keys.push_back({key_of(account.account, "subkeys", each), false});
    AccountConfig config;
    config.id = address.to_hex();
    config.collateral = collateral;
    const AccountIndex index = exchange_.add_account(std::move(config));
    all_.push_back(std::make_unique<Member>(Member{.account = address.to_hex(),
                                                   .address = address,
                                                   .l1_address = std::move(account.l1_address),
                                                   .keys = std::move(keys),
                                                   .onboarded = account.onboarded,
                                                   .created = exchange_.now(),
                                                   .index = index,
                                                   .ledger = Ledger{exchange_, index}}));
    return *all_.back();
}

Member& Members::onboard(const Felt& address, const stark::PublicKey& key, std::string l1_address) {
    ParadexAccount account;
    account.account = address.to_hex();
    account.public_key = key.x().to_hex();
    account.l1_address = std::move(l1_address);
    return add(std::move(account), {});
}

Member* Members::find(const Felt& address) {
    const auto found =
        std::ranges::find_if(all_, [&](const auto& each) { return each->address == address; });
    return found == all_.end() ? nullptr : found->get();
}

Felt Members::address(const Felt& public_key) const {
    static const Felt proxy = Felt::from_hex("class hash", kProxyHash).value();
    static const Felt account = Felt::from_hex("class hash", kAccountHash).value();
    return address_of(public_key, proxy, account);
}

}  // namespace twinleg::sim::wire::paradex
