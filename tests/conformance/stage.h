#pragma once
// A connector against its venue's simulator, on one loop: verbs for the conformance cases.

#include <array>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "book/order_book.h"
#include "net/event_loop.h"
#include "risk/gate.h"
#include "sim/wire/wire_world.h"
#include "venues/venue.h"

namespace twinleg::conformance {

// One venue, spoken to in one way.
struct Way {
    std::string name;  // "lighter_websocket", as it stands in the test's name
    const sim::wire::WireVenue* wire{nullptr};
    const venues::VenueKind* kind{nullptr};
    std::string transport;
    std::map<std::string, std::string, std::less<>> options;
};
std::vector<Way> ways();
void PrintTo(const Way& way, std::ostream* out);

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
        std::string wrong_secret;  // a variable whose value is replaced by another key
    };
    explicit Stage(const Way& way) : Stage(way, Options{}) {}
    Stage(const Way& way, const Options& options);
    ~Stage();

    // Asks what there is to know. Errors: the connector's.
    Result<venues::Description> describe();
    // describe(), a book around 60,000, open(), and both streams up.
    void open();

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
    const Told& told(ClientOrderId id) { return told_[id.value]; }
    const book::OrderBook& book() const { return *book_; }
    bool up(Stream stream) const { return up_[static_cast<std::size_t>(stream)]; }
    int downs(Stream stream) const { return downs_[static_cast<std::size_t>(stream)]; }

    // --- The rest of the market.
    // Somebody else's order; what of it was filled at once.
    Quantity somebody(Side side, Price price, Quantity quantity,
                      sim::wire::Force force = sim::wire::Force::gtc);
    void order_fault(sim::wire::Fault fault, std::optional<std::uint64_t> count = {},
                     std::optional<Duration> lasts = {});

    // --- Truth.
    sim::wire::Exchange& exchange();
    InstrumentId market();  // of the exchange
    bool book_agrees();
    Quantity position();             // the venue's own
    Quantity position_told() const;  // Σ of what was told
    // Ends everything: cancels, closes the position, and holds what was told against the venue.
    void finish();

    const Instrument& instrument() const { return description_.instrument; }
    const venues::Capabilities& capabilities() const;
    net::EventLoop& loop() { return loop_; }
    venues::Connector& connector() { return *connector_; }
    Price tick(std::int64_t count) const;  // count ticks
    Quantity lots(std::int64_t count) const;

private:
    void take(const Event& event);
    void take_events();
    Nonce next_nonce();
    // Asks the venue, if it has nonces and the next one is not known.
    void learn_nonce();

    const Way way_;
    net::EventLoop loop_;
    venues::Inbox inbox_;
    std::unique_ptr<sim::wire::WireWorld> world_;
    std::optional<venues::Credentials> credentials_;
    std::unique_ptr<venues::Connector> connector_;
    venues::Description description_;
    std::optional<book::OrderBook> book_;
    std::optional<risk::Gate> gate_;
    std::map<std::uint64_t, Told> told_;  // by client order id
    std::map<std::uint64_t, Side> sides_;
    std::map<std::uint64_t, VenueOrderId> venue_ids_;
    std::set<std::string> fills_seen_;
    Quantity position_told_;
    std::vector<Event> answers_;
    std::vector<OpenOrder> open_orders_;  // of the last such answer
    std::vector<Fill> fills_;
    std::vector<PositionEntry> positions_;
    std::array<bool, 2> up_{};
    std::array<int, 2> downs_{};
    std::uint32_t orders_{0};
    std::uint64_t requests_{0};
    Nonce nonce_{kNoNonce};
};

}  // namespace twinleg::conformance
