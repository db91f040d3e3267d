#pragma once
// The parts of an engine, and how an event goes through them. Not for others: see engine.h.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/market_view.h"
#include "engine/mode_control.h"
#include "exec/executor.h"
#include "portfolio/portfolio.h"
#include "risk/breaker.h"
#include "risk/gate.h"
#include "strategy/strategy.h"

namespace twinleg::engine {

constexpr Duration kLookPeriod = seconds(1);  // at losses and limits, while there is a position

struct Engine::Parts final : exec::Port {
    Parts(Config config, std::unique_ptr<strategy::Strategy> strategy);

    Config config;
    std::unique_ptr<strategy::Strategy> strategy;
    std::vector<Instrument> instruments;
    std::vector<MarketOf> markets;
    std::vector<Account> accounts;
    portfolio::Portfolio portfolio;
    risk::Gate gate;
    risk::Breaker breaker;
    risk::LossGuard losses;
    ModeControl modes;
    exec::Executor executor;
    MarketView market;
    StrategyView view;
    Counters counters;

    Time now;
    Time started_at;
    Time wake{};  // the first event settles
    Time next_look;
    Time slow_until;
    bool settle_wanted{true};
    bool journal_stalled{false};
    bool unbalanced{false};
    std::string_view market_trouble;  // why nothing new is begun in this market; empty: nothing is
    std::vector<bool> clock_off;      // at index VenueId
    std::string_view last_refused;    // names live as long as the program
    Time last_refused_at;
    std::vector<exec::Booked> booked;
    strategy::Wishes wishes;
    Commands* out{nullptr};  // of the running step

    // engine.cpp
    void restate(const Config& told);
    void after_instant(const Event& event);
    void settle();
    void consult(const Event& event);

    // books.cpp: books and marks. True if that is all the event was.
    bool apply_market(const Event& event);
    void forget_books(VenueId venue);
    void ask_for_missing_books();
    void lost_book(InstrumentId id, const Error& error);

    // own_events.cpp
    void apply_own(const Event& event);
    void operate(Operator what);
    void halt(std::string why, Time resume_at);
    void count_report(const OrderReport& report);
    void count_failure(const SendFailed& failed);
    void count(PairOutcome outcome);
    void book_fills();

    // settings.cpp
    void change(const SettingAsked& asked);
    Result<std::string> change_limit(std::string_view name, std::string_view value);
    Result<std::string> change_parameter(std::string_view key, std::string_view value);

    // guards.cpp
    std::string_view trouble_in_markets() const;
    bool thin(const Instrument& i) const;
    void note_clock(const LatencyMeasured& measured);
    void note_balance(const BalanceAnswer& balance);
    Notional worth_at(VenueId venue) const;
    bool nearer_than(VenueId venue, Ratio distance) const;
    void guard_margins();

    // limits.cpp
    std::string_view cause_to_reduce() const;
    void look_at_limits();
    // False: it was refused.
    bool begin(const strategy::TradePair& pair);
    bool begin_closing(strategy::TradePair pair);
    void stop_for(const std::string& why);
    Base held_at(InstrumentId id, Price price) const;
    bool over_position(const exec::Leg& leg, Quantity quantity) const;
    void refused(std::string_view check, std::string_view why, Role role);

    // exec::Port
    bool place(const Order& order) override;
    void emit(Command command) override {
        if (const auto* pair = std::get_if<PairClosed>(&command)) {
            count(pair->outcome);
            view.pair_closed(*pair);
        }
        out->push_back(std::move(command));
    }
};

}  // namespace twinleg::engine
