#include "sim/wire/paradex/order_note.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/wire/paradex/json_text.h"

namespace twinleg::sim::wire::paradex {

void write_note(const OrderNote& note, OrderRequest& request) {
    request.venue_data = fmt::format("{}|{}|{}|{}|{}", note.type, note.instruction, note.stp,
                                     note.signed_at_ms, note.interactive ? 1 : 0);
}

OrderNote read_note(const OrderRequest& request) {
    std::array<std::string_view, 5> parts;
    std::string_view rest = request.venue_data;
    for (std::string_view& part : parts) {
        part = rest.substr(0, rest.find('|'));
        rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    }
    return {.type = std::string{parts[0]},
            .instruction = std::string{parts[1]},
            .stp = std::string{parts[2]},
            .signed_at_ms = parse_integer(parts[3]).value_or(0),
            .interactive = parts[4] == "1"};
}

}  // namespace twinleg::sim::wire::paradex
