#include "sim/wire/edgex/depth_window.h"

#include "core/json_writer.h"
#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

// What is new or other in `now`, and what is gone from it. All three are best first.
std::vector<Level> changes(const std::vector<Level>& before, const std::vector<Level>& now,
                           bool bids) {
    const auto better = [bids](const Level& a, const Level& b) {
        return bids ? a.price > b.price : a.price < b.price;
    };
    std::vector<Level> out;
    auto old = before.begin();
    for (const Level& level : now) {
        for (; old != before.end() && better(*old, level); ++old)
            out.push_back({.price = old->price});
        const bool known = old != before.end() && old->price == level.price;
        if (!known || old->quantity != level.quantity) out.push_back(level);
        if (known) ++old;
    }
    for (; old != before.end(); ++old)
        out.push_back({.price = old->price});
    return out;
}

}  // namespace

DepthWindow::DepthWindow(const Contract& contract, std::size_t levels)
    : contract_(contract), levels_(levels) {}

std::string DepthWindow::object(std::uint64_t start, const std::vector<Level>& bids,
                                const std::vector<Level>& asks, std::string_view type) const {
    JsonWriter json;
    const auto side = [&](std::string_view name, const std::vector<Level>& levels) {
        json.key(name).array();
        for (const Level& level : levels)
            json.object()
                .field("price", padded(level.price, contract_.price_places))
                .field("size", padded(level.quantity, contract_.size_places))
                .end_object();
        json.end_array();
    };
    json.object()
        .field("startVersion", std::to_string(start))
        .field("endVersion", std::to_string(version_))
        .field("level", levels_)
        .field("contractId", contract_.id_text())
        .field("contractName", contract_.name());
    side("asks", asks);
    side("bids", bids);
    json.field("depthType", type).end_object();
    return json.text();
}

std::string DepthWindow::update(const Exchange& exchange) {
    std::vector<Level> bids;
    std::vector<Level> asks;
    exchange.levels(contract_.instrument.id, Side::buy, bids);
    exchange.levels(contract_.instrument.id, Side::sell, asks);
    if (bids.size() > levels_) bids.resize(levels_);
    if (asks.size() > levels_) asks.resize(levels_);
    const auto changed_bids = changes(bids_, bids, true);
    const auto changed_asks = changes(asks_, asks, false);
    if (changed_bids.empty() && changed_asks.empty()) return {};
    bids_ = std::move(bids);
    asks_ = std::move(asks);
    const std::uint64_t start = version_;
    version_ += changed_bids.size() + changed_asks.size();
    snapshot_start_ = start;
    return object(start, changed_bids, changed_asks, "CHANGED");
}

std::string DepthWindow::heartbeat() {
    snapshot_start_ = version_++;
    return object(snapshot_start_, {}, {}, "CHANGED");
}

std::string DepthWindow::snapshot() const {
    return object(snapshot_start_, bids_, asks_, "SNAPSHOT");
}

}  // namespace twinleg::sim::wire::edgex
