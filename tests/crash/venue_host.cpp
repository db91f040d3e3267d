#include "tests/crash/venue_host.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <fstream>
#include <set>
#include <vector>

#include "core/check.h"
#include "sim/check/truth.h"
#include "sim/world.h"
#include "store/codec.h"
#include "store/describe.h"
#include "tests/crash/wire.h"

namespace twinleg::crash {
namespace {

class VenueHost {
public:
    VenueHost(const sim::Scenario& scenario, const HostPlan& plan)
        : scenario_(scenario),
          plan_(plan),
          world_(scenario.world),
          truth_(world_),
          prng_(sim::Prng::stream(plan.number, 77)) {}

    // Until the engine behind `wire` dies (false) or is done (true).
    bool serve(Wire wire) {
        while (auto frame = wire.receive()) {
            switch (frame->word) {
                case Word::start:
                    start(frame->take<std::uint32_t>());
                    break;
                case Word::next:
                    if (!next(wire, Time{frame->take<std::int64_t>()})) return false;
                    break;
                case Word::execute:
                    execute(*frame);
                    break;
                case Word::done:
                    done(*frame);
                    return true;
                case Word::event:
                case Word::no_more:
                    CHECK(false && "not for the venues");
            }
        }
        return false;
    }

    void engine_died() {
        (void)truth_.follow();
        const bool exposed = !truth_.exposure().is_zero();
        const bool held = truth_.both_closable();
        open_at_death_ += exposed || held || truth_.any_open() ? 1U : 0U;
        exposed_at_death_ += exposed ? 1U : 0U;
        world_.engine_dies();
        world_.pass_until(world_.now() + prng_.between(milliseconds(50), seconds(3)));
    }

    const std::vector<std::string>& wrong() const { return wrong_; }
    std::string figures() const {
        return fmt::format("{} {} {}", open_at_death_, exposed_at_death_, sent_.size());
    }

private:
    void start(std::uint32_t epoch) {
        if (epoch <= epoch_) complain(fmt::format("epoch {} after epoch {}", epoch, epoch_));
        epoch_ = epoch;
        const Duration until_stop = lives_++ == 0 ? plan_.first_stop : plan_.later_stop;
        world_.engine_starts(epoch);
        world_.ask(Operator::stop, world_.now() + until_stop);
    }

    bool next(Wire& wire, Time wake_at) {
        Event event;
        if (!world_.next(wake_at, event)) return wire.send(Word::no_more);
        bytes_.clear();
        store::encode(event, bytes_);
        return wire.send(Word::event, bytes_);
    }

    void execute(Frame& frame) {
        const Time now{frame.take<std::int64_t>()};
        const auto command = store::CommandDecoder::decode(frame.rest());
        CHECK(command.has_value());
        if (const auto* place = std::get_if<PlaceOrder>(&*command))
            if (!sent_.insert(place->order->client_order_id).second)
                complain("sent twice: " + store::describe(*command));
        world_.execute(*command, now);
    }

    void done(Frame& frame) {
        world_.engine_dies();
        world_.pass_until(world_.now() + seconds(20));  // nothing may come after the end
        (void)truth_.follow();
        if (truth_.any_open()) complain("an order is still open");
        if (truth_.closable(truth_.exposure()))
            complain("exposure is left: " + to_text(truth_.exposure()));
        if (truth_.both_closable()) complain("a position is left that both venues would close");
        for (std::uint16_t i = 0; i < scenario_.engine.instruments.size(); ++i) {
            const Quantity theirs = truth_.position({i});
            const auto ours = Quantity::from_raw(frame.take<std::int64_t>());
            if (ours != theirs)
                complain(fmt::format("instrument {}: we believe in {}, the venue in {}", i,
                                     to_text(ours), to_text(theirs)));
        }
        for (std::uint8_t i = 0; i < world_.venues(); ++i)
            if (const auto twice = world_.venue({i}).duplicate_ids(); twice > 0)
                complain(fmt::format("venue {} saw {} client order ids twice", i, twice));
    }

    void complain(std::string what) { wrong_.push_back(std::move(what)); }

    const sim::Scenario& scenario_;
    const HostPlan plan_;
    sim::World world_;
    sim::Truth truth_;
    sim::Prng prng_;
    std::uint32_t epoch_{0};
    std::uint64_t lives_{0};
    std::uint64_t open_at_death_{0};
    std::uint64_t exposed_at_death_{0};
    std::set<ClientOrderId> sent_;
    std::vector<std::byte> bytes_;
    std::vector<std::string> wrong_;
};

}  // namespace

store::File listen_at(const std::filesystem::path& socket) {
    store::File listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    CHECK(socket.string().size() < sizeof address.sun_path);
    socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
    CHECK(::bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
          0);
    CHECK(::listen(listening.get(), 4) == 0);
    return listening;
}

void serve(const sim::Scenario& scenario, const HostPlan& plan, store::File listening,
           const std::filesystem::path& verdict) {
    VenueHost host(scenario, plan);
    for (;;) {
        store::File engine(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!engine.is_open()) return;
        if (host.serve(Wire(std::move(engine)))) break;
        host.engine_died();
    }
    std::ofstream out(verdict);
    if (host.wrong().empty()) out << "good " << host.figures() << '\n';
    for (const std::string& line : host.wrong())
        out << line << '\n';
}

}  // namespace twinleg::crash
