#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "replay/compact.h"
#include "replay/compact_code.h"

namespace twinleg::replay {
namespace {

using namespace code;

constexpr std::uint32_t kMostHead = 1 << 20;
constexpr std::uint32_t kMostBlock = 64 << 20;
constexpr std::uint32_t kMostIndex = 256 << 20;

std::uint32_t crc(const void* data, std::size_t size, std::uint32_t before = 0) {
    return static_cast<std::uint32_t>(
        ::crc32(before, static_cast<const Bytef*>(data), static_cast<uInt>(size)));
}

template <typename T>
T load(const char* at) {
    T out;
    std::memcpy(&out, at, sizeof out);
    return out;
}

class CompactReader final : public Reader {
public:
    CompactReader(const std::string& path, InstrumentId instrument)
        : stream_(path, std::ios::binary), instrument_(instrument) {
        file_ = path;
    }

    Result<Facts> begin() {
        if (!stream_) return fail(Errc::io, file_ + ": cannot open: " + std::strerror(errno));
        stream_.seekg(0, std::ios::end);
        size_ = static_cast<std::uint64_t>(stream_.tellg());
        stream_.seekg(0);
        char head[16];
        if (!get(head, sizeof head) || std::string_view{head, 8} != kCompactMagic) {
            return damaged("has no compact recording's beginning");
        }
        const auto size = load<std::uint32_t>(head + 8);
        if (size > kMostHead) return damaged("its head is damaged");
        std::string text(size, '\0');
        if (!get(text.data(), size) || crc(text.data(), size) != load<std::uint32_t>(head + 12)) {
            return damaged("its head is damaged");
        }
        auto facts = Facts::from_text(text);
        if (!facts) return damaged(facts.error().message);
        return facts;
    }

    // To the last block that begins at or before `from`.
    Result<void> seek(Time from) {
        const auto here = stream_.tellg();
        char tail[16];
        stream_.seekg(-16, std::ios::end);
        if (!get(tail, sizeof tail) || std::memcmp(tail + 8, kEndMagic, 8) != 0) {
            return damaged("has no index: it is cut off");
        }
        stream_.seekg(static_cast<std::streamoff>(load<std::uint64_t>(tail)));
        char head[16];
        if (!get(head, sizeof head) || !read_index(head)) return damaged("its index is damaged");
        finished_ = false;
        stats_ = {};
        stored_.reset();
        std::streamoff to = here;
        for (const Place& place : places_) {
            if (place.first_ns <= from.ns) to = static_cast<std::streamoff>(place.offset);
        }
        stream_.seekg(to);
        whole_ = to == here;
        return {};
    }

    double progress() const override {
        return size_ == 0 ? 1.0 : static_cast<double>(taken_) / static_cast<double>(size_);
    }

    bool next(Event& event) override {
        while (at_ >= end_) {
            if (finished_ || !next_block()) return false;
        }
        return decode(event);
    }

private:
    struct Place {
        std::uint64_t offset{0};
        std::int64_t first_ns{0};
        std::int64_t last_ns{0};
    };

    bool get(char* to, std::size_t size) {
        stream_.read(to, static_cast<std::streamsize>(size));
        const bool whole = static_cast<std::size_t>(stream_.gcount()) == size;
        taken_ += static_cast<std::uint64_t>(stream_.gcount());
        return whole;
    }
    std::unexpected<Error> damaged(std::string_view why) const {
        return fail(Errc::corrupt, file_ + ": " + std::string{why});
    }
    // The end, for a reason; what was read stays counted.
    bool stop(std::string_view why) {
        finished_ = true;
        at_ = end_ = nullptr;
        if (!stats_.error) stats_.error = damaged(why).error();
        return false;
    }

    bool next_block() {
        const std::uint64_t offset = taken_;
        char bytes[sizeof(BlockHead)];
        if (!get(bytes, 16)) return stop("is cut off behind byte " + std::to_string(offset));
        if (load<std::uint32_t>(bytes) == kIndexMagic) {
            if (!read_index(bytes)) return stop("its index is damaged");
            finished_ = true;
            if (whole_ && stored_) finish();
            return false;
        }
        if (load<std::uint32_t>(bytes) != kBlockMagic || !get(bytes + 16, sizeof(BlockHead) - 16)) {
            return stop("the block at byte " + std::to_string(offset) + " is damaged");
        }
        const auto head = load<BlockHead>(bytes);
        if (head.packed > kMostBlock || head.packed > size_ || head.raw > kMostBlock ||
            head.raw < kRawHead) {
            return stop("the block at byte " + std::to_string(offset) + " is damaged");
        }
        packed_.resize(head.packed);
        if (!get(packed_.data(), head.packed)) {
            return stop("is cut off in the block at byte " + std::to_string(offset));
        }
        if (raw_.size() < head.raw + kSlack) raw_.resize(head.raw + kSlack);
        std::memset(raw_.data() + head.raw, 0, kSlack);
        BlockHead unsigned_head = head;
        unsigned_head.crc = 0;
        const std::uint32_t sum =
            crc(packed_.data(), head.packed, crc(&unsigned_head, sizeof unsigned_head));
        if (sum != head.crc ||
            ::ZSTD_decompress(raw_.data(), head.raw, packed_.data(), head.packed) != head.raw) {
            return stop("the block at byte " + std::to_string(offset) +
                        " is damaged: its checksum does not hold");
        }
        at_ = raw_.data();
        end_ = raw_.data() + head.raw;
        const unsigned price_places = at_[0];
        const unsigned quantity_places = at_[1];
        if (price_places > Price::kDigits || quantity_places > Quantity::kDigits) {
            return stop("the block at byte " + std::to_string(offset) + " has impossible units");
        }
        price_unit_ = unit(price_places, Price::kDigits);
        quantity_unit_ = unit(quantity_places, Quantity::kDigits);
        std::memcpy(&receive_unit_, at_ + 4, 8);
        std::memcpy(&venue_unit_, at_ + 12, 8);
        at_ += kRawHead;
        state_ = {};
        return true;
    }

    static std::int64_t unit(unsigned places, int digits) {
        std::int64_t out = 1;
        for (int i = static_cast<int>(places); i < digits; ++i)
            out *= 10;
        return out;
    }

    bool read_index(const char* head) {
        const auto size = load<std::uint32_t>(head + 4);
        const auto blocks = load<std::uint32_t>(head + 12);
        if (size > kMostIndex || size > size_ || std::uint64_t{blocks} * 24 > size) return false;
        std::string text(size, '\0');
        if (!get(text.data(), size) ||
            crc(text.data(), size, crc(&blocks, sizeof blocks)) != load<std::uint32_t>(head + 8)) {
            return false;
        }
        places_.resize(blocks);
        if (blocks != 0) std::memcpy(places_.data(), text.data(), std::size_t{blocks} * 24);
        stored_ = std::string{text.substr(std::size_t{blocks} * 24)};
        return true;
    }

    // What was counted when the originals were read.
    void finish() {
        InputStats stats;
        std::string_view text = *stored_;
        while (!text.empty()) {
            const std::string_view row = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), row.size() + 1));
            const auto equals = row.find('=');
            if (equals == std::string_view::npos) continue;
            const std::string_view key = row.substr(0, equals);
            const std::string_view value = row.substr(equals + 1);
            const auto number = [&](auto& into) {
                std::from_chars(value.data(), value.data() + value.size(), into);
            };
            if (key == "frames") number(stats.frames);
            if (key == "events") number(stats.events);
            if (key == "skipped") number(stats.skipped);
            if (key == "gaps") number(stats.gaps);
            if (key == "first_ns") number(stats.first_ns);
            if (key == "last_ns") number(stats.last_ns);
            if (key != "warning") continue;
            const auto kind = value.find('=');
            const auto times = kind == std::string_view::npos ? kind : value.find('=', kind + 1);
            if (times == std::string_view::npos) continue;
            std::uint64_t count = 1;
            std::from_chars(value.data() + kind + 1, value.data() + times, count);
            stats.warnings.add(value.substr(0, kind), value.substr(times + 1), count);
        }
        stats_ = stats;
    }

    std::int64_t take_signed() { return unzigzag(take_varint(at_)); }

    // Levels of bids and asks, after their counts. False if the block ends too early.
    bool take_levels(std::size_t bids, std::size_t asks) {
        const std::size_t count = bids + asks;
        const auto left = static_cast<std::size_t>(end_ - at_);
        if (count > left) return false;
        if (levels_.size() < count) levels_.resize(count * 2);
        const unsigned char* control = at_;
        if (count * 17 > left) {
            std::size_t need = count;
            for (std::size_t i = 0; i < count; ++i)
                need += (control[i] & 15U) + (control[i] >> 4);
            if (need > left) return false;
        }
        at_ += count;
        take_side({levels_.data(), bids}, control, state_.bid);
        take_side({levels_.data() + bids, asks}, control + bids, state_.ask);
        return true;
    }

    void take_side(std::span<Level> out, const unsigned char* control, std::int64_t& last) {
        const unsigned char* at = at_;
        std::int64_t price = last;
        for (Level& level : out) {
            const unsigned sizes = *control++;
            price = plus(price, unzigzag(take_bytes(at, sizes & 15U)));
            const auto quantity = static_cast<std::int64_t>(take_bytes(at, sizes >> 4));
            level = {Price::from_raw(times(price, price_unit_)),
                     Quantity::from_raw(times(quantity, quantity_unit_))};
        }
        at_ = at;
        last = price;
    }
    // Damage that a checksum lets through must not be undefined too.
    static std::int64_t times(std::int64_t a, std::int64_t b) {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) *
                                         static_cast<std::uint64_t>(b));
    }

    bool decode(Event& event) {
        const std::uint8_t tag = *at_++;
        state_.received = plus(state_.received, take_signed());
        std::int64_t venue = 0;
        if ((tag & kHasVenueTime) != 0) {
            state_.venue = plus(state_.venue, take_signed());
            venue = times(state_.venue, venue_unit_);
        }
        const Time venue_time{venue};
        const auto after = [](std::uint64_t base, std::int64_t step) {
            return base + static_cast<std::uint64_t>(step);
        };
        bool good = true;
        std::size_t events = 1;
        switch (tag & kKindMask) {
            case kDelta: {
                const std::uint64_t first = after(state_.chain, take_signed());
                const std::uint64_t last = after(first, take_signed());
                const std::uint64_t previous = after(state_.chain, take_signed());
                state_.chain = last;
                const std::size_t bids = take_varint(at_);
                const std::size_t asks = take_varint(at_);
                good = at_ <= end_ && bids < kMostBlock && asks < kMostBlock &&
                       take_levels(bids, asks);
                if (!good) break;
                event.what = BookDelta{instrument_,
                                       first,
                                       last,
                                       previous,
                                       venue_time,
                                       {levels_.data(), bids},
                                       {levels_.data() + bids, asks}};
                events = bids + asks;
                break;
            }
            case kSnapshot: {
                const std::uint64_t sequence = after(state_.chain, take_signed());
                const std::size_t bids = take_varint(at_);
                const std::size_t asks = take_varint(at_);
                good = at_ <= end_ && bids < kMostBlock && asks < kMostBlock &&
                       take_levels(bids, asks);
                if (!good) break;
                event.what = BookSnapshot{instrument_,
                                          sequence,
                                          venue_time,
                                          {levels_.data(), bids},
                                          {levels_.data() + bids, asks}};
                events = bids + asks;
                break;
            }
            case kQuote: {
                state_.quote = after(state_.quote, take_signed());
                Level levels[2];
                const unsigned char* control = at_;
                at_ += 2;
                take_side({&levels[0], 1}, control, state_.quote_bid);
                std::int64_t from_bid = state_.quote_bid;
                take_side({&levels[1], 1}, control + 1, from_bid);
                event.what = Quote{instrument_, state_.quote, venue_time, levels[0], levels[1]};
                break;
            }
            case kTrade: {
                state_.trade_id = after(state_.trade_id, take_signed());
                Level level;
                const unsigned char* control = at_;
                at_ += 1;
                take_side({&level, 1}, control, state_.trade);
                event.what =
                    PublicTrade{instrument_,    state_.trade_id,
                                venue_time,     level.price,
                                level.quantity, (tag & kTakerSells) != 0 ? Side::sell : Side::buy};
                break;
            }
            case kFunding: {
                const Ratio rate = Ratio::from_raw(take_signed());
                const Duration interval{take_signed()};
                event.what = FundingRate{instrument_, rate, interval, {take_signed()}};
                break;
            }
            case kLatency: {
                const VenueId id{static_cast<std::uint8_t>(take_varint(at_))};
                const auto stage = static_cast<Stage>(take_varint(at_) % 3);
                event.what = LatencyMeasured{id, stage, {take_signed()}};
                break;
            }
            default:
                good = false;
        }
        if (!good || at_ > end_) return stop("a frame is damaged");
        event.time = stamp(times(state_.received, receive_unit_));
        event.more = (tag & kMore) != 0;
        stats_.events += events;
        ++stats_.frames;
        return true;
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

    std::ifstream stream_;
    std::uint64_t size_{0};
    std::uint64_t taken_{0};
    InstrumentId instrument_;
    bool finished_{false};
    bool whole_{true};
    std::vector<char> packed_;
    std::vector<unsigned char> raw_;
    const unsigned char* at_{nullptr};
    const unsigned char* end_{nullptr};
    std::vector<Level> levels_;
    State state_;
    std::int64_t price_unit_{1};
    std::int64_t quantity_unit_{1};
    std::int64_t receive_unit_{1};
    std::int64_t venue_unit_{1};
    std::vector<Place> places_;
    std::optional<std::string> stored_;
};

}  // namespace

bool is_compact(const std::string& path) {
    std::ifstream stream{path, std::ios::binary};
    char magic[8] = {};
    stream.read(magic, sizeof magic);
    return stream.gcount() == 8 && std::string_view{magic, 8} == kCompactMagic;
}

Result<Facts> probe_compact(const std::string& path) {
    return CompactReader{path, {}}.begin();
}

Result<std::unique_ptr<Reader>> read_compact(const std::string& path, InstrumentId instrument) {
    auto reader = std::make_unique<CompactReader>(path, instrument);
    if (auto done = reader->begin(); !done) return std::unexpected{done.error()};
    return reader;
}

Result<std::unique_ptr<Reader>> read_compact(const std::string& path, InstrumentId instrument,
                                             Time from) {
    auto reader = std::make_unique<CompactReader>(path, instrument);
    if (auto done = reader->begin(); !done) return std::unexpected{done.error()};
    if (auto done = reader->seek(from); !done) return std::unexpected{done.error()};
    return reader;
}

}  // namespace twinleg::replay
