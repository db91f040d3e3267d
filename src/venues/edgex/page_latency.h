#pragma once
// How long orders through the page took, stage by stage.

#include <cstddef>
#include <string>
#include <vector>

#include "venues/edgex/browser_transport.h"

namespace twinleg::venues::edgex {

// Keeps the last 256 orders.
class PageLatencies {
public:
    void add(const PageLatency& latency);

    std::size_t count() const { return seen_; }
    // Medians, stage for stage; they need not add up.
    PageLatency median() const;
    // "browser leg, median of 20 orders: to the page 0.4 ms, signing 9.1 ms, venue 2.0 ms, back
    // 0.3 ms, all of it 12.1 ms"; empty before the first.
    std::string text() const;

private:
    std::vector<PageLatency> last_;
    std::size_t next_{0};
    std::size_t seen_{0};
};

}  // namespace twinleg::venues::edgex
