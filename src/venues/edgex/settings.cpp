#include "venues/edgex/settings.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace twinleg::venues::edgex {
namespace {

constexpr std::string_view kPublicPath = "/api/v1/public/ws";  // in both generations
constexpr std::string_view kPrivatePath = "/api/v1/private/ws";

struct Hosts {
    std::string_view rest;
    std::string_view ws;
};

Hosts hosts_of(Generation generation, bool testnet) {
    if (generation == Generation::v1)
        return testnet
                   ? Hosts{"https://testnet.edgex.exchange", "wss://quote-testnet.edgex.exchange"}
                   : Hosts{"https://pro.edgex.exchange", "wss://quote.edgex.exchange"};
    if (testnet)
        throw std::invalid_argument(
            "edgex: V2 has no public test network; use version v1 there, or --mode sim");
    return {"https://edgex-prod-v2.edgex.exchange", "wss://edgex-quote-prod-v2.edgex.exchange"};
}

std::string option(const Setup& setup, std::string_view name, std::string_view otherwise) {
    const auto found = setup.options.find(name);
    return found == setup.options.end() || found->second.empty() ? std::string{otherwise}
                                                                 : found->second;
}

net::Url url_of(std::string_view what, std::string_view text) {
    auto url = net::Url::parse(text);
    if (!url)
        throw std::invalid_argument("edgex: the " + std::string{what} + " address \"" +
                                    std::string{text} + "\": " + url.error().message);
    return std::move(*url);
}

// A bare address, or that of either socket: the one of `path`.
net::Url socket_url(std::string_view text, std::string_view path) {
    net::Url url = url_of("socket", text);
    url.path = url.path.substr(0, url.path.find('?'));
    if (url.path == "/" || url.path.ends_with(kPublicPath) || url.path.ends_with(kPrivatePath))
        url.path = path;
    return url;
}

}  // namespace

Settings Settings::read(const Setup& setup) {
    Settings out;
    const std::string version = option(setup, "version", "v2");
    if (version != "v1" && version != "v2")
        throw std::invalid_argument("edgex: version \"" + version + "\" is neither v1 nor v2");
    out.generation = version == "v1" ? Generation::v1 : Generation::v2;

    const std::string depth = option(setup, "depth", "200");
    if (depth != "15" && depth != "200")
        throw std::invalid_argument("edgex: depth \"" + depth + "\" is neither 15 nor 200");
    out.depth = depth == "15" ? 15 : 200;

    const std::string network = option(setup, "network", "mainnet");
    if (network != "mainnet" && network != "testnet")
        throw std::invalid_argument("edgex: network \"" + network +
                                    "\" is neither mainnet nor testnet");
    const std::string& transport = setup.order_transport;
    if (!transport.empty() && transport != "rest" && transport != "browser")
        throw std::invalid_argument("edgex: orders go by rest or browser, not by \"" + transport +
                                    '"');
    out.by_page = transport == "browser" && setup.trading;
    const std::string data = option(setup, "market_data", "venue");
    if (data != "venue" && data != "page")
        throw std::invalid_argument("edgex: market_data \"" + data +
                                    "\" is neither venue nor page");
    out.page_quotes = out.by_page && data == "page";

    const Endpoints& given = setup.endpoints;
    const bool own = given.rest.empty() || given.ws.empty();
    const Hosts hosts = own ? hosts_of(out.generation, network == "testnet") : Hosts{};
    out.rest = url_of("REST", given.rest.empty() ? hosts.rest : std::string_view{given.rest});
    const std::string_view ws = given.ws.empty() ? hosts.ws : std::string_view{given.ws};
    out.public_ws = socket_url(ws, kPublicPath);
    out.private_ws = socket_url(given.private_ws.empty() ? ws : std::string_view{given.private_ws},
                                kPrivatePath);
    out.ca_file = given.ca_file;

    out.coin = setup.slot.coin;
    out.symbol = setup.slot.symbol;
    if (out.symbol.empty()) {
        if (out.coin.empty())
            throw std::invalid_argument("edgex: neither coin nor symbol is given");
        out.symbol = out.coin + (out.generation == Generation::v1 ? "USD" : "USDC");
    }
    out.contract_id = option(setup, "contract_id", "");
    out.trading = setup.trading;
    out.desk_tag = setup.desk_tag.empty() ? "twinleg" : setup.desk_tag;
    if (out.desk_tag.size() > 12 ||
        !std::ranges::all_of(out.desk_tag, [](unsigned char c) { return std::isalnum(c) != 0; }))
        throw std::invalid_argument("edgex: desk tag \"" + out.desk_tag +
                                    "\" is not up to 12 letters and digits");
    return out;
}

std::string Settings::path(std::string_view name) const {
    return std::string{generation == Generation::v1 ? "/api/v1/" : "/api/v2/"}.append(name);
}

std::string_view Settings::variable_of(std::string_view word) const {
    const auto has = [&](std::string_view part) { return word.find(part) != word.npos; };
    const bool v1 = generation == Generation::v1;
    if (has("ACCOUNT")) return "EDGEX_ACCOUNT_ID";
    if (word.empty() && v1) return "EDGEX_ACCOUNT_ID and EDGEX_STARK_PRIVATE_KEY";
    if (v1) return "EDGEX_STARK_PRIVATE_KEY";
    if (has("PASSPHRASE")) return "EDGEX_API_PASSPHRASE";
    if (has("API_KEY")) return "EDGEX_API_KEY";
    if (has("L2")) return "EDGEX_TRADING_PRIVATE_KEY";
    if (has("SIGNATURE")) return "EDGEX_API_SECRET";
    return "EDGEX_ACCOUNT_ID, EDGEX_API_KEY, EDGEX_API_PASSPHRASE and EDGEX_API_SECRET";
}

}  // namespace twinleg::venues::edgex
