#pragma once
// The engine's books, limits and positions as the executor and the strategies may see them.

#include <vector>

#include "book/order_book.h"
#include "core/event.h"
#include "engine/price_range.h"
#include "exec/desk.h"
#include "exec/market.h"
#include "portfolio/portfolio.h"
#include "risk/gate.h"
#include "strategy/strategy.h"

namespace twinleg::engine {

// What is known of the market of one instrument.
struct MarketOf {
    explicit MarketOf(const book::Rules& rules) : book(rules) {}

    book::OrderBook book;
    Price last_mid;
    Price mark;
    PriceRange range;  // of the mid
    strategy::Reference reference;
    MarketMode mode{MarketMode::normal};
    Time resync_asked;
    Time missing_since;  // the stream is up and there is no book
};

struct Account {
    bool known{false};
    Notional equity;
    Notional free_collateral;
    Notional worth;  // of what the desk holds there, when the two were read
    Time read;
};

class MarketView final : public exec::Market {
public:
    MarketView(const std::vector<Instrument>& instruments, std::vector<MarketOf>& markets,
               const std::vector<Account>& accounts, const risk::Gate& gate)
        : instruments_(instruments), markets_(markets), accounts_(accounts), gate_(gate) {}

    void look(Time now, const exec::Desk* desk) {
        now_ = now;
        desk_ = desk;
    }

    std::optional<exec::Best> best(InstrumentId id) const override;
    Price last_mid(InstrumentId id) const override { return markets_[id.value].last_mid; }
    exec::Sweep sweep(InstrumentId id, Side side, Quantity quantity, Price limit) const override;
    MarketMode mode(InstrumentId id) const override { return markets_[id.value].mode; }
    bool margin_allows(InstrumentId id, Side side, Quantity quantity, Price price) const override;
    bool rate_allows(VenueId venue, Role role) const override {
        return gate_.rate_allows(venue, now_, role);
    }

private:
    const std::vector<Instrument>& instruments_;
    std::vector<MarketOf>& markets_;
    const std::vector<Account>& accounts_;
    const risk::Gate& gate_;
    const exec::Desk* desk_{nullptr};
    Time now_;
};

// Of one step.
class StrategyView final : public strategy::View {
public:
    StrategyView(const std::vector<Instrument>& instruments, const std::vector<MarketOf>& markets,
                 const std::vector<Account>& accounts, const portfolio::Portfolio& portfolio)
        : instruments_(instruments),
          markets_(markets),
          accounts_(accounts),
          portfolio_(portfolio) {}

    void look(Time now, bool busy, bool open, bool may_close) {
        now_ = now;
        busy_ = busy;
        open_ = open;
        may_close_ = may_close;
    }
    void pair_closed(const PairClosed& pair) { last_pair_ = pair; }
    void measured(const LatencyMeasured& measured);

    Time now() const override { return now_; }
    const Instrument& instrument(InstrumentId id) const override { return instruments_[id.value]; }
    std::optional<strategy::Bbo> bbo(InstrumentId id) const override;
    strategy::Taken take(InstrumentId id, Side side, Quantity quantity, Price limit) const override;
    const strategy::Reference& reference(InstrumentId id) const override {
        return markets_[id.value].reference;
    }
    Quantity position(InstrumentId id) const override { return portfolio_.position(id).quantity(); }
    Price entry(InstrumentId id) const override { return portfolio_.position(id).average_entry(); }
    std::optional<strategy::Funds> funds(VenueId venue) const override {
        const Account& account = accounts_[venue.value];
        if (!account.known) return std::nullopt;
        return strategy::Funds{account.equity, account.free_collateral, account.read};
    }
    const PairClosed* last_pair() const override { return last_pair_ ? &*last_pair_ : nullptr; }
    bool busy() const override { return busy_; }
    bool open() const override { return open_; }
    bool may_close() const override { return may_close_; }
    Duration latency(VenueId venue, Stage stage) const override;

private:
    struct Measured {
        VenueId venue;
        Stage stage;
        Duration delay;
    };
    const std::vector<Instrument>& instruments_;
    const std::vector<MarketOf>& markets_;
    const std::vector<Account>& accounts_;
    const portfolio::Portfolio& portfolio_;
    std::vector<Measured> latencies_;
    std::optional<PairClosed> last_pair_;
    Time now_;
    bool busy_{false};
    bool open_{false};
    bool may_close_{false};
};

}  // namespace twinleg::engine
