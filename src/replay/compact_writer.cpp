#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <limits>

#include "replay/compact.h"
#include "replay/compact_code.h"
#include "replay/digits.h"

namespace twinleg::replay {
namespace {

using namespace code;

constexpr std::size_t kBlockEvents = 32 * 1024;
// The numbers are short already: level 12 would save a quarter of the bytes, and cost three times
// the time to read (measured on the BTC files: 2.98 for 3.85 bytes, 5.1 for 1.6 ns an event).
constexpr int kPackLevel = -5;

// One frame of the block that is being gathered: what it was, until the block's units are known.
struct Frame {
    Event event;
    std::size_t bids{0};
    std::size_t asks{0};
};

// Writes to `path`.part, and renames it when all is well.
class OutFile {
public:
    explicit OutFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {}
    OutFile(const OutFile&) = delete;
    OutFile& operator=(const OutFile&) = delete;
    ~OutFile() {
        if (descriptor_ < 0) return;
        ::close(descriptor_);
        ::unlink(part_.c_str());
    }

    Result<void> open() {
        descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (descriptor_ < 0) return refused("create");
        return {};
    }
    Result<void> write(const void* data, std::size_t size) {
        const char* at = static_cast<const char*>(data);
        while (size != 0) {
            const ssize_t done = ::write(descriptor_, at, size);
            if (done < 0 && errno == EINTR) continue;
            if (done <= 0) return refused("write");
            at += done;
            size -= static_cast<std::size_t>(done);
            written_ += static_cast<std::uint64_t>(done);
        }
        return {};
    }
    Result<void> commit() {
        if (::fsync(descriptor_) != 0) return refused("write");
        if (::close(std::exchange(descriptor_, -1)) != 0) return refused("close");
        if (::rename(part_.c_str(), path_.c_str()) != 0) {
            const auto error = refused("rename");
            ::unlink(part_.c_str());
            return error;
        }
        return {};
    }
    std::uint64_t written() const { return written_; }

private:
    std::unexpected<Error> refused(std::string_view what) const {
        return fail(Errc::io,
                    part_ + ": cannot " + std::string{what} + ": " + std::strerror(errno));
    }
    std::string path_;
    std::string part_;
    int descriptor_{-1};
    std::uint64_t written_{0};
};

class Writer final : public CompactWriter {
public:
    explicit Writer(const std::string& path) : file_(path) {}

    Result<void> begin(const Facts& facts) {
        if (auto done = file_.open(); !done) return done;
        const std::string text = facts.to_text();
        std::string head{kCompactMagic};
        append(head, static_cast<std::uint32_t>(text.size()));
        append(head, crc(text.data(), text.size()));
        head += text;
        return file_.write(head.data(), head.size());
    }

    std::uint64_t bytes() const override { return file_.written(); }

    Result<void> add(const Event& event) override {
        Frame frame{event};
        const auto keep = [&](std::span<const Level> bids, std::span<const Level> asks) {
            frame.bids = bids.size();
            frame.asks = asks.size();
            levels_.insert(levels_.end(), bids.begin(), bids.end());
            levels_.insert(levels_.end(), asks.begin(), asks.end());
            events_ += bids.size() + asks.size();
        };
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            keep(delta->bids, delta->asks);
        } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            keep(snapshot->bids, snapshot->asks);
        } else if (const auto* quote = std::get_if<Quote>(&event.what)) {
            keep({&quote->bid, 1}, {&quote->ask, 1});
        } else if (const auto* trade = std::get_if<PublicTrade>(&event.what)) {
            const Level level{trade->price, trade->quantity};
            keep({&level, 1}, {});
        } else if (!std::holds_alternative<FundingRate>(event.what) &&
                   !std::holds_alternative<LatencyMeasured>(event.what)) {
            return fail(Errc::unsupported, "the compact form has no room for this kind of event");
        }
        frames_.push_back(frame);
        if (events_ >= kBlockEvents || frames_.size() >= kBlockEvents) return flush();
        return {};
    }

    Result<void> finish(const InputStats& stats) override {
        if (auto done = flush(); !done) return done;
        std::string index;
        for (const Place& place : places_) {
            append(index, place.offset);
            append(index, place.first_ns);
            append(index, place.last_ns);
        }
        index += counts(stats);
        const std::uint64_t at = file_.written();
        std::string out;
        append(out, kIndexMagic);
        append(out, static_cast<std::uint32_t>(index.size()));
        const auto blocks = static_cast<std::uint32_t>(places_.size());
        append(out, crc(index.data(), index.size(), crc(&blocks, sizeof blocks)));
        append(out, blocks);
        out += index;
        append(out, at);
        out.append(kEndMagic, 8);
        if (auto done = file_.write(out.data(), out.size()); !done) return done;
        return file_.commit();
    }

private:
    struct Place {
        std::uint64_t offset{0};
        std::int64_t first_ns{0};
        std::int64_t last_ns{0};
    };

    template <typename T>
    static void append(std::string& out, T value) {
        out.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    static std::uint32_t crc(const void* data, std::size_t size, std::uint32_t before = 0) {
        return static_cast<std::uint32_t>(
            ::crc32(before, static_cast<const Bytef*>(data), static_cast<uInt>(size)));
    }
    static std::string counts(const InputStats& stats) {
        std::string out;
        const auto line = [&](std::string_view key, const std::string& value) {
            out += std::string{key} + "=" + value + "\n";
        };
        line("frames", std::to_string(stats.frames));
        line("events", std::to_string(stats.events));
        line("skipped", std::to_string(stats.skipped));
        line("gaps", std::to_string(stats.gaps));
        line("first_ns", std::to_string(stats.first_ns));
        line("last_ns", std::to_string(stats.last_ns));
        for (const auto& [kind, entry] : stats.warnings.entries()) {
            line("warning", kind + "=" + std::to_string(entry.times) + "=" + entry.text);
        }
        return out;
    }

    void varint(std::uint64_t value) {
        while (value >= 0x80) {
            raw_.push_back(static_cast<unsigned char>(value | 0x80));
            value >>= 7;
        }
        raw_.push_back(static_cast<unsigned char>(value));
    }
    void signed_varint(std::int64_t value) { varint(zigzag(value)); }
    void number(std::uint64_t value, unsigned bytes) {
        for (unsigned i = 0; i < bytes; ++i)
            raw_.push_back(static_cast<unsigned char>(value >> (8 * i)));
    }

    // Control bytes, then the numbers. `last`: the price before, for each level's side.
    void put_levels(std::span<const Level> levels, std::size_t bids, std::int64_t& last_bid,
                    std::int64_t& last_ask) {
        std::int64_t prices[2] = {last_bid, last_ask};
        for (std::size_t i = 0; i < levels.size(); ++i) {
            std::int64_t& last = prices[i < bids ? 0 : 1];
            const std::int64_t price = levels[i].price.raw() / price_unit_;
            const auto quantity = zigzagless(levels[i].quantity.raw() / quantity_unit_);
            raw_.push_back(static_cast<unsigned char>(bytes_of(zigzag(minus(price, last))) |
                                                      (bytes_of(quantity) << 4)));
            last = price;
        }
        prices[0] = last_bid;
        prices[1] = last_ask;
        for (std::size_t i = 0; i < levels.size(); ++i) {
            std::int64_t& last = prices[i < bids ? 0 : 1];
            const std::int64_t price = levels[i].price.raw() / price_unit_;
            const std::uint64_t step = zigzag(minus(price, last));
            const auto quantity = zigzagless(levels[i].quantity.raw() / quantity_unit_);
            number(step, bytes_of(step));
            number(quantity, bytes_of(quantity));
            last = price;
        }
        last_bid = prices[0];
        last_ask = prices[1];
    }
    // A negative quantity, which no book takes, stays what it is: eight bytes.
    static std::uint64_t zigzagless(std::int64_t quantity) {
        return static_cast<std::uint64_t>(quantity);
    }

    static std::int64_t venue_ns(const Event& event) {
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) return delta->venue_time.ns;
        if (const auto* book = std::get_if<BookSnapshot>(&event.what)) return book->venue_time.ns;
        if (const auto* quote = std::get_if<Quote>(&event.what)) return quote->venue_time.ns;
        if (const auto* trade = std::get_if<PublicTrade>(&event.what)) return trade->venue_time.ns;
        return 0;
    }

    void find_units() {
        FinestDigit<Price> prices;
        FinestDigit<Quantity> quantities;
        for (const Level& level : levels_) {
            prices.see(level.price);
            quantities.see(level.quantity);
        }
        price_unit_ = prices.step().raw();
        quantity_unit_ = quantities.step().raw();
        receive_unit_ = 1'000'000;
        venue_unit_ = 1'000'000;
        for (const Frame& frame : frames_) {
            while (frame.event.time.ns % receive_unit_ != 0)
                receive_unit_ /= 10;
            while (venue_ns(frame.event) % venue_unit_ != 0)
                venue_unit_ /= 10;
        }
    }

    static unsigned char places(std::int64_t unit, std::int64_t one) {
        unsigned char out = 0;
        for (; unit < one; unit *= 10)
            ++out;
        return out;
    }

    Result<void> flush() {
        if (frames_.empty()) return {};
        find_units();
        raw_.clear();
        raw_.push_back(places(price_unit_, Price::kOne));
        raw_.push_back(places(quantity_unit_, Quantity::kOne));
        raw_.push_back(0);
        raw_.push_back(0);
        number(static_cast<std::uint64_t>(receive_unit_), 8);
        number(static_cast<std::uint64_t>(venue_unit_), 8);
        state_ = {};
        std::span<const Level> levels{levels_};
        for (const Frame& frame : frames_) {
            put(frame, levels.first(frame.bids + frame.asks));
            levels = levels.subspan(frame.bids + frame.asks);
        }

        BlockHead head;
        head.raw = static_cast<std::uint32_t>(raw_.size());
        head.first_ns = frames_.front().event.time.ns;
        head.last_ns = frames_.back().event.time.ns;
        head.events = static_cast<std::uint32_t>(events_);
        packed_.resize(::ZSTD_compressBound(raw_.size()));
        const std::size_t size =
            ::ZSTD_compress(packed_.data(), packed_.size(), raw_.data(), raw_.size(), kPackLevel);
        CHECK(::ZSTD_isError(size) == 0);
        head.packed = static_cast<std::uint32_t>(size);
        head.crc = crc(packed_.data(), size, crc(&head, sizeof head));
        places_.push_back({file_.written(), head.first_ns, head.last_ns});
        frames_.clear();
        levels_.clear();
        events_ = 0;
        if (auto done = file_.write(&head, sizeof head); !done) return done;
        return file_.write(packed_.data(), size);
    }

    void put(const Frame& frame, std::span<const Level> levels) {
        const Event& event = frame.event;
        const std::int64_t venue = venue_ns(event) / venue_unit_;
        std::uint8_t tag = event.more ? kMore : 0;
        if (venue != 0) tag |= kHasVenueTime;
        const auto begin = [&](Kind kind) {
            raw_.push_back(static_cast<unsigned char>(tag | kind));
            const std::int64_t received = event.time.ns / receive_unit_;
            signed_varint(minus(received, state_.received));
            state_.received = received;
            if (venue == 0) return;
            signed_varint(minus(venue, state_.venue));
            state_.venue = venue;
        };
        const auto ahead = [](std::uint64_t a, std::uint64_t b) {
            return static_cast<std::int64_t>(a - b);
        };
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            begin(kDelta);
            signed_varint(ahead(delta->first, state_.chain));
            signed_varint(ahead(delta->last, delta->first));
            signed_varint(ahead(delta->previous, state_.chain));
            state_.chain = delta->last;
            varint(frame.bids);
            varint(frame.asks);
            put_levels(levels, frame.bids, state_.bid, state_.ask);
        } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
            begin(kSnapshot);
            signed_varint(ahead(snapshot->sequence, state_.chain));
            varint(frame.bids);
            varint(frame.asks);
            put_levels(levels, frame.bids, state_.bid, state_.ask);
        } else if (const auto* quote = std::get_if<Quote>(&event.what)) {
            begin(kQuote);
            signed_varint(ahead(quote->sequence, state_.quote));
            state_.quote = quote->sequence;
            std::int64_t from_bid = quote->bid.price.raw() / price_unit_;
            put_levels(levels, 1, state_.quote_bid, from_bid);
        } else if (const auto* trade = std::get_if<PublicTrade>(&event.what)) {
            if (trade->taker_side == Side::sell) tag |= kTakerSells;
            begin(kTrade);
            signed_varint(ahead(trade->id, state_.trade_id));
            state_.trade_id = trade->id;
            std::int64_t unused = 0;
            put_levels(levels, 1, state_.trade, unused);
        } else if (const auto* funding = std::get_if<FundingRate>(&event.what)) {
            begin(kFunding);
            signed_varint(funding->rate.raw());
            signed_varint(funding->interval.ns);
            signed_varint(funding->next.ns);
        } else if (const auto* measured = std::get_if<LatencyMeasured>(&event.what)) {
            begin(kLatency);
            varint(measured->venue.value);
            varint(static_cast<std::uint64_t>(measured->stage));
            signed_varint(measured->delay.ns);
        }
    }

    struct State {
        std::int64_t received{0};
        std::int64_t venue{0};
        std::uint64_t chain{0};
        std::uint64_t quote{0};
        std::uint64_t trade_id{0};
        std::int64_t bid{0};
        std::int64_t ask{0};
        std::int64_t quote_bid{0};
        std::int64_t trade{0};
    };

    OutFile file_;
    std::vector<Frame> frames_;
    std::vector<Level> levels_;
    std::size_t events_{0};
    std::vector<unsigned char> raw_;
    std::vector<char> packed_;
    std::vector<Place> places_;
    State state_;
    std::int64_t price_unit_{1};
    std::int64_t quantity_unit_{1};
    std::int64_t receive_unit_{1};
    std::int64_t venue_unit_{1};
};

}  // namespace

Result<std::unique_ptr<CompactWriter>> CompactWriter::create(const std::string& path,
                                                             const Facts& facts) {
    auto out = std::make_unique<Writer>(path);
    if (auto done = out->begin(facts); !done) return std::unexpected{done.error()};
    return out;
}

}  // namespace twinleg::replay
