#include "venues/kit/rest_book.h"

namespace twinleg::venues::kit {

Result<RestBook> read_rest_book(std::string_view body, std::string_view time_name) {
    RestBook book;
    bool has_bids = false;
    bool has_asks = false;
    JsonCursor at{body};
    std::string_view key;
    for (at.enter('{'); at.member(key);) {
        if (key == "bids") {
            has_bids = at.levels(book.bids);
        } else if (key == "asks") {
            has_asks = at.levels(book.asks);
        } else {
            const JsonValue v = at.value();
            if (key == "lastUpdateId") book.last = v;
            if (key == time_name) book.time = v;
        }
    }
    if (!at.finished()) return at.error("depth");
    if (!has_bids || !has_asks) return fail(Errc::missing, "depth: bids or asks are missing");
    return book;
}

}  // namespace twinleg::venues::kit
