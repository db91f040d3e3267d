#include "venues/backpack/settings.h"

#include <stdexcept>

namespace twinleg::venues::backpack {
namespace {

constexpr std::string_view kRest = "https://api.backpack.exchange";
constexpr std::string_view kStream = "wss://ws.backpack.exchange";

net::Url url_of(std::string_view what, std::string_view given, std::string_view otherwise) {
    const std::string_view text = given.empty() ? otherwise : given;
    auto url = net::Url::parse(text);
    if (!url)
        throw std::invalid_argument("backpack: the " + std::string{what} + " address \"" +
                                    std::string{text} + "\": " + url.error().message);
    return *std::move(url);
}

}  // namespace

Settings Settings::read(const Setup& setup) {
    if (!setup.options.empty())
        throw std::invalid_argument("backpack: there is no option \"" +
                                    setup.options.begin()->first + '"');
    if (!setup.order_transport.empty() && setup.order_transport != "rest")
        throw std::invalid_argument("backpack: orders go by rest, not by \"" +
                                    setup.order_transport + '"');
    const Endpoints& given = setup.endpoints;
    if (given.rest.empty() != given.ws.empty())
        throw std::invalid_argument(
            "backpack: of REST and socket addresses one alone is given; never one network's orders "
            "beside another's books");
    Settings out;
    out.rest = url_of("REST", given.rest, kRest);
    out.public_ws = url_of("socket", given.ws, kStream);
    out.private_ws = url_of("private socket", given.private_ws,
                            given.ws.empty() ? kStream : std::string_view{given.ws});
    out.ca_file = given.ca_file;
    out.coin = setup.slot.coin;
    out.symbol = setup.slot.symbol;
    if (out.symbol.empty()) {
        if (out.coin.empty())
            throw std::invalid_argument("backpack: neither coin nor symbol is given");
        out.symbol = out.coin + "_USDC_PERP";
    }
    out.trading = setup.trading;
    return out;
}

}  // namespace twinleg::venues::backpack
