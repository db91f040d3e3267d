// Our own recordings, read with the venue's own decoder.

#include <simdjson.h>

#include <deque>
#include <vector>

#include "replay/frame_reader.h"
#include "replay/recorder.h"
#include "venues/update.h"

namespace twinleg::replay {

namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// The bytes of a frame with room behind them, as decoders want it; false if `text` is neither JSON
// nor hexadecimal digits.
bool unpack(std::string_view text, std::vector<char>& out, bool& binary) {
    binary = text.starts_with('#');
    if (!binary) {
        out.assign(text.begin(), text.end());
    } else {
        text.remove_prefix(1);
        if (text.size() % 2 != 0) return false;
        out.clear();
        for (std::size_t i = 0; i < text.size(); i += 2) {
            const int high = digit(text[i]);
            const int low = digit(text[i + 1]);
            if (high < 0 || low < 0) return false;
            out.push_back(static_cast<char>(high * 16 + low));
        }
    }
    out.resize(out.size() + venues::kFramePadding);
    return true;
}

// What market data becomes an event of a replay, kept until it is told.
class Kept final : public venues::UpdateSink {
public:
    void clear() {
        events_.clear();
        levels_.clear();
        told_ = 0;
    }

    void on_update(const venues::Update& update) override {
        if (const auto* u = std::get_if<venues::BookUpdate>(&update)) {
            if (u->snapshot)
                keep(BookSnapshot{{}, u->last, u->venue_time, keep(u->bids), keep(u->asks)});
            else
                keep(BookDelta{{},
                               u->first,
                               u->last,
                               u->previous,
                               u->venue_time,
                               keep(u->bids),
                               keep(u->asks)});
        } else if (const auto* q = std::get_if<venues::QuoteUpdate>(&update)) {
            keep(Quote{{}, q->sequence, q->venue_time, q->bid, q->ask});
        } else if (const auto* t = std::get_if<venues::TradeUpdate>(&update)) {
            keep(PublicTrade{{}, t->id, t->venue_time, t->price, t->quantity, t->taker_side});
        }
        // Marks and announced funding rates are no fills; a FundingRate of a replay is a payment.
    }

    bool next(Event& event, InstrumentId instrument, Time time) {
        if (told_ == events_.size()) return false;
        event = events_[told_++];
        event.time = time;
        event.more = told_ < events_.size();
        std::visit(
            [&](auto& what) {
                if constexpr (requires { what.instrument = instrument; })
                    what.instrument = instrument;
            },
            event.what);
        return true;
    }

    static std::size_t weight(const Event& event) {
        if (const auto* book = std::get_if<BookDelta>(&event.what))
            return book->bids.size() + book->asks.size();
        if (const auto* book = std::get_if<BookSnapshot>(&event.what))
            return book->bids.size() + book->asks.size();
        return 1;
    }

private:
    void keep(auto what) { events_.push_back({.what = what}); }
    std::span<const Level> keep(std::span<const Level> levels) {
        levels_.emplace_back(levels.begin(), levels.end());
        return levels_.back();
    }

    std::vector<Event> events_;
    std::deque<std::vector<Level>> levels_;  // addresses stay
    std::size_t told_{0};
};

class RecordingReader final : public FrameReader {
public:
    RecordingReader(LineReader lines, const std::string& path, InstrumentId instrument,
                    const Facts& facts)
        : FrameReader(std::move(lines), path, instrument, facts.symbol),
          decoder_(facts.make_decoder()) {}

private:
    bool read(const FrameLine& frame, Event& event) override {
        kept_.clear();
        if (frame.json.starts_with("{\"twinleg\"")) return false;  // a head, of each hour
        bool binary = false;
        if (!unpack(frame.json, bytes_, binary)) {
            refuse({Errc::malformed, "the frame is neither JSON nor hexadecimal digits"});
            return false;
        }
        const std::span<const char> bytes(bytes_.data(), bytes_.size() - venues::kFramePadding);
        if (auto done = decoder_->decode(bytes, binary, Stream::market, kept_); !done) {
            kept_.clear();
            refuse(done.error());
            return false;
        }
        time_ = stamp(frame.received_ns);
        return read_on(event);
    }

    bool read_on(Event& event) override {
        if (!kept_.next(event, instrument(), time_)) return false;
        stats_.events += Kept::weight(event);
        return true;
    }

    std::unique_ptr<venues::FrameDecoder> decoder_;
    std::vector<char> bytes_;
    Kept kept_;
    Time time_;
};

}  // namespace

std::optional<Result<Facts>> recording_head(std::string_view first_line) {
    const auto frame = split_frame(first_line);
    if (!frame || !frame->json.starts_with("{\"twinleg\"")) return std::nullopt;
    simdjson::dom::parser parser;
    simdjson::dom::element json;
    std::string_view what;
    std::string_view head;
    const simdjson::padded_string text(frame->json);
    if (parser.parse(text).get(json) || json["twinleg"].get(what) || what != "recording" ||
        json["head"].get(head))
        return fail(Errc::corrupt, "the head of the recording cannot be read");
    auto facts = Facts::from_text(head);
    if (facts) facts->form = kRecordingForm;
    return facts;
}

Result<std::unique_ptr<Reader>> read_recording(LineReader lines, const std::string& path,
                                               InstrumentId instrument, const Facts& facts) {
    if (!facts.make_decoder)
        return fail(Errc::unsupported,
                    path + ": frames of " + facts.venue + " cannot be read by this build");
    return std::make_unique<RecordingReader>(std::move(lines), path, instrument, facts);
}

}  // namespace twinleg::replay
