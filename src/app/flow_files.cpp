#include "app/flow_files.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/command.h"
#include "replay/feed.h"
#include "replay/instrument_spec.h"
#include "venues/venue.h"

namespace twinleg::app {

namespace {

// A file as one coin a contract, whatever its contracts were.
class FileRecording : public sim::wire::Recording {
public:
    FileRecording(const std::string& file, const replay::Facts& facts, Instrument instrument)
        : feed_({file}, InstrumentId{}, facts), instrument_(std::move(instrument)) {}

    bool next(Event& event) override {
        if (!feed_.next(event)) return false;
        if (instrument_.kind == ContractKind::linear &&
            instrument_.multiplier == Quantity::from_units(1)) {
            return true;
        }
        if (auto* snapshot = std::get_if<BookSnapshot>(&event.what)) convert(*snapshot);
        if (auto* delta = std::get_if<BookDelta>(&event.what)) convert(*delta);
        if (auto* quote = std::get_if<Quote>(&event.what)) {
            quote->bid.quantity = coins(quote->bid.quantity, quote->bid.price);
            quote->ask.quantity = coins(quote->ask.quantity, quote->ask.price);
        }
        if (auto* trade = std::get_if<PublicTrade>(&event.what))
            trade->quantity = coins(trade->quantity, trade->price);
        return true;
    }

private:
    Quantity coins(Quantity contracts, Price price) const {
        if (contracts.is_zero() || !price.is_positive()) return {};
        const Base amount = instrument_.coins(contracts, price);
        constexpr Int128 kScale = Base::kOne / Quantity::kOne;
        // What is there stays there, however small.
        return std::max(Quantity::from_raw(static_cast<std::int64_t>(amount.raw() / kScale)),
                        Quantity::from_raw(1));
    }
    template <typename Book>
    void convert(Book& book) {
        const auto all = [&](std::span<const Level> from, std::vector<Level>& into) {
            into.clear();
            for (const Level& level : from)
                into.push_back({level.price, coins(level.quantity, level.price)});
        };
        all(book.bids, bids_);
        all(book.asks, asks_);
        book.bids = bids_;
        book.asks = asks_;
    }

    replay::Feed feed_;
    Instrument instrument_;
    std::vector<Level> bids_, asks_;
};

sim::wire::RecordedMarket open_file(const std::string& file) {
    if (!std::filesystem::exists(file))
        throw CannotStart(
            kBadUsage, fmt::format("--flow: `{}` is neither a flow nor a file", file),
            "There are generated, excursions, none, and files that `twinleg replay` reads.");
    auto facts = replay::probe(file);
    if (!facts) throw CannotStart(kUnreadable, "--flow: " + facts.error().message);
    if (const auto* kind = find_kind(facts->venue)) facts->make_decoder = kind->make_decoder;
    auto specified = replay::specify(*facts, "");
    if (!specified) throw CannotStart(kUnreadable, "--flow: " + specified.error().message);
    const std::string base = facts->base;
    return {
        .base = base,
        .open = [file, facts = std::move(*facts), instrument = std::move(specified->instrument)] {
            return std::make_unique<FileRecording>(file, facts, instrument);
        }};
}

}  // namespace

std::vector<sim::wire::RecordedMarket> open_flow_files(const std::string& files) {
    std::vector<sim::wire::RecordedMarket> markets;
    for (std::size_t at = 0; at <= files.size();) {
        const auto end = std::min(files.find(',', at), files.size());
        markets.push_back(open_file(files.substr(at, end - at)));
        at = end + 1;
    }
    return markets;
}

}  // namespace twinleg::app
