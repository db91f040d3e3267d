#include <chrono>
#include <vector>

#include <fmt/format.h>

#include "app/bench_dialect.h"

namespace twinleg::app {

std::span<const BenchVenue> bench_venues() {
    static constexpr BenchVenue kAll[] = {
        {"edgex v2", "edgex", "BTCUSDC", edgex_dialect},
        {"lighter", "lighter", "BTC", lighter_dialect, "", 2'400},
        {"paradex", "paradex", "BTC-USD-PERP", paradex_dialect, "", 700},
        {"backpack", "backpack", "BTC_USDC_PERP", backpack_dialect, "", 130},
        {"aster v1", "aster", "BTCUSDT", aster_dialect},
        {"aster v3", "aster", "BTCUSDT", aster_dialect, "ASTER_API_"},
    };
    return kAll;
}

std::vector<BenchLevel> bench_levels(bool open, bool asks, unsigned turn) {
    std::vector<BenchLevel> out;
    if (asks) {
        out.push_back({60'010, open ? 0 : 5});
        out.push_back({60'060, open ? 5 : 0});
    } else {
        out.push_back({60'050, open ? 5 : 0});
    }
    for (int i = 0; i < 10; ++i)
        out.push_back({asks ? 60'070 + i : 59'980 - i, 1 + (static_cast<int>(turn) + i) % 7});
    return out;
}

std::string level_objects(bool open, bool asks, unsigned turn, int size_places) {
    std::string out;
    for (const auto& [price, size] : bench_levels(open, asks, turn))
        out += fmt::format(R"({}{{"price":"{}.0","size":"{}.{:0<{}}"}})", out.empty() ? "" : ",",
                           price, size, "", size_places);
    return out;
}

std::uint64_t number_behind(std::string_view text, std::string_view key) {
    const auto at = text.rfind(key);
    if (at == std::string_view::npos) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = at + key.size(); i < text.size(); ++i) {
        if (text[i] == '"' || text[i] == ':') continue;
        if (text[i] < '0' || text[i] > '9') break;
        value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
    }
    return value;
}

std::string text_behind(std::string_view text, std::string_view key) {
    const auto at = text.find(key);
    if (at == std::string_view::npos) return {};
    auto rest = text.substr(at + key.size());
    while (!rest.empty() && (rest.front() == '"' || rest.front() == ':'))
        rest.remove_prefix(1);
    return std::string{rest.substr(0, rest.find_first_of("\",}"))};
}

std::int64_t venue_clock_us() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace twinleg::app
