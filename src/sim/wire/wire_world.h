#pragma once
// Several simulated venues on one loop: their exchanges, servers, markets and the control port.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/flow.h"
#include "sim/wire/control_port.h"
#include "sim/wire/made_accounts.h"
#include "sim/wire/recorded_flow.h"
#include "sim/wire/wire_venue.h"

namespace twinleg::sim::wire {

// A recording that moves markets of its coin.
struct RecordedMarket {
    std::string base;  // "BTC"
    OpenRecording open;
};

struct WireWorldConfig {
    struct Place {
        const WireVenue* venue{nullptr};
        std::uint16_t port{0};  // 0: any free one
    };
    std::vector<Place> venues;  // each once
    AccountsFile accounts;      // completed for these venues; see complete_accounts()
    std::uint32_t api_keys{1};  // of Lighter accounts that are made
    std::uint64_t number{1};
    bool flow{true};  // --flow generated; otherwise nobody trades but accounts and counterparties
    // --flow FILE: the first of a coin is the first venue's, and so on; the last is everybody's who
    // comes after it. Coins without one have what `flow` says.
    std::vector<RecordedMarket> recordings;
    bool excursions{false};  // of the generated basis; see with_excursions()
    bool rate_limits{true};
    std::optional<std::uint16_t> control;  // its port, 0 any free one; nothing: no control port
};

// With flow, each coin has one reference price; each venue has its own distance from it, which
// comes and goes. Without, marks stand still, funding rates are zero, and, if nothing is recorded,
// time can be advanced.
//
// Threads: the loop's, which must be the one that makes and destroys it.
class WireWorld {
public:
    // Everything listens, and books are filled, when this returns. Throws std::runtime_error or
    // std::invalid_argument, saying what is in the way.
    WireWorld(net::EventLoop& loop, WireWorldConfig config);
    ~WireWorld();
    WireWorld(const WireWorld&) = delete;
    WireWorld& operator=(const WireWorld&) = delete;

    // One ready line a venue, in their order.
    std::vector<std::string> ready_lines() const;
    std::string control_url() const;  // empty without a control port
    // Null where there is none of that name.
    VenueServer* venue(std::string_view name) const;

    // All venues' clock. What is due happens at once.
    void advance(Duration by);
    // Only advance() moves it until let_time_pass().
    void hold_time() { clock_.hold(); }
    void let_time_pass();

private:
    struct Venue {
        std::unique_ptr<Exchange> exchange;
        std::unique_ptr<VenueServer> server;
    };
    struct Coin {
        std::string name;
        FlowConfig flow;
        std::unique_ptr<PriceWalk> walk;  // null without flow
    };
    struct Moving {
        std::unique_ptr<Flow> flow;  // or
        std::unique_ptr<RecordedFlow> recorded;
        std::unique_ptr<net::Timer> timer;
    };
    Coin& coin(const std::string& name);
    const RecordedMarket* recording(const std::string& base, std::size_t place) const;
    void open_market(Exchange& exchange, const Instrument& instrument, std::size_t place);
    void move(std::size_t index);

    net::EventLoop& loop_;
    WireWorldConfig config_;
    Clock clock_;
    std::vector<Coin> coins_;
    std::vector<Venue> venues_;
    std::vector<Moving> moving_;
    std::unique_ptr<ControlPort> control_;
};

}  // namespace twinleg::sim::wire
