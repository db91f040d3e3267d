#include "sim/wire/lighter/channel.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace twinleg::sim::wire::lighter {
namespace {

// What stands behind a topic.
enum class Tail { nothing, market, market_or_all, market_step, account, market_account };
struct Topic {
    std::string_view name;
    Tail tail;
    bool needs_auth;
};

constexpr std::array kTopics{
    Topic{"order_book", Tail::market, false},
    Topic{"ticker", Tail::market, false},
    Topic{"market_stats", Tail::market_or_all, false},
    Topic{"spot_market_stats", Tail::market_or_all, false},
    Topic{"trade", Tail::market, false},
    Topic{"candle", Tail::market_step, false},
    Topic{"height", Tail::nothing, false},
    Topic{"account_all", Tail::account, false},
    Topic{"account_all_positions", Tail::account, false},
    Topic{"account_all_trades", Tail::account, false},
    Topic{"user_stats", Tail::account, false},
    Topic{"account_market", Tail::market_account, true},
    Topic{"account_orders", Tail::market_account, true},
    Topic{"account_all_orders", Tail::account, true},
    Topic{"account_all_assets", Tail::account, true},
    Topic{"account_tx", Tail::account, true},
    Topic{"notification", Tail::account, true},
};

constexpr std::int64_t kMinute = 60'000;
constexpr std::array<std::pair<std::string_view, std::int64_t>, 8> kSteps{{
    {"1m", kMinute},
    {"5m", 5 * kMinute},
    {"15m", 15 * kMinute},
    {"30m", 30 * kMinute},
    {"1h", 60 * kMinute},
    {"4h", 240 * kMinute},
    {"12h", 720 * kMinute},
    {"1d", 1440 * kMinute},
}};

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find_first_of("/:");
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string Channel::spoken() const {
    if (topic != "account_orders") return name;
    return topic + ":" + std::to_string(market->id);
}

Checked<Channel> parse_channel(std::string_view text, Members& members) {
    const auto invalid = [] { return refuse(Code::ws_invalid_channel); };
    const auto parts = parts_of(text);
    const auto topic = std::ranges::find(kTopics, parts[0], &Topic::name);
    if (topic == kTopics.end()) return invalid();

    Channel channel;
    channel.topic = topic->name;
    channel.name = topic->name;
    for (std::size_t i = 1; i < parts.size(); ++i)
        channel.name += ":" + std::string{parts[i]};
    channel.needs_auth = topic->needs_auth;

    const auto market = [&](std::string_view part) {
        const auto id = number(part);
        channel.market = id ? find_market(*id) : nullptr;
        return channel.market != nullptr;
    };
    const auto account = [&](std::string_view part) {
        const auto index = number(part);
        channel.member = index ? members.find(*index) : nullptr;
        return channel.member != nullptr;
    };
    const auto step = [&](std::string_view part) {
        const auto found =
            std::ranges::find(kSteps, part, [](const auto& each) { return each.first; });
        if (found != kSteps.end()) channel.candle_step_ms = found->second;
        return found != kSteps.end();
    };
    bool good = false;
    switch (topic->tail) {
        case Tail::nothing:
            good = parts.size() == 1;
            break;
        case Tail::market:
            good = parts.size() == 2 && market(parts[1]);
            break;
        case Tail::market_or_all:
            good = parts.size() == 2 && (parts[1] == "all" || market(parts[1]));
            break;
        case Tail::market_step:
            good = parts.size() == 3 && market(parts[1]) && step(parts[2]);
            break;
        case Tail::account:
            good = parts.size() == 2 && account(parts[1]);
            break;
        case Tail::market_account:
            good = parts.size() == 3 && market(parts[1]) && account(parts[2]);
            break;
    }
    if (!good) return invalid();
    return channel;
}

}  // namespace twinleg::sim::wire::lighter
