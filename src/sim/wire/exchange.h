#pragma once
// One venue's markets and accounts on a clock that it is told: what stands behind every wire.

#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/instrument.h"
#include "sim/account.h"
#include "sim/crowd.h"
#include "sim/matching.h"
#include "sim/wire/orders.h"

namespace twinleg::sim::wire {

enum class ClientIdRule : std::uint8_t {
    unique_among_open,  // Lighter: a client order id may come again once its order has ended
    unique_for_ever,    // EdgeX
};

// What is so at one venue and otherwise at another. A check is always made; "at the door" means
// that place() refuses and no order comes to be, otherwise the order is taken and then cancelled
// with that reason.
struct ExchangeConfig {
    std::string venue;                    // "lighter"
    std::vector<Instrument> instruments;  // ids are set by Exchange: the place in this list
    ClientIdRule client_ids{ClientIdRule::unique_for_ever};
    SelfTrade self_trade{SelfTrade::expire_taker};
    bool margin_at_door{true};
    bool reduce_only_at_door{true};
    bool post_only_at_door{false};
    // Orders that never rest are free of the minimums; otherwise all are held to them, but for
    // reduce-only ones where the instrument says so.
    bool takers_below_minimum{false};
    // A reduce-only order larger than the position is cut to it; otherwise it is refused whole.
    bool reduce_only_cuts{true};
    Ratio price_band{basis_points(500)};    // limit orders: no further from the mark; zero: none
    Ratio market_band{basis_points(1000)};  // how far a market order without price reaches
    Notional fee_step;                      // fees are cut to multiples of it; zero: 18 places
    Duration funding_interval;              // paid at its multiples since 1970 (UTC); zero: never
    // Where funding is continuous: the rate is of this period, of which each interval pays its part
    // of rate × index, by the funding index. Zero: the rate is of an interval.
    Duration funding_period;
    std::uint64_t first_order_id{1};
    std::uint64_t first_trade_id{1};
    std::size_t kept_orders{20'000};  // ended ones, of an account
    std::size_t kept_trades{1'000};   // of a market
    std::size_t kept_fills{20'000};   // of an account, also funding payments
};

struct AccountConfig {
    std::string id;  // the venue's own, as text
    Notional collateral{Notional::from_units(10'000)};
    std::optional<Ratio> maker_fee;  // else the instrument's
    std::optional<Ratio> taker_fee;
};

// What the control port tells of an account's orders.
struct OrderCounts {
    std::uint64_t accepted{0};
    std::uint64_t refused{0};
    std::uint64_t duplicate_client_order_ids{0};
    std::uint64_t fills{0};
};

struct MarketFacts {
    Price mark;
    Price index;
    Ratio funding_rate;       // to be paid next
    Ratio last_funding_rate;  // paid last
    Time last_funding;        // unknown: not yet
    Price funding_index;      // what one long coin has paid, where funding is continuous
    MarketMode mode{MarketMode::normal};
    std::uint64_t sequence{0};  // of the book
    // Since the start of the simulation.
    Price first_price, last_price, highest, lowest;  // of trades; zero before the first
    Quantity volume;
    Notional turnover;
    std::uint64_t trades{0};
};

// Why an order, cancel or change was not taken: for the program, and as a sentence.
struct Refusal {
    Reason reason{Reason::other};
    std::string message;
};
template <typename T>
using Taken = std::expected<T, Refusal>;

struct CounterpartyResult {
    Quantity filled;
    Price average_price;  // zero where nothing was filled
    Quantity resting;
};

// Money is exact: of a trade between two accounts, what one pays the other gets, and fees are all
// that leaves. Dollar coins count one to one where instruments settle in several.
//
// Time never goes back; what is due happens in tick(), at its own moment and in order.
// References and pointers to records live until the next call that may place or end an order.
// Threads: none of its own.
class Exchange : public Crowd {
public:
    // Throws std::invalid_argument, naming the instrument and the field, where one is not valid.
    Exchange(ExchangeConfig config, Time start);
    ~Exchange() override;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    const ExchangeConfig& config() const { return config_; }
    void listen(Listener* listener) { listener_ = listener; }

    // --- Time. Expiry, delayed orders and cancels, funding, liquidation up to `now`.
    void tick(Time now);
    Time now() const { return now_; }
    // When tick() has something to do next; kNever without.
    Time next_due() const;

    // --- Markets.
    const std::vector<Instrument>& instruments() const { return config_.instruments; }
    const Instrument& instrument(InstrumentId id) const override;
    // By the venue's symbol; null where there is none.
    const Instrument* find(std::string_view symbol) const;
    const MarketFacts& facts(InstrumentId id) const;
    const MatchingBook& book(InstrumentId id) const;
    void levels(InstrumentId id, Side side, std::vector<Level>& out) const;  // best first
    std::optional<Level> best(InstrumentId id, Side side) const;
    Price mid(InstrumentId id) const;  // zero while a side is empty
    // Σ of accounts' long positions.
    Quantity open_interest(InstrumentId id) const;
    // Oldest first.
    const std::deque<TradeRecord>& trades(InstrumentId id) const;
    Time next_funding() const;  // kNever where funding is never paid
    void set_mode(InstrumentId id, MarketMode mode);
    void set_index(InstrumentId id, Price mark, Price index);
    void set_funding_rate(InstrumentId id, Ratio rate);

    // --- Accounts.
    // Throws std::invalid_argument if there is one of that id.
    AccountIndex add_account(AccountConfig config);
    std::size_t accounts() const { return accounts_.size(); }
    std::optional<AccountIndex> find_account(std::string_view id) const;
    const AccountConfig& account(AccountIndex index) const;
    void set_fees(AccountIndex index, Ratio maker, Ratio taker);
    Ratio fee_rate(AccountIndex index, InstrumentId id, Liquidity liquidity) const;
    // Marked like the market; flat where it never traded.
    const Position& position(AccountIndex index, InstrumentId id) const;
    // Collateral without what is not realised: deposits + trading cash − fees + funding. Goes
    // negative when long, for linear contracts; see realised_collateral().
    Notional cash(AccountIndex index) const;
    // Deposits + realised PnL − fees + funding: what most venues show as collateral.
    Notional realised_collateral(AccountIndex index) const;
    Notional equity(AccountIndex index) const;
    Notional unrealised(AccountIndex index) const;
    // Σ |value at the mark| × fraction; positions alone.
    Notional initial_margin(AccountIndex index) const;
    Notional maintenance_margin(AccountIndex index) const;
    // Where the equity meets the maintenance margin, the other positions standing still; zero where
    // there is no such price.
    Price liquidation_price(AccountIndex index, InstrumentId id) const;
    // What open orders would need besides, at the worst.
    Notional order_margin(AccountIndex index) const;
    // equity − initial margin − order margin.
    Notional available(AccountIndex index) const;
    void deposit(AccountIndex index, Notional amount);
    // Share of the notional held for a position: 1/leverage. The instrument's unless set.
    Ratio margin_fraction(AccountIndex index, InstrumentId id) const;
    // Refused (margin) if what is open would then need more than the equity, or (other) if the
    // fraction is below the instrument's maintenance margin or above one.
    Taken<void> set_margin_fraction(AccountIndex index, InstrumentId id, Ratio fraction);
    const OrderCounts& counts(AccountIndex index) const;
    // For the control port: the account's nonces, by the name of the key.
    void set_nonce(AccountIndex index, const std::string& key, const std::string& value);
    const std::map<std::string, std::string>& nonces(AccountIndex index) const;
    const std::deque<FundingPayment>& funding(AccountIndex index) const;  // oldest first
    const std::deque<FillRecord>& fills(AccountIndex index) const;        // oldest first

    // --- Orders.
    // The order as it stands afterwards: it may be filled or cancelled already, or wait for its
    // delay. Counted as accepted or refused, and its client order id remembered, either way.
    Taken<OrderRecord> place(const OrderRequest& request);
    // Would place() refuse it now? Changes and counts nothing.
    Taken<void> check(const OrderRequest& request) const;
    // Of these two, whichever is triggered or filled first ends the other.
    void link(std::uint64_t one, std::uint64_t other);
    // The wire itself refused an order (bad signature, fault, rate limit): counted, and its client
    // order id remembered unless empty. An exact repetition of signed bytes passes none.
    void count_refused(AccountIndex index, const std::string& client_order_id);
    // With a delay it is done later, if the order is still alive then; the record says
    // cancel_due. Refused with not_found where no such order of the account is alive.
    Taken<OrderRecord> cancel(AccountIndex index, std::uint64_t id, Duration delay = {});
    // From now on no cancel is done sooner than after so long: the venue's own way to its engine.
    void slow_cancels(Duration least);
    // The ids that were cancelled, or will be after the delay. No instrument: all.
    std::vector<std::uint64_t> cancel_all(AccountIndex index,
                                          std::optional<InstrumentId> instrument = {},
                                          Duration delay = {});
    // New price (zero: as it was) and total quantity (zero: as it was), after the delay. Keeps its
    // place only if the price stays and the quantity shrinks; otherwise it is matched anew, under
    // the rules of its force.
    Taken<OrderRecord> modify(AccountIndex index, std::uint64_t id, Price price, Quantity quantity,
                              Duration delay = {});

    // Null where there is none, or it was forgotten (ExchangeConfig::kept_orders).
    const OrderRecord* order(std::uint64_t id) const;
    // The newest of that client order id; null where there is none of that account.
    const OrderRecord* order(AccountIndex index, std::string_view client_order_id) const;
    // Whether the account ever used the client order id in an order that was taken.
    bool used(AccountIndex index, const std::string& client_order_id) const;
    std::vector<const OrderRecord*> open_orders(AccountIndex index) const;   // oldest first
    std::vector<const OrderRecord*> ended_orders(AccountIndex index) const;  // last ended first

    // --- The other side of the market: the control port, and the flow (Crowd).
    // type: gtc rests, ioc takes, market takes without a limit (price is not read).
    CounterpartyResult counterparty(InstrumentId id, Side side, Price price, Quantity quantity,
                                    Force force, bool market);
    Placed crowd(InstrumentId id, Side side, TimeInForce force, Price price,
                 Quantity quantity) override;
    bool crowd_cancel(InstrumentId id, Handle handle) override;
    bool crowd_rests(InstrumentId id, Handle handle) const override;
    void set_mark(InstrumentId id, Price mark) override;  // index alike
    bool still() const override { return false; }
    void publish() override;

private:
    struct Market;
    struct AccountState;
    struct Due;
    struct State;
    class Operation;

    // Accounts and markets.
    Market& market(InstrumentId id) const;
    AccountState& state(AccountIndex index) const;
    Notional margin_needed(AccountIndex index, InstrumentId id, const OrderRequest* more,
                           bool with_orders) const;
    bool margin_allows(const OrderRequest& request) const;
    void pay_funding(Time at);
    Price grow_index(InstrumentId id);
    void liquidate_the_broke();
    void liquidate(AccountIndex index);

    // Orders.
    Taken<void> check_form(const OrderRequest& request) const;
    Taken<void> check_account(const OrderRequest& request) const;
    OrderRecord& alive(std::uint64_t id);
    OrderRecord* find_alive(std::uint64_t id) const;
    Price limit_of(const OrderRecord& record) const;
    void match(OrderRecord& record);
    bool triggered(const OrderRecord& record) const;
    // The trigger was reached, or the parent filled.
    void wake(OrderRecord& record);
    void wake_triggered(InstrumentId id);
    void end_of_kin(const OrderRecord& record);
    void end_sibling(const OrderRecord& record);
    void change(OrderRecord& record, Price price, Quantity quantity);
    void end(OrderRecord& record, OrderState state, Reason reason);
    void forget_oldest(AccountState& account);
    void later(Due due);
    void happen(const Due& due);

    // Matches, and what is told of them.
    void settle(Market& market, Side side, OrderRecord* taker, std::uint64_t taker_id,
                const std::vector<Execution>& executions);
    void book_fill(const TradeRecord& trade, TradeSide& side, OrderRecord* record,
                   Liquidity liquidity);
    void shrink_reduce_only(InstrumentId id);
    void tell(OrderRecord& record);
    void tell_everything();
    void publish_books();

    ExchangeConfig config_;
    Listener* listener_{nullptr};
    Time now_;
    Duration least_cancel_{};
    std::vector<std::unique_ptr<AccountState>> accounts_;
    std::unique_ptr<State> state_;
};

}  // namespace twinleg::sim::wire
