#include "replay/binance_frames.h"

#include "replay/binance_decoder.h"
#include "replay/digits.h"
#include "replay/frame_reader.h"
#include "replay/venues.h"

namespace twinleg::replay {
namespace {

// So many lines are looked at for the snapshot.
constexpr std::uint64_t kProbeLines = 2000;

class BinanceReader final : public FrameReader {
public:
    BinanceReader(LineReader lines, const std::string& path, InstrumentId instrument,
                  const Facts& facts)
        : FrameReader(std::move(lines), path, instrument, facts.symbol),
          chains_(facts.rules.sequence) {}

private:
    bool read(const FrameLine& frame, Event& event) override {
        if (auto done = decoder_.decode(frame.json, frame_); !done) {
            refuse(done.error());
            return false;
        }
        if (foreign(frame_.symbol)) return false;
        if (frame_.what == BinanceFrame::What::other) return false;
        event.time = stamp(frame.received_ns);
        event.more = false;
        if (!ahead_ && frame_.venue_time.ns > frame.received_ns) {
            ahead_ = true;
            stats_.warnings.add(
                "venue clock",
                file_ + ": the venue's times are later than the receipt (line " +
                    std::to_string(line()) + ", by " +
                    std::to_string((frame_.venue_time.ns - frame.received_ns) / 1'000'000) +
                    " ms): two clocks; the recorder's is used, latencies are assumed");
        }
        return fill(event);
    }

    bool fill(Event& event) {
        switch (frame_.what) {
            case BinanceFrame::What::delta:
                check_chain();
                stats_.events += frame_.bids.size() + frame_.asks.size();
                event.what =
                    BookDelta{instrument(),      frame_.first, frame_.last, frame_.previous,
                              frame_.venue_time, frame_.bids,  frame_.asks};
                return true;
            case BinanceFrame::What::snapshot:
                if (crossed("bids, asks", frame_.bids, frame_.asks)) return false;
                stats_.events += frame_.bids.size() + frame_.asks.size();
                event.what = BookSnapshot{instrument(), frame_.last, frame_.venue_time, frame_.bids,
                                          frame_.asks};
                return true;
            case BinanceFrame::What::quote:
                ++stats_.events;
                event.what =
                    Quote{instrument(), frame_.last, frame_.venue_time, frame_.bid, frame_.ask};
                return true;
            case BinanceFrame::What::trade:
                ++stats_.events;
                event.what = PublicTrade{
                    instrument(), frame_.trade_id, frame_.venue_time,
                    frame_.price, frame_.quantity, frame_.buyer_is_maker ? Side::sell : Side::buy};
                return true;
            case BinanceFrame::What::other:
                return false;
        }
        return false;
    }

    // Counted here too, where the book cannot: without a snapshot there is no book to miss them.
    void check_chain() {
        if (chained_ && frame_.last > chain_) {
            const bool fits = chains_ == book::SequenceRule::previous_id
                                  ? frame_.previous == chain_
                                  : frame_.first == chain_ + 1;
            if (!fits) {
                ++stats_.gaps;
                stats_.warnings.add(
                    "gap", file_ + ": line " + std::to_string(line()) +
                               ": increments are missing after " + std::to_string(chain_) +
                               (frame_.has_previous ? ": pu is " + std::to_string(frame_.previous)
                                                    : ": U is " + std::to_string(frame_.first)));
            }
        } else if (chained_) {
            stats_.warnings.add("duplicate", file_ + ": line " + std::to_string(line()) +
                                                 ": increment " + std::to_string(frame_.last) +
                                                 " was there before; it changes nothing");
            return;
        }
        chained_ = true;
        chain_ = frame_.last;
    }

    book::SequenceRule chains_;
    BinanceDecoder decoder_;
    BinanceFrame frame_;
    bool ahead_{false};  // the venue's clock is, and that was told
    bool chained_{false};
    std::uint64_t chain_{0};
};

// The symbol of a stream's name, for frames that do not say it inside.
std::string symbol_of_stream(std::string_view json) {
    const auto at = json.find("\"stream\":\"");
    if (at == std::string_view::npos) return {};
    std::string out;
    for (const char c : json.substr(at + 10)) {
        if (c == '@' || c == '"') break;
        out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return out;
}

}  // namespace

bool looks_like_binance(std::string_view first_line) {
    const auto frame = split_frame(first_line);
    return frame && !frame->json.empty() && frame->json.front() == '{' &&
           (frame->json.find("\"stream\"") != std::string_view::npos ||
            frame->json.find("\"lastUpdateId\"") != std::string_view::npos);
}

Result<Facts> probe_binance(LineReader lines, const std::string& path) {
    Facts facts;
    facts.form = "binance frames";
    BinanceDecoder decoder;
    BinanceFrame frame;
    FinestDigit<Price> ticks;
    FinestDigit<Quantity> lots;
    bool snapshot = false;
    bool delta = false;
    bool previous = false;
    bool pair = false;
    while (!(snapshot && delta && !facts.symbol.empty()) && lines.number() < kProbeLines) {
        const auto line = lines.next();
        if (!line) break;
        const auto split = split_frame(*line);
        if (!split || !decoder.decode(split->json, frame)) continue;  // the reader will tell
        using What = BinanceFrame::What;
        const bool first_book = frame.what == What::snapshot && !snapshot;
        const bool judged = snapshot && !first_book;
        snapshot = snapshot || first_book;
        delta = delta || frame.what == What::delta;
        previous = previous || frame.has_previous;
        pair = pair || frame.has_pair;
        if (facts.symbol.empty()) {
            facts.symbol =
                frame.symbol.empty() ? symbol_of_stream(split->json) : std::string{frame.symbol};
        }
        if (facts.price.is_zero()) {
            if (!frame.bids.empty()) facts.price = frame.bids.front().price;
            if (frame.what == What::quote) facts.price = frame.bid.price;
            if (frame.what == What::trade) facts.price = frame.price;
        }
        if (judged) continue;
        if (first_book && !frame.bids.empty()) facts.price = frame.bids.front().price;
        if (first_book) {  // it alone counts, where there is one
            ticks = {};
            lots = {};
        }
        for (const auto* side : {&frame.bids, &frame.asks}) {
            for (const Level& level : *side) {
                ticks.see(level.price);
                lots.see(level.quantity);
            }
        }
        if (frame.what == What::quote) {
            for (const Level& level : {frame.bid, frame.ask}) {
                ticks.see(level.price);
                lots.see(level.quantity);
            }
        }
    }
    const bool depth = snapshot || delta;
    const bool inverse = pair || facts.symbol.ends_with("_PERP");
    facts.venue = inverse ? "binance-coinm" : previous ? "binance-usdm" : "binance-spot";
    facts.tick = ticks.step();
    facts.lot = lots.step();
    if (!depth) {
        facts.rules.from_quotes = true;
    } else if (facts.venue == "binance-spot") {
        facts.rules.sequence = book::SequenceRule::next_first;
        facts.rules.first_spans_snapshot = true;
    } else {
        facts.rules.sequence = book::SequenceRule::previous_id;
        facts.rules.first_spans_snapshot = true;
    }
    facts.rules.stale_after = seconds(10);
    if (depth && !snapshot) {
        facts.warnings.add("snapshot", path + ": no depth snapshot in the first " +
                                           std::to_string(lines.number()) +
                                           " lines: alone it gives no book");
    }
    complete_facts(facts);
    return facts;
}

std::unique_ptr<Reader> read_binance(LineReader lines, const std::string& path,
                                     InstrumentId instrument, const Facts& facts) {
    return std::make_unique<BinanceReader>(std::move(lines), path, instrument, facts);
}

}  // namespace twinleg::replay
