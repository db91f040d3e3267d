// The last resort without an engine: cancel all, then look until nothing is open.

#include <ostream>

#include <fmt/format.h>

#include "app/inquirer.h"

namespace twinleg::app {

namespace {

constexpr int kTries = 30;
constexpr Duration kPause = seconds(1);  // before the next try

}  // namespace

bool cancel_everything(LiveVenues& venues, std::ostream& log) {
    bool all = true;
    const auto connectors = venues.connectors();
    for (std::size_t i = 0; i < connectors.size(); ++i) {
        Inquirer inquirer(venues, {static_cast<std::uint8_t>(i)});
        const auto name = connectors[i]->name();
        bool none = false;
        for (int attempt = 0; attempt < kTries && !none; ++attempt) {
            const bool done = inquirer.cancel_all();
            const auto open = inquirer.open_orders();
            none = done && open == 0u;
            if (!none) inquirer.pass(kPause);
            log << fmt::format(
                "{}: cancel all {}, {}\n", name, done ? "done" : "not answered",
                open ? fmt::format("{} orders open", *open) : std::string("open orders not known"));
        }
        all = all && none;
    }
    return all;
}

}  // namespace twinleg::app
