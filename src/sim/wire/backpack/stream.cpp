#include "sim/wire/backpack/stream.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/wire/backpack/kline_forms.h"

namespace twinleg::sim::wire::backpack {

namespace {

struct Known {
    std::string_view name;
    StreamKind kind;
};
constexpr std::array kOfAMarket{
    Known{"bookTicker", StreamKind::book_ticker},
    Known{"depth", StreamKind::depth},
    Known{"trade", StreamKind::trade},
    Known{"markPrice", StreamKind::mark_price},
    Known{"ticker", StreamKind::ticker},
    Known{"kline", StreamKind::kline},
    Known{"openInterest", StreamKind::open_interest},
};
constexpr std::array<std::string_view, 3> kDepthIntervals{"200ms", "600ms", "1000ms"};

// What stands before the first point, which goes with it.
std::string_view take_word(std::string_view& text) {
    const auto point = std::min(text.find('.'), text.size());
    const std::string_view word = text.substr(0, point);
    text.remove_prefix(std::min(point + 1, text.size()));
    return word;
}

}  // namespace

std::optional<Stream> parse_stream(const Markets& markets, std::string_view name) {
    if (name == "liquidation") return Stream{.kind = StreamKind::liquidation};
    std::string_view rest = name;
    const std::string_view word = take_word(rest);
    Stream out;
    if (word == "account") {
        const std::string_view what = take_word(rest);
        if (what != "orderUpdate" && what != "positionUpdate") return std::nullopt;
        out.kind = what == "orderUpdate" ? StreamKind::order_update : StreamKind::position_update;
        if (rest.empty()) return out;
    } else {
        const auto known = std::ranges::find(kOfAMarket, word, &Known::name);
        if (known == kOfAMarket.end()) return std::nullopt;
        out.kind = known->kind;
        if (out.kind == StreamKind::kline) {
            out.interval = take_word(rest);
            if (!parse_interval(out.interval)) return std::nullopt;
        }
        if (out.kind == StreamKind::depth && rest.find('.') != std::string_view::npos) {
            out.interval = take_word(rest);
            if (std::ranges::find(kDepthIntervals, out.interval) == kDepthIntervals.end())
                return std::nullopt;
        }
    }
    out.market = markets.find(rest);
    if (out.market == nullptr) return std::nullopt;
    return out;
}

}  // namespace twinleg::sim::wire::backpack
