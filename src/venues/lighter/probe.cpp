#include "venues/lighter/probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "venues/kit/description.h"
#include "venues/lighter/codes.h"
#include "venues/lighter/requests.h"

namespace twinleg::venues::lighter {
namespace {

constexpr std::size_t kNamedMarkets = 12;

std::string names_of(const std::vector<MarketInfo>& markets) {
    std::string names;
    for (std::size_t i = 0; i < markets.size() && i < kNamedMarkets; ++i)
        names += (i > 0 ? ", " : "") + markets[i].symbol;
    if (markets.size() > kNamedMarkets) names += ", …";
    return names;
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Gathers answers that come in any order.
struct Look {
    Findings findings{
        .clock = fail(Errc::not_ready, "not asked"),
        .market = fail(Errc::not_ready, "not asked"),
        .account = fail(Errc::not_ready, "not asked"),
        .key = fail(Errc::not_ready, "not asked"),
        .limits = fail(Errc::not_ready, "not asked"),
    };
    int waiting{1};  // the asking itself
    std::function<void(Findings)> done;

    void answered() {
        if (--waiting == 0) done(std::move(findings));
    }
};

// All of ours; the first that is wrong.
Result<void> check_keys(const std::vector<ApiKey>& keys, const Identity& who) {
    for (NonceKey key = 0; key < who.keys(); ++key) {
        const auto good = check_key(keys, who.api_key_index(key), who.signer(key).public_key_hex());
        if (!good) return good;
    }
    return {};
}

Error account_error(const Reply& reply, std::uint64_t index, std::string_view what) {
    Error error = reply.error(what);
    if (reply.kind == Reply::Kind::refused && reply.code == code::account_not_found) {
        return {Errc::unauthorised, fmt::format("lighter: there is no account {}; set {} to yours",
                                                index, kAccountVariable)};
    }
    if (error.code == Errc::unauthorised)
        error.message += fmt::format("; look at {} and {}", kKeyVariable, kKeyIndexVariable);
    return error;
}

}  // namespace

Result<Clock> clock_of(const Reply& reply, Time asked) {
    if (!reply.good()) return std::unexpected{reply.error("server time")};
    const auto told = read_server_time(reply.body);
    if (!told) return std::unexpected{told.error()};
    const Duration offset = kit::certain_offset(asked, reply.received, *told, seconds(1));
    return Clock{
        .offset = offset, .venue = *told, .good = kit::either_way(offset) <= kit::kClockAlarm};
}

std::optional<std::int64_t> coins_of(std::string_view symbol, std::string_view coin) {
    if (symbol == coin) return 1;
    if (!symbol.ends_with(coin) || coin.empty()) return std::nullopt;
    const std::string_view count = symbol.substr(0, symbol.size() - coin.size());
    if (!all_digits(count) || count.size() > 6 || count[0] == '0') return std::nullopt;
    std::int64_t coins = 0;
    std::from_chars(count.data(), count.data() + count.size(), coins);
    return coins;
}

Result<MarketInfo> choose(const std::vector<MarketInfo>& markets, const MarketChoice& choice) {
    std::string_view wanted = choice.symbol.empty() ? choice.coin : choice.symbol;
    std::optional<std::uint64_t> number = choice.number;
    const bool by_number = all_digits(wanted);
    if (by_number) {
        std::uint64_t named = 0;
        std::from_chars(wanted.data(), wanted.data() + wanted.size(), named);
        if (number && *number != named)
            return fail(
                Errc::conflict,
                fmt::format("lighter: market {} is named and market {} beside it", named, *number));
        number = named;
    }
    const auto found = std::ranges::find_if(markets, [&](const MarketInfo& m) {
        return by_number ? m.id == *number : m.symbol == wanted;
    });
    if (found == markets.end()) {
        return fail(Errc::missing,
                    fmt::format("lighter: there is no perpetual \"{}\"; there are {}", wanted,
                                names_of(markets)));
    }
    if (number && found->id != *number) {
        return fail(Errc::conflict, fmt::format("lighter: {} is market {}, not {}", found->symbol,
                                                found->id, *number));
    }
    if (!choice.coin.empty() && !coins_of(found->symbol, choice.coin)) {
        return fail(Errc::conflict, fmt::format("lighter: market {} is {}, not {}", found->id,
                                                found->symbol, choice.coin));
    }
    if (!found->type.empty() && found->type != "perp") {
        return fail(Errc::missing, fmt::format("lighter: {} is a {} market, not a perpetual",
                                               found->symbol, found->type));
    }
    if (!found->trouble.empty())
        return fail(Errc::refused,
                    fmt::format("lighter: {} cannot be used: {}", found->symbol, found->trouble));
    if (found->status != "active") {
        return fail(Errc::refused,
                    fmt::format("lighter: market {} ({}) is {}; nothing can be traded",
                                found->symbol, found->id, found->status));
    }
    return *found;
}

Result<void> check_key(const std::vector<ApiKey>& keys, std::uint64_t api_key_index,
                       std::string_view public_key) {
    const auto slot = std::ranges::find(keys, api_key_index, &ApiKey::index);
    if (slot != keys.end() && slot->public_key == public_key) return {};

    const auto elsewhere = std::ranges::find_if(
        keys, [&](const ApiKey& key) { return key.registered() && key.public_key == public_key; });
    if (elsewhere != keys.end()) {
        return fail(
            Errc::unauthorised,
            fmt::format("lighter: the key of {} is registered at index {}; set {}={}", kKeyVariable,
                        elsewhere->index, kKeyIndexVariable, elsewhere->index));
    }
    if (slot == keys.end() || !slot->registered()) {
        return fail(Errc::unauthorised,
                    fmt::format("lighter: no key is registered at index {} (revoked, or never "
                                "made); register the key of {} there, or set {} to its index",
                                api_key_index, kKeyVariable, kKeyIndexVariable));
    }
    return fail(Errc::unauthorised,
                fmt::format("lighter: another key is registered at index {} than the one of {}; "
                            "mend {} or {}",
                            api_key_index, kKeyVariable, kKeyVariable, kKeyIndexVariable));
}

namespace {

void ask_the_rest(Station& station, Rest& rest, const MarketChoice& choice,
                  const std::shared_ptr<Look>& look) {
    const auto ask = [&](Call call, std::string target, std::string_view token, Rest::Done read) {
        ++look->waiting;
        rest.get(call, std::move(target), true, token, [look, read = std::move(read)](Reply reply) {
            read(std::move(reply));
            look->answered();
        });
    };
    ask(Call::other, target::markets(), {}, [look, choice](const Reply& reply) {
        if (!reply.good()) {
            look->findings.market = std::unexpected{reply.error("markets")};
            return;
        }
        const auto markets = read_markets(reply.body);
        look->findings.market = markets ? choose(*markets, choice)
                                        : Result<MarketInfo>{std::unexpected{markets.error()}};
    });
    if (station.identity) {
        Identity& who = *station.identity;
        const std::uint64_t account = who.account_index();
        ask(Call::other, target::account(account), {}, [look, account](const Reply& reply) {
            if (!reply.good()) {
                look->findings.account = std::unexpected{account_error(reply, account, "account")};
                return;
            }
            look->findings.account = read_account(reply.body, account);
            if (!look->findings.account && look->findings.account.error().code == Errc::missing) {
                look->findings.account =
                    fail(Errc::unauthorised,
                         fmt::format("lighter: there is no account {}; set {} to yours", account,
                                     kAccountVariable));
            }
        });
        ask(Call::api_keys, target::api_keys(account), {},
            [look, account, &who](const Reply& reply) {
                const bool none =
                    reply.kind == Reply::Kind::refused && reply.code == code::api_key_not_found;
                if (!none && !reply.good()) {
                    look->findings.key = std::unexpected{account_error(reply, account, "api keys")};
                    return;
                }
                const auto keys = none ? std::vector<ApiKey>{} : read_api_keys(reply.body);
                look->findings.key =
                    keys ? check_keys(*keys, who) : Result<void>{std::unexpected{keys.error()}};
            });
        const std::string token = who.token(station.venue_time(station.loop.now()));
        ask(Call::other, target::limits(account), token, [look, account](const Reply& reply) {
            if (!reply.good()) {
                look->findings.limits =
                    std::unexpected{account_error(reply, account, "account limits")};
                return;
            }
            look->findings.limits = read_limits(reply.body);
        });
    }
    look->answered();
}

}  // namespace

void probe(Station& station, Rest& rest, const MarketChoice& choice,
           std::function<void(Findings)> done) {
    const auto look = std::make_shared<Look>();
    look->done = std::move(done);
    // The clock first: what is signed bears the venue's time, and ours may be anything.
    const Time asked = station.loop.now();
    rest.get(Call::other, std::string{target::kServerTime}, true, {},
             [&station, &rest, choice, look, asked](const Reply& reply) {
                 look->findings.clock = clock_of(reply, asked);
                 if (look->findings.clock) station.clock_offset = look->findings.clock->offset;
                 ask_the_rest(station, rest, choice, look);
             });
}

}  // namespace twinleg::venues::lighter
