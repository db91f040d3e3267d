#include "sim/wire/aster/member.h"

#include <algorithm>
#include <stdexcept>

#include "crypto/hex.h"
#include "crypto/keccak.h"

namespace twinleg::sim::wire::aster {

namespace {

std::optional<crypto::Address> address_of(const std::string& path, std::string_view field,
                                          const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto address = crypto::parse_address(field, text);
    if (!address) throw std::invalid_argument(path + "." + address.error().message);
    return *address;
}

}  // namespace

Members::Members(const std::vector<AsterAccount>& accounts, Exchange& exchange, std::uint64_t salt)
    : salt_(salt) {
    for (const AsterAccount& account : accounts) {
        const std::string path = "aster[" + std::to_string(members_.size()) + "]";
        Member& member = members_.emplace_back();
        member.api_key = account.api_key;
        if (!account.api_key.empty())
            member.secret = crypto::HmacKey::from(crypto::bytes_of(account.api_secret)).value();
        member.user = address_of(path, "user", account.user);
        member.signer = address_of(path, "signer", account.signer);
        AccountConfig config;
        config.id = member.user ? "0x" + crypto::to_hex(*member.user) : account.api_key;
        config.collateral = account.collateral;
        member.index = exchange.add_account(std::move(config));
        member.alias = "sim" + std::to_string(member.index);
    }
}

Member* Members::by_api_key(std::string_view key) {
    const auto found = std::ranges::find_if(
        members_, [&](const Member& each) { return !key.empty() && each.api_key == key; });
    return found == members_.end() || revoked() ? nullptr : &*found;
}

Member* Members::by_signer(const crypto::Address& signer) {
    const auto found = std::ranges::find_if(members_, [&](const Member& each) {
        return each.user && (each.signer == signer || each.user == signer);
    });
    return found == members_.end() || revoked() ? nullptr : &*found;
}

Member* Members::of(AccountIndex index) {
    const auto found = std::ranges::find(members_, index, &Member::index);
    return found == members_.end() ? nullptr : &*found;
}

const std::string& Members::listen_key(Member& member, Time now) {
    if (member.listen_key.empty() || now >= member.listen_key_ends) {
        const std::string seed = std::to_string(salt_) + "/" + std::to_string(++keys_made_);
        member.listen_key = crypto::to_hex(crypto::keccak256(seed));
    }
    member.listen_key_ends = now + kListenKeyLife;
    return member.listen_key;
}

Member* Members::by_listen_key(std::string_view key, Time now) {
    const auto found = std::ranges::find_if(members_, [&](const Member& each) {
        return !key.empty() && each.listen_key == key && now < each.listen_key_ends;
    });
    return found == members_.end() ? nullptr : &*found;
}

}  // namespace twinleg::sim::wire::aster
