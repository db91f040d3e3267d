#include "sim/wire/made_accounts.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "crypto/base64.h"
#include "crypto/ed25519.h"
#include "crypto/hex.h"
#include "crypto/lighter/schnorr.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/starknet.h"

namespace twinleg::sim::wire {
namespace {

namespace stark = crypto::stark;

// Both class hashes are those of the venue page, section "system config".
constexpr std::string_view kParadexProxy =
    "0x3530cc4759d78042f1b543bf797f5f3d647cde0388c33734cf91b7f7b9314a9";
constexpr std::string_view kParadexAccount =
    "0x41cb0280ebadaa75f996d8d92c6f265f6d040bb3ba442e5f86a554f1765244e";

template <std::size_t N>
crypto::Secret<N> random_bytes() {
    crypto::Secret<N> out;
    randombytes_buf(out.writable().data(), N);
    return out;
}

std::string random_hex(std::size_t bytes) {
    std::vector<std::uint8_t> drawn(bytes);
    randombytes_buf(drawn.data(), drawn.size());
    return crypto::to_hex(drawn);
}

// xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx
std::string random_uuid() {
    std::string text = random_hex(16);
    for (const std::size_t place : {20U, 16U, 12U, 8U})
        text.insert(place, "-");
    return text;
}

struct EthereumPair {
    std::string secret;   // 0x and 64 digits
    std::string address;  // 0x and 40 digits, lower case
};

EthereumPair make_ethereum() {
    while (true) {
        auto secret = random_bytes<32>();
        const std::string digits = crypto::to_hex(secret.reveal());
        auto key = crypto::EthereumKey::from("made key", std::move(secret));
        if (key) return {"0x" + digits, "0x" + crypto::to_hex(key->address())};
    }
}

stark::PrivateKey make_stark() {
    while (true) {
        const auto seed = random_bytes<32>();
        auto key = stark::grind_key("made key", seed.reveal());
        if (key) return std::move(*key);
    }
}

void complete(LighterAccount& account, EnvLines& env, std::uint32_t api_keys) {
    if (account.l1_address.empty()) account.l1_address = make_ethereum().address;
    if (!account.api_keys.empty()) return;
    std::string keys;
    std::string indexes;
    for (std::uint32_t i = 0; i < api_keys; ++i) {
        const auto key = crypto::lighter::PrivateKey::generate();
        LighterApiKey made;
        made.api_key_index = static_cast<decltype(made.api_key_index)>(made.api_key_index + i);
        made.public_key = key.public_key().hex();
        const std::string_view comma = i == 0 ? "" : ",";
        keys.append(comma).append(crypto::to_hex(key.secret().reveal()));
        indexes.append(comma).append(std::to_string(made.api_key_index));
        account.api_keys.push_back(std::move(made));
    }
    env.emplace_back("API_KEY_PRIVATE_KEY", std::move(keys));
    env.emplace_back("LIGHTER_ACCOUNT_INDEX", std::to_string(account.account_index));
    env.emplace_back("LIGHTER_API_KEY_INDEX", std::move(indexes));
}

void complete(EdgexAccount& account, EnvLines& env) {
    if (!account.v1 || !account.v2) env.emplace_back("EDGEX_ACCOUNT_ID", account.account_id);
    if (!account.v1) {
        const auto key = make_stark();
        account.v1 = {key.public_key().x().to_hex()};
        env.emplace_back("EDGEX_STARK_PRIVATE_KEY", crypto::to_hex(key.reveal()));
    }
    if (!account.v2) {
        const EthereumPair pair = make_ethereum();
        account.v2 = {random_uuid(), random_hex(10), random_hex(32), pair.address};
        env.emplace_back("EDGEX_API_KEY", account.v2->api_key);
        env.emplace_back("EDGEX_API_PASSPHRASE", account.v2->passphrase);
        env.emplace_back("EDGEX_API_SECRET", account.v2->api_secret);
        env.emplace_back("EDGEX_TRADING_PRIVATE_KEY", pair.secret);
    }
}

void complete(ParadexAccount& account, EnvLines& env) {
    if (account.l1_address.empty()) account.l1_address = make_ethereum().address;
    if (account.public_key.empty()) {
        const auto key = make_stark();
        account.public_key = key.public_key().x().to_hex();
        env.emplace_back("PARADEX_L1_ADDRESS", account.l1_address);
        env.emplace_back("PARADEX_L2_PRIVATE_KEY", "0x" + crypto::to_hex(key.reveal()));
        env.emplace_back("PARADEX_ENVIRONMENT", "prod");
    }
    if (!account.account.empty()) return;
    const auto known = [](std::string_view text) {
        return stark::Felt::from_hex("class hash", text).value();
    };
    // A public key that is no number was refused when the file was read.
    const auto key = stark::Felt::from_hex("public_key", account.public_key);
    if (!key) return;
    const std::array calldata{known(kParadexAccount), stark::starknet_keccak("initialize"),
                              stark::Felt::of(2), *key, stark::Felt{}};
    account.account =
        stark::contract_address(stark::Felt{}, *key, known(kParadexProxy), calldata).to_hex();
}

void complete(BackpackAccount& account, EnvLines& env) {
    if (!account.public_key.empty()) return;
    const auto seed = random_bytes<32>();
    account.public_key = crypto::to_base64(crypto::Ed25519Key::from_seed(seed).public_key());
    env.emplace_back("BACKPACK_PUBLIC_KEY", account.public_key);
    env.emplace_back("BACKPACK_SECRET_KEY", crypto::to_base64(seed.reveal()));
}

void complete(AsterAccount& account, EnvLines& env) {
    if (account.api_key.empty()) {
        account.api_key = random_hex(32);
        account.api_secret = random_hex(32);
        env.emplace_back("ASTER_API_KEY", account.api_key);
        env.emplace_back("ASTER_API_SECRET", account.api_secret);
    }
    const bool made_user = account.user.empty();
    if (made_user) account.user = make_ethereum().address;
    if (account.signer.empty()) {
        const EthereumPair pair = make_ethereum();
        account.signer = pair.address;
        env.emplace_back("ASTER_USER", account.user);
        env.emplace_back("ASTER_SIGNER", account.signer);
        env.emplace_back("ASTER_SIGNER_PRIVATE_KEY", pair.secret);
    }
}

template <typename T>
void complete_venue(std::vector<T>& accounts, EnvLines& env, auto... more) {
    if (accounts.empty()) accounts.emplace_back();
    EnvLines others;
    for (std::size_t i = 0; i < accounts.size(); ++i)
        complete(accounts[i], i == 0 ? env : others, more...);
}

Result<void> write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return fail(Errc::io, std::strerror(errno));
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

EnvLines complete_accounts(AccountsFile& file, std::span<const std::string_view> venues,
                           std::uint32_t api_keys) {
    EnvLines env;
    for (const std::string_view venue : venues) {
        if (venue == "lighter") complete_venue(file.lighter, env, api_keys);
        if (venue == "edgex") complete_venue(file.edgex, env);
        if (venue == "paradex") complete_venue(file.paradex, env);
        if (venue == "backpack") complete_venue(file.backpack, env);
        if (venue == "aster") complete_venue(file.aster, env);
    }
    return env;
}

Result<void> write_env_file(const std::string& path, const EnvLines& lines) {
    std::string text;
    for (const auto& [name, value] : lines)
        text += name + "=" + value + "\n";
    const std::string beside = path + ".new";
    ::unlink(beside.c_str());
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return fail(Errc::io, "cannot write " + path + ": " + std::strerror(errno));
    auto written = write_all(file, text);
    if (written && ::fsync(file) != 0) written = fail(Errc::io, std::strerror(errno));
    ::close(file);
    if (written && std::rename(beside.c_str(), path.c_str()) == 0) return {};
    const std::string why = written ? std::strerror(errno) : written.error().message;
    ::unlink(beside.c_str());
    return fail(Errc::io, "cannot write " + path + ": " + why);
}

}  // namespace twinleg::sim::wire
