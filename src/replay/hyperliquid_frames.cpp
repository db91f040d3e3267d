#include "replay/hyperliquid_frames.h"

#include <simdjson.h>

#include <optional>

#include "core/json_outline.h"
#include "replay/decimal.h"
#include "replay/digits.h"
#include "replay/frame_reader.h"
#include "replay/venue_time.h"
#include "replay/venues.h"

namespace twinleg::replay {

namespace ondemand = simdjson::ondemand;

namespace {

std::unexpected<Error> bad(std::string_view field, simdjson::error_code code) {
    return fail(Errc::malformed, std::string{field} + ": " + simdjson::error_message(code));
}

// One frame, taken apart; either a book or trades.
struct Decoded {
    bool book{false};
    std::string coin;
    Time venue_time;
    std::vector<Level> bids, asks;
    std::vector<PublicTrade> trades;
};

class Decoder {
public:
    Result<void> decode(std::string_view json, Decoded& out) {
        out.book = false;
        out.bids.clear();
        out.asks.clear();
        out.trades.clear();
        out.coin.clear();
        out.venue_time = {};
        // Fields are looked up by name.
        if (!well_formed_json(json)) return fail(Errc::malformed, "frame: is no JSON");
        ondemand::document document;
        if (const auto code =
                parser_.iterate(json.data(), json.size(), json.size() + LineReader::kPadding)
                    .get(document)) {
            return bad("frame", code);
        }
        std::string_view channel;
        if (const auto code = document["channel"].get_string().get(channel)) {
            return bad("channel", code);
        }
        ondemand::value data;
        if (channel == "l2Book") {
            if (const auto code = document["data"].get(data)) return bad("data", code);
            out.book = true;
            return book(data, out);
        }
        if (channel == "trades") {
            if (const auto code = document["data"].get(data)) return bad("data", code);
            return trades(data, out);
        }
        return {};
    }

private:
    template <typename T>
    static Result<void> decimal(ondemand::object& object, const char* field, T& out) {
        std::string_view text;
        if (const auto code = object[field].get_string().get(text)) return bad(field, code);
        const auto number = parse_decimal<T>(text, field);
        if (!number) return std::unexpected{number.error()};
        out = *number;
        return {};
    }

    static Result<void> time(simdjson::simdjson_result<std::int64_t> ms, Time& out) {
        std::int64_t count = 0;
        if (const auto code = std::move(ms).get(count)) return bad("time", code);
        const auto moment = venue_time(count, "time");
        if (!moment) return std::unexpected{moment.error()};
        out = *moment;
        return {};
    }

    static Result<void> book(ondemand::value& data, Decoded& out) {
        std::string_view coin;
        if (const auto code = data["coin"].get_string().get(coin)) return bad("coin", code);
        out.coin = coin;
        ondemand::array sides;
        if (const auto code = data["levels"].get_array().get(sides)) return bad("levels", code);
        int which = 0;
        for (auto side : sides) {
            ondemand::array levels;
            if (const auto code = side.get_array().get(levels)) return bad("levels", code);
            for (auto item : levels) {
                ondemand::object object;
                if (const auto code = item.get_object().get(object)) return bad("levels", code);
                Level level;
                if (auto done = decimal(object, "px", level.price); !done) return done;
                if (auto done = decimal(object, "sz", level.quantity); !done) return done;
                (which == 0 ? out.bids : out.asks).push_back(level);
            }
            ++which;
        }
        if (which != 2) return fail(Errc::malformed, "levels: are not two sides");
        return time(data["time"].get_int64(), out.venue_time);
    }

    static Result<void> trades(ondemand::value& data, Decoded& out) {
        ondemand::array list;
        if (const auto code = data.get_array().get(list)) return bad("data", code);
        for (auto item : list) {
            ondemand::object object;
            if (const auto code = item.get_object().get(object)) return bad("data", code);
            std::string_view text;
            if (const auto code = object["coin"].get_string().get(text)) return bad("coin", code);
            out.coin = text;
            PublicTrade trade;
            if (auto done = decimal(object, "px", trade.price); !done) return done;
            if (auto done = decimal(object, "sz", trade.quantity); !done) return done;
            if (const auto code = object["side"].get_string().get(text)) return bad("side", code);
            trade.taker_side = text == "B" ? Side::buy : Side::sell;
            if (const auto code = object["tid"].get_uint64().get(trade.id)) return bad("tid", code);
            if (auto done = time(object["time"].get_int64(), trade.venue_time); !done) return done;
            out.trades.push_back(trade);
        }
        return {};
    }

    ondemand::parser parser_;
};

class HyperliquidReader final : public FrameReader {
public:
    HyperliquidReader(LineReader lines, const std::string& path, InstrumentId instrument,
                      std::string symbol)
        : FrameReader(std::move(lines), path, instrument, std::move(symbol)) {}

private:
    bool read(const FrameLine& frame, Event& event) override {
        told_ = 0;
        if (auto done = decoder_.decode(frame.json, decoded_); !done) {
            decoded_.trades.clear();
            refuse(done.error());
            return false;
        }
        if (foreign(decoded_.coin)) {
            decoded_.trades.clear();
            return false;
        }
        if (!decoded_.book && decoded_.trades.empty()) return false;
        time_ = stamp(frame.received_ns);
        if (!decoded_.book) return read_on(event);
        if (crossed("levels", decoded_.bids, decoded_.asks)) return false;
        event.time = time_;
        event.more = false;
        event.what =
            BookSnapshot{instrument(), 0, decoded_.venue_time, decoded_.bids, decoded_.asks};
        stats_.events += decoded_.bids.size() + decoded_.asks.size();
        return true;
    }

    // One of a frame's trades at a time.
    bool read_on(Event& event) override {
        if (told_ >= decoded_.trades.size()) return false;
        PublicTrade trade = decoded_.trades[told_++];
        trade.instrument = instrument();
        event.time = time_;
        event.more = told_ < decoded_.trades.size();
        event.what = trade;
        ++stats_.events;
        return true;
    }

    Decoder decoder_;
    Decoded decoded_;
    std::size_t told_{0};
    Time time_;
};

}  // namespace

bool looks_like_hyperliquid(std::string_view first_line) {
    const auto frame = split_frame(first_line);
    return frame && frame->json.find("\"channel\"") != std::string_view::npos;
}

Result<Facts> probe_hyperliquid(LineReader lines, const std::string& path) {
    Facts facts;
    facts.form = "hyperliquid frames";
    facts.venue = "hyperliquid";
    Decoder decoder;
    Decoded decoded;
    FinestDigit<Price> ticks;
    FinestDigit<Quantity> lots;
    for (int i = 0; i < 1000 && !ticks.any(); ++i) {
        const auto line = lines.next();
        if (!line) break;
        const auto split = split_frame(*line);
        if (!split || !decoder.decode(split->json, decoded)) continue;
        if (facts.symbol.empty()) facts.symbol = decoded.coin;
        for (const auto* side : {&decoded.bids, &decoded.asks}) {
            for (const Level& level : *side) {
                if (facts.price.is_zero()) facts.price = level.price;
                ticks.see(level.price);
                lots.see(level.quantity);
            }
        }
    }
    if (facts.symbol.empty()) return fail(Errc::unsupported, path + ": names no coin");
    facts.tick = ticks.step();
    facts.lot = lots.step();
    facts.rules.stale_after = seconds(10);
    complete_facts(facts);
    return facts;
}

std::unique_ptr<Reader> read_hyperliquid(LineReader lines, const std::string& path,
                                         InstrumentId instrument, const Facts& facts) {
    return std::make_unique<HyperliquidReader>(std::move(lines), path, instrument, facts.symbol);
}

}  // namespace twinleg::replay
