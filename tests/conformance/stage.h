#pragma once
// A connector against its venue's simulator, on one loop: verbs for the conformance cases.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "book/order_book.h"
#include "net/event_loop.h"
#include "risk/gate.h"
#include "sim/wire/wire_world.h"
#include "tests/conformance/meddler.h"
#include "tests/conformance/ways.h"
#include "venues/venue.h"

namespace twinleg::conformance {

// What the connector told of one order.
struct Told {
    std::vector<OrderReport> reports;
    std::vector<SendFailed> failures;
    Quantity fills;                 // Σ, each fill once
    Quantity cumulative;            // the largest
    std::optional<OrderWord> word;  // the last terminal one
    Reason reason{Reason::none};    // with it
    VenueOrderId venue_order_id;

    bool final() const { return word.has_value(); }
    bool accepted() const {
        for (const auto& report : reports)
            if (report.word == OrderWord::accepted && report.reason == Reason::none) return true;
        return false;
    }
    // As the engine reckons: the greater of two pieces of evidence.
    Quantity filled() const { return fills < cumulative ? cumulative : fills; }
};

class Stage {
public:
    struct Options {
        bool rate_limits{false};
        bool meddled{false};               // a Meddler stands in between
        std::optional<Mistake> mistake{};  // of the settings
        Duration clock_every{};            // as in venues::Setup
        Texts options{};                   // of the connector, beside the way's own
        std::function<void(net::EventLoop&, venues::Endpoints&)>
            endpoints{};  // others than the simulator's
    };
    explicit Stage(const Way& way) : Stage(way, Options{}) {}
    Stage(const Way& way, const Options& options);
    ~Stage();

    // Asks what there is to know. Errors: the connector's.
    Result<venues::Description> describe();
    std::vector<venues::Finding> examine();
    // describe(), a book around 60,000, open(), and both streams up.
    void open();
    // Asks again what there is to know, the venue's clock above all.
    void describe_again();

    // Runs the loop until `done`; false after `limit`.
    bool until(const std::function<bool()>& done, Duration limit = seconds(15));
    // Runs the loop for so long.
    void pass(Duration duration);

    // --- The desk's side.
    ClientOrderId place(Side side, TimeInForce tif, Price price, Quantity quantity,
                        bool reduce_only = false);
    void cancel(ClientOrderId id);
    // The answer to a question, waited for; a failed head if none came in time.
    template <typename T>
    T ask(Question what, ClientOrderId order = {}, Time since = {});
    bool cancel_all();
    // That was all of a step.
    void flush() { connector_->flush(loop_.now()); }
    // Sets the venue's dead man's switch, or takes it away; whether it did.
    bool arm(Time at);
    const Told& told(ClientOrderId id) { return told_[id.value]; }
    const book::OrderBook& book() const { return *book_; }
    MarketMode mode() const { return mode_; }
    // How far the venue's clock is, as the engine was told last.
    std::optional<Duration> clock_off() const { return clock_off_; }
    // Lines for a person, one below the other.
    const std::string& said() const { return said_; }
    bool up(Stream stream) const { return up_[static_cast<std::size_t>(stream)]; }
    int downs(Stream stream) const { return downs_[static_cast<std::size_t>(stream)]; }

    // --- The rest of the market.
    // Somebody else's order; what of it was filled at once.
    Quantity somebody(Side side, Price price, Quantity quantity,
                      sim::wire::Force force = sim::wire::Force::gtc);
    void order_fault(sim::wire::Fault fault, std::optional<std::uint64_t> count = {},
                     std::optional<Duration> lasts = {});

    // The venue's clock, and what stands between (where Options.meddled).
    sim::wire::WireWorld& world() { return *world_; }
    Meddler& meddler() { return *meddler_; }

    // --- Truth.
    sim::wire::Exchange& exchange();
    InstrumentId market();  // of the exchange
    bool book_agrees();
    Quantity position();             // the venue's own
    Quantity position_told() const;  // Σ of what was told
    // Ends everything: cancels, closes the position, and holds what was told against the venue:
    // its book, its ledger (every fill with price and fee, the balance), and no exposure.
    void finish();

    const exec::VenueTraits& traits() const { return description_.traits; }
    const Instrument& instrument() const { return description_.instrument; }
    const venues::Capabilities& capabilities() const;
    net::EventLoop& loop() { return loop_; }
    venues::Connector& connector() { return *connector_; }
    Price tick(std::int64_t count) const;  // count ticks
    Quantity lots(std::int64_t count) const;
    // So many times the least that may be ordered at 60,000.
    Quantity least(std::int64_t count) const;

private:
    void take(const Event& event);
    void take_events();
    void compare_ledgers();
    Nonce next_nonce();
    // Asks the venue, if it has nonces and the next one is not known.
    void learn_nonce();

    const Way way_;
    std::string said_;
    net::EventLoop loop_;
    venues::Inbox inbox_;
    std::unique_ptr<sim::wire::WireWorld> world_;
    std::unique_ptr<Meddler> meddler_;
    std::optional<venues::Credentials> keys_;         // of the account
    std::optional<venues::Credentials> credentials_;  // what the connector knows of them
    std::unique_ptr<venues::Connector> connector_;
    std::shared_ptr<void> page_;
    venues::Description description_;
    std::optional<book::OrderBook> book_;
    std::optional<risk::Gate> gate_;
    std::map<std::uint64_t, Told> told_;                   // by client order id
    std::map<std::string, Fill, std::less<>> fills_told_;  // by fill id
    Quantity position_told_;
    MarketMode mode_{MarketMode::normal};
    std::optional<Duration> clock_off_;
    std::vector<Event> answers_;
    std::vector<OpenOrder> open_orders_;  // of the last such answer
    std::vector<PositionEntry> positions_;
    std::array<bool, 2> up_{};
    std::array<int, 2> downs_{};
    std::uint32_t orders_{0};
    std::uint64_t requests_{0};
    Nonce nonce_{kNoNonce};
};

}  // namespace twinleg::conformance
