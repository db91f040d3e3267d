#pragma once
// The parts of EdgeX put together.

#include <memory>
#include <optional>

#include "venues/edgex/account_stream.h"
#include "venues/edgex/auth.h"
#include "venues/edgex/bridge.h"
#include "venues/edgex/desk_side.h"
#include "venues/edgex/door.h"
#include "venues/edgex/market_feed.h"
#include "venues/edgex/orders.h"
#include "venues/edgex/page_account.h"
#include "venues/edgex/questions.h"
#include "venues/edgex/start.h"
#include "venues/venue.h"

namespace twinleg::venues::edgex {

class EdgexConnector final : public Connector {
public:
    // Throws std::invalid_argument, naming the option.
    explicit EdgexConnector(const Setup& setup);

    std::string_view name() const override { return "edgex"; }
    const Capabilities& capabilities() const override;

    void describe(std::function<void(Result<Description>)> done) override;
    void examine(std::function<void(std::vector<Finding>)> done) override;
    void open() override;
    void close() override;

    void place(const Approved<Order>& order, Time now) override { orders_.place(*order, now); }
    void cancel(const CancelOrder& cancel, Time now) override { orders_.cancel(cancel, now); }
    void cancel_all(const CancelAll& cancel, Time now) override { orders_.cancel_all(cancel, now); }
    void ask(const Ask& question, Time now) override { questions_.ask(question, now); }
    // There are no nonces here.
    void burn(const BurnNonce& burn, Time now) override;
    void resync(const Resync& resync, Time now) override;
    void idle(Time now) override;
    void listen(RawFrame listener) override;

private:
    void open_bridge(const Setup& setup);
    // Calls `then` once a page is there; an error if it is not the desk's.
    void with_page(std::function<void(std::optional<Error>)> then);
    void page_came();
    void begin(std::function<void(const Beginning&)> done);
    std::string signer() const;
    bool has_account() const { return auth_ != nullptr || bridge_ != nullptr; }
    void look_for_funding(Time now);
    void metadata_changed();

    DeskSide desk_;
    const std::function<void(std::string_view)> say_;
    std::unique_ptr<Bridge> bridge_;   // null: not by the user's page
    std::unique_ptr<Auth> auth_;       // null: no keys
    std::optional<Error> keys_error_;  // why
    Door door_;
    Start start_;
    Orders orders_;
    Questions questions_;
    MarketFeed market_;
    std::unique_ptr<AccountStream> account_;                          // null: no keys
    std::unique_ptr<PageAccount> page_account_;                       // null: no bridge
    std::vector<std::function<void(std::optional<Error>)>> waiting_;  // for a page
    Time next_funding_;     // when to look for what the last settlement paid
    Time next_comparison_;  // of the metadata
    bool metadata_doubtful_{false};
    bool open_{false};
};

}  // namespace twinleg::venues::edgex
