#include "tests/conformance/ways.h"

#include <ostream>

#include "app/catalog.h"
#include "app/wire_catalog.h"
#include "tests/conformance/edgex_page.h"

namespace twinleg::conformance {
namespace {

std::shared_ptr<void> make_edgex_page(const PageSetup& setup) {
    return std::make_shared<EdgexPage>(setup.loop, setup.venue, setup.options.at("version"),
                                       setup.keys, setup.port);
}

// A new venue is its line, and one for every further way to speak to it.
std::vector<Way> all() {
    const Way lighter{.name = "lighter",
                      .orders_are_http = false,
                      .cancel_window = milliseconds(200),
                      .socket_life = minutes(24 * 60),
                      .mistakes = {{"API_KEY_PRIVATE_KEY", "", ""},
                                   {"LIGHTER_ACCOUNT_INDEX", "4711", ""},
                                   {"LIGHTER_API_KEY_INDEX", "9", ""}},
                      .metadata = "/orderBookDetails",
                      .tick_fields = {"price_decimals", "supported_price_decimals"},
                      .id_option = "market_id"};
    const Way edgex{.name = "edgex",
                    .metadata = "/getMetaData",
                    .tick_fields = {"tickSize"},
                    .id_option = "contract_id"};
    const std::vector<Mistake> v1{{"EDGEX_STARK_PRIVATE_KEY", "", ""},
                                  {"EDGEX_ACCOUNT_ID", "4711", ""}};
    const std::vector<Mistake> v2{{"EDGEX_API_KEY", "", ""},
                                  {"EDGEX_API_PASSPHRASE", "", ""},
                                  {"EDGEX_API_SECRET", "", ""},
                                  {"EDGEX_ACCOUNT_ID", "4711", ""}};

    std::vector<Way> out;
    const auto add = [&](Way way, std::string_view suffix, std::string transport,
                         Texts options = {}) -> Way& {
        way.wire = app::find_wire_venue(way.name);
        way.kind = app::find_kind(way.name);
        if (!suffix.empty()) way.name.append("_").append(suffix);
        way.transport = std::move(transport);
        way.options = std::move(options);
        return out.emplace_back(std::move(way));
    };
    add(lighter, "websocket", "websocket");
    add(lighter, "rest", "rest").orders_are_http = true;
    Way& edgex_v2 = add(edgex, "v2", "rest", {{"version", "v2"}});
    edgex_v2.mistakes = v2;
    edgex_v2.order_mistakes = {{"EDGEX_TRADING_PRIVATE_KEY", "", ""}};
    add(edgex, "v1", "rest", {{"version", "v1"}}).mistakes = v1;
    const Way backpack{.name = "backpack",
                       .mistakes = {{"BACKPACK_SECRET_KEY", "", ""}},
                       .metadata = "/api/v1/market",
                       .tick_fields = {"tickSize"}};
    const Way aster{.name = "aster",
                    .socket_life = minutes(24 * 60),
                    .metadata = "/exchangeInfo",
                    .tick_fields = {"tickSize"}};
    add(backpack, "", "rest");
    add(aster, "v1", "rest", {{"version", "v1"}}).mistakes = {{"ASTER_API_KEY", "", ""},
                                                              {"ASTER_API_SECRET", "", ""}};
    add(aster, "v3", "rest", {{"version", "v3"}}).mistakes = {{"ASTER_SIGNER_PRIVATE_KEY", "", ""}};
    // That the venue ends a socket's orders with the socket has a test of its own.
    const Way paradex{.name = "paradex",
                      .orders_are_http = false,
                      .mistakes = {{"PARADEX_L2_PRIVATE_KEY", "", ""}},
                      .metadata = "/markets",
                      .tick_fields = {"price_tick_size"}};
    add(paradex, "websocket", "websocket", {{"cancel_on_disconnect", "no"}});
    add(paradex, "json", "websocket", {{"cancel_on_disconnect", "no"}, {"encoding", "json"}});
    add(paradex, "rest", "rest").orders_are_http = true;
    for (const auto* version : {"v2", "v1"}) {
        Way& way = add(edgex, std::string{version} + "_browser", "browser",
                       {{"version", version}, {"bridge_port", "0"}, {"browser_loopback", "yes"}});
        way.page = make_edgex_page;
        way.page_settings = {{std::string{kPageToken}, std::string{kPageTokenValue}}};
    }
    return out;
}

}  // namespace

std::vector<Way> ways() {
    std::vector<Way> out = all();
    std::erase_if(out, [](const Way& way) { return way.wire == nullptr || way.kind == nullptr; });
    return out;
}

void PrintTo(const Way& way, std::ostream* out) {
    *out << way.name;
}

}  // namespace twinleg::conformance
