#pragma once
// The best levels of one book as subscribers know them, and what changed since they were told.

#include <cstdint>
#include <string>
#include <vector>

#include "core/event.h"
#include "sim/wire/edgex/contracts.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::edgex {

// Every frame's startVersion is the endVersion of the frame before. A level that leaves the window
// is told as gone, one that enters it as new.
//
// All subscribers share one window: one that comes late starts with its snapshot, and goes on with
// the same changes as the others.
class DepthWindow {
public:
    DepthWindow(const Contract& contract, std::size_t levels);

    std::size_t levels() const { return levels_; }
    std::uint64_t version() const { return version_; }

    // Takes the book as it is now. The depth object of what changed; empty if nothing did.
    std::string update(const Exchange& exchange);
    // Versions move on although nothing changed: a sign of life.
    std::string heartbeat();
    // The depth object of all levels.
    std::string snapshot() const;

private:
    std::string object(std::uint64_t start, const std::vector<Level>& bids,
                       const std::vector<Level>& asks, std::string_view type) const;

    const Contract& contract_;
    std::size_t levels_;
    std::uint64_t version_{2'070'150'189};
    std::uint64_t snapshot_start_{2'070'150'099};
    std::vector<Level> bids_;
    std::vector<Level> asks_;
};

}  // namespace twinleg::sim::wire::edgex
