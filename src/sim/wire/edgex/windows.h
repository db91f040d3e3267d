#pragma once
// Both depth windows of every contract.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/wire/edgex/depth_window.h"

namespace twinleg::sim::wire::edgex {

inline constexpr std::array<std::size_t, 2> kDepths{15, 200};

class Windows {
public:
    // Takes the books as they are.
    Windows(const Exchange& exchange, const Contracts& contracts) {
        for (const Contract& contract : contracts.all())
            for (const std::size_t depth : kDepths)
                windows_.emplace_back(contract, depth).update(exchange);
    }

    DepthWindow& at(InstrumentId id, std::size_t depth) {
        return windows_[id.value * kDepths.size() + (depth == kDepths[0] ? 0 : 1)];
    }

    static std::optional<std::size_t> parse(std::string_view text) {
        if (text == "15") return 15;
        if (text == "200") return 200;
        return std::nullopt;
    }

private:
    std::vector<DepthWindow> windows_;
};

}  // namespace twinleg::sim::wire::edgex
