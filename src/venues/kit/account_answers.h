#pragma once
// What the venue answers about the account: gathered from its updates, and told as the engine's
// answers.

#include <optional>
#include <span>
#include <vector>

#include "core/command.h"
#include "venues/kit/account_side.h"

namespace twinleg::venues::kit {

// The first order of a reply to one of ours.
class RepliedOrder final : public UpdateSink {
public:
    explicit RepliedOrder(AccountSide& account) : account_(account) {}
    void on_update(const Update& update) override;

    std::optional<OrderReport> report;

private:
    AccountSide& account_;
};

// The first order of our instrument; with an id, the first that is called so.
class FoundOrder final : public UpdateSink {
public:
    explicit FoundOrder(AccountSide& account, ClientOrderId id = {}) : account_(account), id_(id) {}
    void on_update(const Update& update) override;

    std::optional<OrderReport> report;

private:
    AccountSide& account_;
    ClientOrderId id_;
};

// The orders of our instrument that stand.
class StandingOrders final : public UpdateSink {
public:
    explicit StandingOrders(AccountSide& account) : account_(account) {}
    void on_update(const Update& update) override;

    std::vector<OpenOrder> orders;

private:
    AccountSide& account_;
};

// What is held of our instrument; venues list closed positions with zero.
class HeldPosition final : public UpdateSink {
public:
    explicit HeldPosition(const DeskSide& desk) : desk_(desk) {}
    void on_update(const Update& update) override;

    Quantity quantity;

private:
    const DeskSide& desk_;
};

// A question about fills and what its pages have told so far: those of our instrument.
class FillPages : public UpdateSink {
public:
    // A question that names no moment means: since the connector was described.
    FillPages(const AccountSide& account, const Ask& question);
    void on_update(const Update& update) override;

    const Ask question;
    Time since;
    std::vector<Fill> fills;

private:
    const AccountSide& account_;
};

// Tells each funding payment of our instrument made at `from` or later. The numbers of payments
// are counted apart from those of fills.
class Payments final : public UpdateSink {
public:
    Payments(AccountSide& account, Time from, Time at) : account_(account), from_(from), at_(at) {}
    void on_update(const Update& update) override;

private:
    AccountSide& account_;
    Time from_, at_;
};

void tell_order(DeskSide& desk, const Ask& question, Time at,
                const std::optional<OrderReport>& found);
void tell_open_orders(DeskSide& desk, const Ask& question, Time at,
                      std::span<const OpenOrder> orders);
void tell_fills(DeskSide& desk, const FillPages& pages, Time at);
void tell_position(DeskSide& desk, const Ask& question, Time at, Quantity held);
void tell_balance(DeskSide& desk, const Ask& question, Time at, Notional equity,
                  Notional free_collateral);
// The answer to a question that failed.
void tell_failed(DeskSide& desk, const Ask& question, Time at);

}  // namespace twinleg::venues::kit
