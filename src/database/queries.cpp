#include "database/queries.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace twinleg::database {

std::string coin_of(std::string_view pair) {
    if (const auto colon = pair.find(':'); colon != std::string_view::npos)
        pair.remove_prefix(colon + 1);
    std::string coin;
    for (const char c : pair.substr(0, pair.find_first_of("-/_")))
        coin += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (const std::string_view quote : {"USDT", "USDC", "USD"})
        if (coin.size() > quote.size() && coin.ends_with(quote)) {
            coin.resize(coin.size() - quote.size());
            break;
        }
    return coin;
}

Result<Spreads> latest_spreads(Connection& connection, std::string_view pair, std::size_t limit) {
    Spreads spreads;
    const std::string coin = coin_of(pair);
    const auto desk = rows(connection,
                           "SELECT r.strategy, r.first_instrument, r.second_instrument "
                           "FROM (SELECT run FROM spreads WHERE coin = $1 "
                           "ORDER BY time_ns DESC, position DESC LIMIT 1) s "
                           "JOIN runs r ON r.run = s.run",
                           Row{text(coin)});
    if (!desk) return std::unexpected(desk.error());
    if (desk->empty()) return spreads;
    spreads.strategy = text_of(desk->front()[0]);
    spreads.first_instrument = text_of(desk->front()[1]);
    spreads.second_instrument = text_of(desk->front()[2]);

    // `run + 0`: the index by coin and time leads, not the one by run.
    const auto done = connection.query(
        "SELECT time_ns, price_a, price_b, spread, mean, stddev, z, samples, long_threshold, "
        "short_threshold, signal, mode FROM spreads WHERE coin = $1 AND run + 0 IN "
        "(SELECT run FROM runs WHERE strategy = $2 AND first_instrument = $3 AND "
        "second_instrument = $4) ORDER BY time_ns DESC, position DESC LIMIT $5",
        Row{text(coin), text(spreads.strategy), text(spreads.first_instrument),
            text(spreads.second_instrument), static_cast<std::int64_t>(limit)},
        [&](const Row& row) {
            spreads.points.push_back({.time = {number_of(row[0])},
                                      .price_a = text_of(row[1]),
                                      .price_b = text_of(row[2]),
                                      .spread = text_of(row[3]),
                                      .mean = real_of(row[4]),
                                      .stddev = real_of(row[5]),
                                      .z = real_of(row[6]),
                                      .samples = number_of(row[7]),
                                      .long_threshold = text_of(row[8]),
                                      .short_threshold = text_of(row[9]),
                                      .signal = text_of(row[10]),
                                      .mode = text_of(row[11])});
            return true;
        });
    if (!done) return std::unexpected(done.error());
    std::ranges::reverse(spreads.points);
    return spreads;
}

}  // namespace twinleg::database
