#include "sim/wire/aster/stream.h"

#include <algorithm>

#include "sim/wire/aster/kline_forms.h"

namespace twinleg::sim::wire::aster {

namespace {

const Market* find_lower(const Markets& markets, std::string_view lower) {
    for (const Market& each : markets.all()) {
        const std::string& symbol = each.instrument.symbol;
        const bool same = std::ranges::equal(symbol, lower, [](char upper, char given) {
            const bool letter = upper >= 'A' && upper <= 'Z';
            return given == (letter ? static_cast<char>(upper - 'A' + 'a') : upper);
        });
        if (same) return &each;
    }
    return nullptr;
}

// "@500ms" of a depth stream, or nothing.
std::optional<Duration> pace_of(std::string_view text) {
    if (text.empty()) return milliseconds(250);
    if (text == "@500ms") return milliseconds(500);
    if (text == "@100ms") return milliseconds(100);
    return std::nullopt;
}

std::optional<Stream> depth_stream(const Market* market, std::string_view text) {
    Stream out{.kind = StreamKind::depth, .market = market};
    for (const std::string_view levels : {"20", "10", "5"}) {
        if (!text.starts_with(levels) || text.starts_with("500")) continue;
        out.kind = StreamKind::partial_depth;
        out.levels = levels == "5" ? 5 : levels == "10" ? 10 : 20;
        text.remove_prefix(levels.size());
        break;
    }
    const auto pace = pace_of(text);
    if (!pace) return std::nullopt;
    out.every = *pace;
    return out;
}

std::optional<Stream> mark_stream(const Market* market, std::string_view text) {
    if (!text.empty() && text != "@1s") return std::nullopt;
    return Stream{.kind = StreamKind::mark_price,
                  .market = market,
                  .every = text.empty() ? seconds(3) : seconds(1)};
}

std::optional<Stream> stream_of_all(std::string_view name) {
    if (name == "!bookTicker") return Stream{.kind = StreamKind::book_ticker};
    if (name == "!forceOrder@arr") return Stream{.kind = StreamKind::force_order};
    if (name == "!miniTicker@arr")
        return Stream{.kind = StreamKind::mini_ticker, .every = seconds(1), .array = true};
    if (name == "!ticker@arr")
        return Stream{.kind = StreamKind::ticker, .every = seconds(1), .array = true};
    constexpr std::string_view kMark = "!markPrice@arr";
    if (!name.starts_with(kMark)) return std::nullopt;
    auto out = mark_stream(nullptr, name.substr(kMark.size()));
    if (out) out->array = true;
    return out;
}

}  // namespace

std::optional<Stream> parse_stream(const Markets& markets, std::string_view name) {
    if (name.starts_with('!')) return stream_of_all(name);
    const auto at = name.find('@');
    if (at == std::string_view::npos) return std::nullopt;
    const Market* market = find_lower(markets, name.substr(0, at));
    if (market == nullptr) return std::nullopt;
    const std::string_view what = name.substr(at + 1);
    if (what.starts_with("depth")) return depth_stream(market, what.substr(5));
    if (what.starts_with("markPrice")) return mark_stream(market, what.substr(9));
    if (what == "bookTicker") return Stream{.kind = StreamKind::book_ticker, .market = market};
    if (what == "aggTrade") return Stream{.kind = StreamKind::aggregate, .market = market};
    if (what == "forceOrder") return Stream{.kind = StreamKind::force_order, .market = market};
    if (what == "miniTicker")
        return Stream{.kind = StreamKind::mini_ticker, .market = market, .every = seconds(1)};
    if (what == "ticker")
        return Stream{.kind = StreamKind::ticker, .market = market, .every = seconds(1)};
    if (what.starts_with("kline_") && parse_interval(what.substr(6)))
        return Stream{.kind = StreamKind::kline,
                      .market = market,
                      .every = milliseconds(250),
                      .interval = what.substr(6)};
    return std::nullopt;
}

}  // namespace twinleg::sim::wire::aster
