#include "sim/wire/paradex/channel.h"

#include <algorithm>
#include <array>
#include <vector>

namespace twinleg::sim::wire::paradex {
namespace {

using Kind = Channel::Kind;

std::vector<std::string_view> split(std::string_view text, char mark) {
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t at = text.find(mark);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

std::unexpected<std::string> bad(std::string sentence) {
    return std::unexpected{std::move(sentence)};
}

// "100ms"; nothing for what is not among `allowed`.
std::optional<Duration> interval_of(std::string_view text,
                                    std::initializer_list<std::int64_t> allowed) {
    for (const std::int64_t ms : allowed) {
        if (text == std::to_string(ms) + "ms") return milliseconds(ms);
    }
    return std::nullopt;
}

struct Word {
    std::string_view text;
    Kind kind;
    bool with_market;
};
constexpr std::array kWords{
    Word{"bbo", Kind::bbo, true},
    Word{"trades", Kind::trades, true},
    Word{"markets_summary", Kind::summary, true},
    Word{"funding_data", Kind::funding, true},
    Word{"orders", Kind::orders, true},
    Word{"fills", Kind::fills, true},
    Word{"funding_payments", Kind::funding_payments, true},
    Word{"positions", Kind::positions, false},
    Word{"account", Kind::account, false},
    Word{"balance_events", Kind::balance_events, false},
    Word{"transfers", Kind::quiet, false},
    Word{"transaction", Kind::quiet, false},
    Word{"tradebusts", Kind::quiet, false},
    Word{"block_trades", Kind::quiet, false},
    Word{"mmp", Kind::quiet, false},
};

std::expected<void, std::string> read_market(std::string_view text, const Exchange& exchange,
                                             Channel& channel) {
    if (text == "ALL") return {};
    const Instrument* at = exchange.find(text);
    if (at == nullptr) return bad("there is no market " + std::string{text});
    channel.market = at->id;
    return {};
}

// snapshot@15@100ms[@0_1], interactive@15@100ms[@…], deltas, interactive_deltas.
std::expected<void, std::string> read_feed(std::string_view text, bool binary, Channel& channel) {
    const auto parts = split(text, '@');
    const std::string_view feed = parts.front();
    channel.interactive = feed.starts_with("interactive");
    if (feed == "deltas" || feed == "interactive_deltas") {
        channel.kind = Kind::book_deltas;
        // Production refuses parameters; the SDK's names always have them.
        if (parts.size() > 1 && binary) return bad("no parameters expected for deltas topic.");
        return {};
    }
    channel.kind = Kind::book_snapshot;
    if (feed != "snapshot" && feed != "interactive")
        return bad("there is no order book feed " + std::string{feed});
    if (parts.size() < 3 || parts.size() > 4 || parts[1] != "15")
        return bad("an order book snapshot has 15 levels and an interval");
    const auto interval = channel.interactive ? interval_of(parts[2], {100, 200, 400})
                                              : interval_of(parts[2], {50, 100});
    if (!interval) return bad("there is no interval " + std::string{parts[2]});
    channel.interval = *interval;
    if (parts.size() < 4) return {};
    std::string tick{parts[3]};
    std::ranges::replace(tick, '_', '.');
    const auto step = parse_price(tick);
    if (!step || !step->is_positive()) return bad("there is no price tick " + tick);
    channel.tick = *step;
    return {};
}

}  // namespace

std::expected<Channel, std::string> parse_channel(std::string_view name, const Exchange& exchange,
                                                  bool binary) {
    Channel channel;
    channel.name = name;
    const auto parts = split(name, '.');
    const std::string_view word = parts.front();
    if (word == "funding_rate_comparison" && parts.size() == 2) {
        const auto interval = parts[1].starts_with("ALL@")
                                  ? interval_of(parts[1].substr(4), {500, 1000})
                                  : std::nullopt;
        if (!interval) return bad("funding_rate_comparison is told ALL@500ms or ALL@1000ms");
        channel.kind = Kind::comparison;
        channel.interval = *interval;
        return channel;
    }
    if (word == "order_book" && parts.size() == 3) {
        if (auto fine = read_market(parts[1], exchange, channel); !fine) return bad(fine.error());
        if (!channel.market) return bad("an order book is of one market");
        if (auto fine = read_feed(parts[2], binary, channel); !fine) return bad(fine.error());
        return channel;
    }
    const auto found = std::ranges::find(kWords, word, &Word::text);
    if (found == kWords.end()) return bad("there is no channel " + std::string{name});
    channel.kind = found->kind;
    if (parts.size() == 1 && (!found->with_market || channel.kind == Kind::summary)) return channel;
    const bool touch = channel.kind == Kind::bbo && parts.size() == 3 && parts[2] == "interactive";
    channel.interactive = touch;
    if (!found->with_market || (parts.size() != 2 && !touch))
        return bad("there is no channel " + std::string{name});
    if (auto fine = read_market(parts[1], exchange, channel); !fine) return bad(fine.error());
    return channel;
}

}  // namespace twinleg::sim::wire::paradex
