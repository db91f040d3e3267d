#include "venues/aster/settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

namespace twinleg::venues::aster {
namespace {

constexpr std::string_view kRest = "https://fapi.asterdex.com";
constexpr std::string_view kStream = "wss://fstream.asterdex.com";
constexpr std::string_view kTestRest = "https://fapi.asterdex-testnet.com";
constexpr std::uint64_t kChain = 1666;
constexpr std::uint64_t kTestChain = 714;
constexpr std::uint64_t kLongestCountdownMs = 600'000;

net::Url url_of(std::string_view what, std::string_view text) {
    auto url = net::Url::parse(text);
    if (!url)
        throw std::invalid_argument("aster: the " + std::string{what} + " address \"" +
                                    std::string{text} + "\": " + url.error().message);
    return *std::move(url);
}

// Whatever path stands behind it, the streams have their own.
net::Url socket_url(std::string_view what, std::string_view text) {
    net::Url url = url_of(what, text);
    url.path = "/";
    return url;
}

std::uint64_t number_of(const std::string& name, const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc{} || end != text.data() + text.size())
        throw std::invalid_argument("aster: option " + name + " \"" + text +
                                    "\" is not a whole number");
    return number;
}

}  // namespace

Settings Settings::read(const Setup& setup) {
    if (!setup.order_transport.empty() && setup.order_transport != "rest")
        throw std::invalid_argument("aster: orders go by rest, not by \"" + setup.order_transport +
                                    '"');
    Settings out;
    const bool has_v1 = setup.credentials.find(kKeyVariable).has_value() &&
                        setup.credentials.find(kSecretVariable).has_value();
    const bool has_v3 = setup.credentials.find(kPrivateKeyVariable).has_value();
    out.generation = has_v1 || !has_v3 ? Generation::v1 : Generation::v3;
    bool testnet = false;
    std::optional<std::uint64_t> chain;
    for (const auto& [name, value] : setup.options) {
        if (name == "version") {
            if (value.empty()) continue;
            if (value != "v1" && value != "v3")
                throw std::invalid_argument("aster: version \"" + value +
                                            "\" is neither v1 nor v3");
            out.generation = value == "v1" ? Generation::v1 : Generation::v3;
        } else if (name == "network") {
            if (value != "mainnet" && value != "testnet")
                throw std::invalid_argument("aster: network \"" + value +
                                            "\" is neither mainnet nor testnet");
            testnet = value == "testnet";
        } else if (name == "chain_id") {
            chain = number_of(name, value);
        } else if (name == "countdown_ms") {
            const std::uint64_t ms = number_of(name, value);
            if (ms > kLongestCountdownMs || (ms > 0 && ms < 5'000))
                throw std::invalid_argument("aster: countdown_ms is 0, or between 5000 and 600000");
            out.countdown = milliseconds(static_cast<std::int64_t>(ms));
        } else {
            throw std::invalid_argument(
                "aster: there is no option \"" + name +
                "\"; there are version, network, chain_id and countdown_ms");
        }
    }
    out.chain_id = chain.value_or(testnet ? kTestChain : kChain);

    const Endpoints& given = setup.endpoints;
    if (testnet && given.ws.empty())
        throw std::invalid_argument(
            "aster: the test network's stream address is not published; name it (ws)");
    if (given.rest.empty() && !given.ws.empty() && !testnet)
        throw std::invalid_argument("aster: a socket address is given, and no REST address");
    if (!given.rest.empty() && given.ws.empty())
        throw std::invalid_argument("aster: a REST address is given, and no socket address");
    out.rest = url_of("REST", !given.rest.empty() ? std::string_view{given.rest}
                              : testnet           ? kTestRest
                                                  : kRest);
    const std::string_view ws = given.ws.empty() ? kStream : std::string_view{given.ws};
    out.public_ws = socket_url("socket", ws);
    out.private_ws = socket_url("private socket",
                                given.private_ws.empty() ? ws : std::string_view{given.private_ws});
    out.ca_file = given.ca_file;

    out.coin = setup.slot.coin;
    out.symbol = setup.slot.symbol;
    if (out.symbol.empty()) {
        if (out.coin.empty())
            throw std::invalid_argument("aster: neither coin nor symbol is given");
        out.symbol = out.coin + "USDT";
    }
    out.trading = setup.trading;
    if (setup.desk_tag.size() > 12 ||
        !std::ranges::all_of(setup.desk_tag, [](unsigned char c) { return std::isalnum(c) != 0; }))
        throw std::invalid_argument("aster: desk tag \"" + setup.desk_tag +
                                    "\" is not up to 12 letters and digits");
    return out;
}

std::string Settings::path(std::string_view name) const {
    std::string_view number = "v3";
    if (generation == Generation::v1) {
        number = "v1";
        if (name == "positionRisk" || name == "balance") number = "v2";
        if (name == "account") number = "v4";
    } else if (name == "account") {
        name = "accountWithJoinMargin";
    }
    return std::string{"/fapi/"}.append(number).append("/").append(name);
}

}  // namespace twinleg::venues::aster
