#pragma once
// A journal as a small desk would write it: two venues, one coin, told line by line.

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "engine/config.h"
#include "store/journal_writer.h"
#include "tests/store/random_values.h"
#include "tests/support/instruments.h"

namespace twinleg::database {

class DeskJournal {
public:
    // In `data`/journal; goes on where one is there.
    explicit DeskJournal(const std::filesystem::path& data, std::uint32_t epoch = 1,
                         std::size_t segment_bytes = std::size_t{1} << 16)
        : path_(data / "journal") {
        store::JournalEnd end;
        if (auto reader = store::JournalReader::open(path_)) {
            while (*reader->next()) {
            }
            end = reader->end();
        }
        store::JournalOptions options;
        options.segment_bytes = segment_bytes;
        writer_ = *store::JournalWriter::resume(*store::DirectoryLock::take(data), end, options);
        (void)writer_->append(store::Header{store::kCodecVersion, epoch, settings()});
        now_ = test::at_ms(1'000'000 * std::int64_t{epoch});
        tell(Started{epoch});
    }

    static std::string settings() {
        engine::Config config;
        config.strategy = "maker-taker";
        config.instruments = {{test::linear(0, 0, "edgex"), {}},
                              {test::linear(1, 1, "lighter"), {}}};
        config.venues = {{.id = {0}, .name = "edgex"}, {.id = {1}, .name = "lighter"}};
        return config.to_text();
    }

    void pass(Duration span) { now_ = now_ + span; }
    Time now() const { return now_; }

    template <typename What>
    void tell(What what) {
        (void)writer_->append(Event{now_, false, std::move(what)});
    }
    void command(const Command& what) { (void)writer_->append(what); }

    void place(std::uint32_t counter, std::uint16_t instrument, Side side, std::string_view price,
               std::string_view quantity, std::uint32_t epoch = 1) {
        Order order;
        order.instrument = {instrument};
        order.client_order_id = ClientOrderId::make(epoch, counter);
        order.side = side;
        order.price = test::price(price);
        order.quantity = test::quantity(quantity);
        command(store::RandomValues::place(order));
    }
    void fill(std::uint32_t counter, std::uint16_t instrument, Side side, std::string_view price,
              std::string_view quantity, std::string_view id, std::uint32_t epoch = 1) {
        tell(fill_of(counter, instrument, side, price, quantity, id, epoch));
    }
    static Fill fill_of(std::uint32_t counter, std::uint16_t instrument, Side side,
                        std::string_view price, std::string_view quantity, std::string_view id,
                        std::uint32_t epoch = 1) {
        Fill fill;
        fill.instrument = {instrument};
        fill.fill_id = *FillId::from(id);
        fill.client_order_id = ClientOrderId::make(epoch, counter);
        fill.side = side;
        fill.price = test::price(price);
        fill.quantity = test::quantity(quantity);
        fill.fee = test::notional("0.0125");
        return fill;
    }
    void report(std::uint32_t counter, std::uint16_t instrument, OrderWord word,
                Reason reason = Reason::none, std::uint32_t epoch = 1) {
        OrderReport report;
        report.instrument = {instrument};
        report.client_order_id = ClientOrderId::make(epoch, counter);
        report.venue_order_id = VenueOrderId::from_number(9000 + counter);
        report.word = word;
        report.reason = reason;
        tell(report);
    }
    void evaluate(std::string_view a, std::string_view b, Signal signal = Signal::none) {
        tell(Quote{});
        Evaluated seen;
        seen.price_a = test::price(a);
        seen.price_b = test::price(b);
        seen.spread = seen.price_a - seen.price_b;
        seen.mean = 0.1 + 0.2;
        seen.stddev = 1.0 / 3;
        seen.z = -2.5;
        seen.samples = 100;
        seen.signal = signal;
        command(seen);
    }
    // Both legs of a trade, `n` telling it from others: 10 rows and more.
    void trade(std::uint32_t n) {
        place(2 * n, 0, Side::buy, "100.5", "0.01");
        place(2 * n + 1, 1, Side::sell, "101.5", "0.01");
        report(2 * n, 0, OrderWord::accepted);
        fill(2 * n, 0, Side::buy, "100.4", "0.01", "e" + std::to_string(n));
        report(2 * n, 0, OrderWord::filled);
        fill(2 * n + 1, 1, Side::sell, "101.6", "0.01", "l" + std::to_string(n));
        report(2 * n + 1, 1, OrderWord::filled);
        pass(milliseconds(100));
    }

    std::uint64_t appended() const { return writer_->appended(); }
    const std::filesystem::path& path() const { return path_; }
    void close() { (void)writer_->close(); }

private:
    std::filesystem::path path_;
    std::unique_ptr<store::JournalWriter> writer_;
    Time now_;
};

}  // namespace twinleg::database
