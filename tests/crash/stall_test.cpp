// A disk that fills up under a running engine: what is not on record is not sent.

#include <gtest/gtest.h>

#include <cerrno>
#include <set>
#include <string_view>

#include "runtime/journal.h"
#include "sim/world.h"
#include "store/codec.h"
#include "store/describe.h"
#include "tests/crash/engine_process.h"
#include "tests/support/temp_dir.h"

namespace twinleg::crash {
namespace {

using support::TempDir;

// Remembers which orders it passed on.
class WatchedSink final : public runtime::Sink {
public:
    explicit WatchedSink(sim::World& world) : world_(world) {}
    void execute(const Command& command, Time now) override {
        if (const auto* place = std::get_if<PlaceOrder>(&command))
            orders.insert(place->order->client_order_id);
        else if (sim::SimVenue::request_of(command))
            ++others;
        world_.execute(command, now);
    }
    std::set<ClientOrderId> orders;
    std::uint64_t others{0};

private:
    sim::World& world_;
};

// Prepares as the thread of a live process would, but at every record.
class PreparingRecorder final : public runtime::Recorder {
public:
    explicit PreparingRecorder(store::JournalWriter& writer) : writer_(writer) {}
    Result<void> append(const Event& event) override {
        (void)writer_.prepare();
        return writer_.append(event);
    }
    Result<void> append(const Command& command) override { return writer_.append(command); }
    Result<void> sync() override { return {}; }
    bool healthy() const override { return writer_.healthy(); }

private:
    store::JournalWriter& writer_;
};

// A desk that trades for a while, then finds no more disk space.
class Stall : public ::testing::Test {
protected:
    Stall()
        : scenario_(sim::scenario_of(
              7, {.strategy = "random-pairs", .profile = sim::Profile::none, .lasts = minutes(5)})),
          world_(scenario_.world),
          sink_(world_),
          engine_(*factory_of(scenario_)(scenario_.engine)) {
        auto writer = store::JournalWriter::create(
            dir_ / "j", {.segment_bytes = 1 << 16,
                         .allocate =
                             [this](int file, off_t offset, off_t size) {
                                 return ++taken_ > 12 ? ENOSPC
                                                      : store::allocate_space(file, offset, size);
                             },
                         .sync = [](int) { return 0; }});
        writer_ = std::move(*writer);
    }

    void run(runtime::Loop& loop) {
        world_.engine_starts(1);
        world_.ends_at(world_.now() + minutes(5));
        while (loop.turn()) {
        }
    }

    std::set<ClientOrderId> orders_on_record() const {
        std::set<ClientOrderId> orders;
        auto reader = store::JournalReader::open(dir_ / "j");
        while (const auto record = *reader->next()) {
            if (record->type != store::RecordType::command) continue;
            const auto command = store::CommandDecoder::decode(record->payload);
            if (const auto* place = std::get_if<PlaceOrder>(&*command))
                orders.insert(place->order->client_order_id);
        }
        return orders;
    }

    std::uint64_t on_record(std::string_view kind) const {
        std::uint64_t count = 0;
        store::Scratch scratch;
        auto reader = store::JournalReader::open(dir_ / "j");
        while (const auto record = *reader->next()) {
            if (record->type == store::RecordType::event)
                count += store::kind_name(*store::decode_event(record->payload, scratch)) == kind;
            else
                count += store::kind_name(*store::CommandDecoder::decode(record->payload)) == kind;
        }
        return count;
    }

    TempDir dir_;
    int taken_{0};
    sim::Scenario scenario_;
    sim::World world_;
    WatchedSink sink_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<store::JournalWriter> writer_;
};

TEST_F(Stall, HaltsOnRecordWhileThereIsRoom) {
    PreparingRecorder journal(*writer_);
    runtime::Loop loop(*engine_, world_, sink_, &journal);

    run(loop);

    EXPECT_EQ(engine_->mode(), Mode::halted);
    EXPECT_GT(sink_.orders.size(), 5u) << "it had traded before";
    const auto recorded = orders_on_record();
    for (const ClientOrderId id : sink_.orders)
        EXPECT_TRUE(recorded.contains(id)) << id.value;
    EXPECT_EQ(on_record("journal_stalled"), 1u);
    EXPECT_GE(on_record("mode"), 2u) << "that it halted is on record too";
}

TEST_F(Stall, SendsNoOrderThatIsNotOnRecordOnceThereIsNoRoomAtAll) {
    runtime::JournalRecorder journal(std::move(writer_));
    runtime::Loop loop(*engine_, world_, sink_, &journal);

    run(loop);

    EXPECT_TRUE(loop.stalled());
    EXPECT_NE(loop.stall_reason().find("No space left on device"), std::string::npos);
    EXPECT_EQ(engine_->mode(), Mode::halted);
    const auto recorded = orders_on_record();
    EXPECT_GT(sink_.orders.size(), 5u);
    for (const ClientOrderId id : sink_.orders)
        EXPECT_TRUE(recorded.contains(id)) << id.value;
    const auto verified = runtime::replay_journal(
        dir_ / "j",
        [engine = std::shared_ptr(*factory_of(scenario_)(scenario_.engine))](
            const Event& event, Commands& out) { engine->step(event, out); },
        true);
    ASSERT_TRUE(verified);
    EXPECT_FALSE(verified->difference) << "what is recorded has no hole";
}

}  // namespace
}  // namespace twinleg::crash
