#include "venues/edgex/page_latency.h"

#include <fmt/format.h>

#include <algorithm>

namespace twinleg::venues::edgex {
namespace {

constexpr std::size_t kKept = 256;

Duration median_of(const std::vector<PageLatency>& all, Duration PageLatency::* stage) {
    std::vector<Duration> values;
    values.reserve(all.size());
    for (const PageLatency& each : all)
        values.push_back(each.*stage);
    if (values.empty()) return {};
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

double in_ms(Duration duration) {
    return static_cast<double>(duration.ns) / 1e6;
}

}  // namespace

void PageLatencies::add(const PageLatency& latency) {
    if (last_.size() < kKept)
        last_.push_back(latency);
    else
        last_[next_] = latency;
    next_ = (next_ + 1) % kKept;
    ++seen_;
}

PageLatency PageLatencies::median() const {
    return {.to_page = median_of(last_, &PageLatency::to_page),
            .signing = median_of(last_, &PageLatency::signing),
            .venue = median_of(last_, &PageLatency::venue),
            .to_us = median_of(last_, &PageLatency::to_us),
            .total = median_of(last_, &PageLatency::total)};
}

std::string PageLatencies::text() const {
    if (seen_ == 0) return {};
    const PageLatency all = median();
    return fmt::format(
        "browser leg, median of {} orders: to the page {:.1f} ms, signing {:.1f} ms, venue {:.1f} "
        "ms, back {:.1f} ms, all of it {:.1f} ms",
        last_.size(), in_ms(all.to_page), in_ms(all.signing), in_ms(all.venue), in_ms(all.to_us),
        in_ms(all.total));
}

}  // namespace twinleg::venues::edgex
