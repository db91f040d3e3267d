#include "tests/crash/engine_process.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdio>

#include "core/check.h"
#include "portfolio/portfolio.h"
#include "runtime/data.h"
#include "sim/soak/random_pairs.h"
#include "store/codec.h"
#include "strategy/hedge_cycle/hedge_cycle.h"
#include "strategy/maker_taker/maker_taker.h"
#include "strategy/market_spread/market_spread.h"
#include "strategy/zscore/zscore.h"
#include "tests/crash/wire.h"

namespace twinleg::crash {
namespace {

[[noreturn]] void die() {
    ::raise(SIGKILL);
    __builtin_unreachable();
}

class RemoteSource final : public runtime::Source {
public:
    explicit RemoteSource(Wire& wire) : wire_(wire) {}

    bool next(Time wake_at, Event& event) override {
        payload_.clear();
        put(payload_, wake_at.ns);
        if (!wire_.send(Word::next, payload_)) return false;
        auto frame = wire_.receive();
        if (!frame || frame->word != Word::event) return false;
        auto decoded = store::decode_event(frame->payload, scratch_);
        CHECK(decoded.has_value());
        event = *decoded;
        return true;
    }

private:
    Wire& wire_;
    store::Scratch scratch_;
    std::vector<std::byte> payload_;
};

class RemoteSink final : public runtime::Sink {
public:
    RemoteSink(Wire& wire, std::uint64_t dies_after) : wire_(wire), dies_after_(dies_after) {}

    void execute(const Command& command, Time now) override {
        if (!sim::SimVenue::request_of(command)) return;
        payload_.clear();
        put(payload_, now.ns);
        store::encode(command, payload_);
        (void)wire_.send(Word::execute, payload_);
        if (++sent_ == dies_after_) die();
    }

private:
    Wire& wire_;
    const std::uint64_t dies_after_;
    std::uint64_t sent_{0};
    std::vector<std::byte> payload_;
};

class MortalRecorder final : public runtime::Recorder {
public:
    MortalRecorder(runtime::Recorder& inner, std::uint64_t dies_after)
        : inner_(inner), dies_after_(dies_after) {}

    Result<void> append(const Event& event) override { return count(inner_.append(event)); }
    Result<void> append(const Command& command) override { return count(inner_.append(command)); }
    Result<void> sync() override { return inner_.sync(); }
    bool healthy() const override { return inner_.healthy(); }

private:
    Result<void> count(Result<void> appended) {
        if (++records_ == dies_after_) die();
        return appended;
    }

    runtime::Recorder& inner_;
    const std::uint64_t dies_after_;
    std::uint64_t records_{0};
};

std::optional<Wire> connect_to(const std::filesystem::path& socket) {
    store::File file(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
    if (::connect(file.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return std::nullopt;
    return Wire(std::move(file));
}

}  // namespace

runtime::EngineFactory factory_of(const sim::Scenario& scenario) {
    return [random = scenario.random](
               const engine::Config& config) -> Result<std::unique_ptr<engine::Engine>> {
        const auto engine_with = [&](auto strategy) -> Result<std::unique_ptr<engine::Engine>> {
            if (!strategy) return std::unexpected{strategy.error()};
            return std::make_unique<engine::Engine>(config, std::move(*strategy));
        };
        const auto& told = config.parameters;
        if (config.strategy == "maker-taker")
            return engine_with(strategy::MakerTaker::create(told));
        if (config.strategy == "market-spread")
            return engine_with(strategy::MarketSpread::create(told));
        if (config.strategy == "zscore") return engine_with(strategy::ZScore::create(told));
        if (config.strategy == "hedge-cycle")
            return engine_with(strategy::HedgeCycle::create(told));
        return std::make_unique<engine::Engine>(config, std::make_unique<sim::RandomPairs>(random));
    };
}

int run_engine(const sim::Scenario& scenario, const std::filesystem::path& socket,
               const std::filesystem::path& data, const Death& death) {
    auto wire = connect_to(socket);
    if (!wire) return kHostGone;

    runtime::DataOptions options;
    options.journal.segment_bytes = std::size_t{1} << 17;  // so that deaths meet its edges too
    options.journal.sync = [](int) { return 0; };          // nobody pulls the plug here
    auto opened = runtime::open_data(data, scenario.engine, factory_of(scenario), options);
    if (!opened) {
        std::fprintf(stderr, "cannot start: %s\n", opened.error().message.c_str());
        return kCannotStart;
    }

    RemoteSource source(*wire);
    RemoteSink sink(*wire, death.after_sends);
    MortalRecorder recorder(*opened->journal, death.after_records);
    runtime::Loop loop(*opened->engine, source, sink, &recorder);
    std::vector<std::byte> payload;
    put(payload, opened->epoch);
    if (!wire->send(Word::start, payload)) return kHostGone;
    while (loop.turn()) {
    }
    if (!opened->engine->ended()) return kNotEnded;

    payload.clear();
    for (std::uint16_t i = 0; i < scenario.engine.instruments.size(); ++i)
        put(payload, opened->engine->portfolio().position({i}).quantity().raw());
    return wire->send(Word::done, payload) ? kEnded : kHostGone;
}

}  // namespace twinleg::crash
