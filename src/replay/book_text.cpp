#include "replay/book_text.h"

namespace twinleg::replay {

std::string to_json(const book::OrderBook& book, std::size_t levels) {
    const auto side = [&](Side which) {
        std::string out = "[";
        for (const Level& level : book.levels(which, levels)) {
            if (out.size() > 1) out += ",";
            out += "[\"" + to_text(level.price) + "\",\"" + to_text(level.quantity) + "\"]";
        }
        return out + "]";
    };
    return "{\"sequence\":" + std::to_string(book.sequence()) + ",\"bids\":" + side(Side::buy) +
           ",\"asks\":" + side(Side::sell) + "}";
}

}  // namespace twinleg::replay
