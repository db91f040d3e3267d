#include "sim/wire/edgex/channel.h"

#include <algorithm>
#include <vector>

#include "sim/wire/edgex/windows.h"

namespace twinleg::sim::wire::edgex {

namespace {

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> out;
    while (true) {
        const auto dot = text.find('.');
        out.push_back(text.substr(0, dot));
        if (dot == std::string_view::npos) return out;
        text.remove_prefix(dot + 1);
    }
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

using Parsed = std::expected<Channel, ChannelError>;

Parsed error(std::string_view code, std::string_view what, std::string_view text) {
    return std::unexpected{ChannelError{code, std::string{what} + " : " + std::string{text}}};
}

Parsed no_channel(std::string_view text) {
    return error("GATEWAY_INVALID_CHANNEL", "invalid channel", text);
}

// The channel with its contract, or what is wrong with that.
Parsed with_contract(const Contracts& contracts, Channel channel, std::string_view id,
                     std::string_view text) {
    if (!is_number(id)) return no_channel(text);
    const Contract* found = contracts.find(id);
    if (found == nullptr) return error("INVALID_CONTRACT_ID", "invalid contract id", id);
    channel.contract = found->instrument.id;
    return channel;
}

Parsed parse_depth(const Contracts& contracts, const std::vector<std::string_view>& parts,
                   std::string_view text) {
    if (parts.size() != 2 && parts.size() != 3) return no_channel(text);
    auto channel = with_contract(contracts, {.kind = Channel::Kind::depth}, parts[1], text);
    if (!channel || parts.size() == 2) return channel;
    const auto depth = Windows::parse(parts[2]);
    if (!depth) return error("GATEWAY_INVALID_BOOK_DEPTH", "invalid book depth", parts[2]);
    channel->depth = *depth;
    return channel;
}

Parsed parse_kline(const Contracts& contracts, const std::vector<std::string_view>& parts,
                   std::string_view text) {
    if (parts.size() != 3 && parts.size() != 4) return no_channel(text);
    Channel channel{.kind = Channel::Kind::kline};
    if (parts.size() == 4) {
        const auto price = parse_price_type(parts[1]);
        if (!price)
            return error("GATEWAY_INVALID_KLINE_PRICE_TYPE", "invalid kline price type", parts[1]);
        channel.price = *price;
    }
    const auto type = parse_kline_type(parts.back());
    if (!type)
        return error("GATEWAY_INVALID_KLINE_INTERVAL", "invalid kline interval", parts.back());
    channel.kline = *type;
    return with_contract(contracts, channel, parts[parts.size() - 2], text);
}

}  // namespace

Parsed parse_channel(const Contracts& contracts, std::string_view text) {
    using Kind = Channel::Kind;
    if (text == "metadata") return Channel{.kind = Kind::metadata};
    if (text == "ticker.all") return Channel{.kind = Kind::ticker_all};
    if (text == "ticker.all.1s") return Channel{.kind = Kind::ticker_all_second};
    if (text == "bookTicker.all.1s") return Channel{.kind = Kind::book_ticker};
    if (text == "fundingRate.all") return Channel{.kind = Kind::funding_all};
    const auto parts = split(text);
    if (parts[0] == "depth") return parse_depth(contracts, parts, text);
    if (parts[0] == "kline") return parse_kline(contracts, parts, text);
    if (parts.size() != 2) return no_channel(text);
    if (parts[0] == "ticker")
        return with_contract(contracts, {.kind = Kind::ticker}, parts[1], text);
    if (parts[0] == "trades" || parts[0] == "trade")
        return with_contract(contracts, {.kind = Kind::trades}, parts[1], text);
    if (parts[0] == "fundingRate")
        return with_contract(contracts, {.kind = Kind::funding}, parts[1], text);
    return no_channel(text);
}

}  // namespace twinleg::sim::wire::edgex
