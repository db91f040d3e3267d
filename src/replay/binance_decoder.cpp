#include "replay/binance_decoder.h"

#include <simdjson.h>

#include "replay/decimal.h"
#include "replay/level_text.h"
#include "replay/lines.h"
#include "replay/venue_time.h"

namespace twinleg::replay {

namespace ondemand = simdjson::ondemand;

namespace {

// Which of the fields a frame had.
enum Seen : unsigned {
    kBook = 1,        // U
    kQuantities = 2,  // B, A
    kTrade = 4,       // p, q
    kSnapshot = 8,    // lastUpdateId
    kBids = 16,
    kAsks = 32,
    kLast = 64,  // u
};

std::unexpected<Error> bad(std::string_view field, simdjson::error_code code) {
    return fail(Errc::malformed, std::string{field} + ": " + simdjson::error_message(code));
}

// The text between the quotes, where it stands.
Result<std::string_view> raw_text(ondemand::value& value, std::string_view field) {
    std::string_view token = value.raw_json_token();
    if (token.size() < 2 || token.front() != '"') {
        return fail(Errc::malformed, std::string{field} + ": is not text");
    }
    token.remove_prefix(1);
    const auto end = token.find('"');
    if (end == std::string_view::npos) {
        return fail(Errc::malformed, std::string{field} + ": is not text");
    }
    return token.substr(0, end);
}

template <typename T>
Result<void> read_decimal(ondemand::value& value, std::string_view field, T& out) {
    const auto text = raw_text(value, field);
    if (!text) return std::unexpected{text.error()};
    const auto number = parse_decimal<T>(*text, field);
    if (!number) return std::unexpected{number.error()};
    out = *number;
    return {};
}

template <typename T>
Result<void> read_integer(ondemand::value& value, std::string_view field, T& out) {
    std::uint64_t number = 0;
    if (const auto code = value.get_uint64().get(number)) return bad(field, code);
    out = static_cast<T>(number);
    return {};
}

Result<void> read_time(ondemand::value& value, std::string_view field, Time& out) {
    std::int64_t ms = 0;
    if (auto done = read_integer(value, field, ms); !done) return done;
    const auto time = venue_time(ms, field);
    if (!time) return std::unexpected{time.error()};
    out = *time;
    return {};
}

Result<void> read_levels(ondemand::value& value, std::string_view field, std::vector<Level>& out) {
    ondemand::array array;
    if (const auto code = value.get_array().get(array)) return bad(field, code);
    std::string_view text;
    if (const auto code = array.raw_json().get(text)) return bad(field, code);
    return parse_levels(text, field, out);
}

}  // namespace

struct BinanceDecoder::Parser {
    ondemand::parser json;

    // `inner`: of the envelope's data; what is called so in there is none of it.
    Result<void> object(ondemand::object object, bool inner, BinanceFrame& out, unsigned& seen) {
        for (auto field : object) {
            ondemand::raw_json_string key;
            if (const auto code = field.key().get(key)) return bad("frame", code);
            ondemand::value value;
            if (const auto code = field.value().get(value)) return bad("frame", code);
            const char* name = key.raw();
            Result<void> done;
            if (name[1] == '"') {
                done = short_field(name[0], value, out, seen);
            } else {
                done = long_field(key, value, inner, out, seen);
            }
            if (!done) return done;
        }
        return {};
    }

    Result<void> short_field(char name, ondemand::value& value, BinanceFrame& out, unsigned& seen) {
        switch (name) {
            case 'E':
                if (out.venue_time.known()) return {};
                return read_time(value, "E", out.venue_time);
            case 'T':
                out.has_times = true;
                return read_time(value, "T", out.venue_time);
            case 's': {
                const auto text = raw_text(value, "s");
                if (!text) return std::unexpected{text.error()};
                out.symbol = *text;
                return {};
            }
            case 'U':
                seen |= kBook;
                return read_integer(value, "U", out.first);
            case 'u':
                seen |= kLast;
                return read_integer(value, "u", out.last);
            case 'b':
            case 'a': {
                seen |= name == 'b' ? kBids : kAsks;
                const std::string_view field{name == 'b' ? "b" : "a"};
                if (value.raw_json_token().front() == '[') {
                    return read_levels(value, field, name == 'b' ? out.bids : out.asks);
                }
                // Order ids of a spot trade once stood here as numbers.
                if (value.raw_json_token().front() != '"') return {};
                return read_decimal(value, field, name == 'b' ? out.bid.price : out.ask.price);
            }
            case 'B':
                seen |= kQuantities;
                return read_decimal(value, "B", out.bid.quantity);
            case 'A':
                seen |= kQuantities;
                return read_decimal(value, "A", out.ask.quantity);
            case 'p':
                seen |= kTrade;
                return read_decimal(value, "p", out.price);
            case 'q':
                seen |= kTrade;
                return read_decimal(value, "q", out.quantity);
            case 't':
                return read_integer(value, "t", out.trade_id);
            case 'm':
                out.buyer_is_maker = value.raw_json_token().front() == 't';
                return {};
            default:
                return {};
        }
    }

    Result<void> long_field(ondemand::raw_json_string key, ondemand::value& value, bool inner,
                            BinanceFrame& out, unsigned& seen) {
        if (key == "data") {
            if (inner) return {};
            ondemand::object data;
            if (const auto code = value.get_object().get(data)) return bad("data", code);
            return object(data, true, out, seen);
        }
        if (key == "pu") {
            out.has_previous = true;
            return read_integer(value, "pu", out.previous);
        }
        if (key == "ps" || key == "pair") {
            out.has_pair = true;
            return {};
        }
        if (key == "lastUpdateId") {
            seen |= kSnapshot;
            return read_integer(value, "lastUpdateId", out.last);
        }
        if (key == "bids" || key == "asks") {
            seen |= key == "bids" ? kBids : kAsks;
            return read_levels(value, key == "bids" ? "bids" : "asks",
                               key == "bids" ? out.bids : out.asks);
        }
        if (key == "symbol") {
            const auto text = raw_text(value, "symbol");
            if (!text) return std::unexpected{text.error()};
            out.symbol = *text;
        }
        return {};
    }
};

BinanceDecoder::BinanceDecoder() : parser_(std::make_unique<Parser>()) {}
BinanceDecoder::~BinanceDecoder() = default;

Result<void> BinanceDecoder::decode(std::string_view json, BinanceFrame& out) {
    static_assert(LineReader::kPadding >= simdjson::SIMDJSON_PADDING);
    out.what = BinanceFrame::What::other;
    out.symbol = {};
    out.has_pair = out.has_previous = out.has_times = out.buyer_is_maker = false;
    out.first = out.last = out.previous = out.trade_id = 0;
    out.venue_time = {};
    out.bid = out.ask = {};
    out.price = {};
    out.quantity = {};
    out.bids.clear();
    out.asks.clear();

    ondemand::document document;
    if (const auto code =
            parser_->json.iterate(json.data(), json.size(), json.size() + LineReader::kPadding)
                .get(document)) {
        return bad("frame", code);
    }
    ondemand::object root;
    if (const auto code = document.get_object().get(root)) return bad("frame", code);
    unsigned seen = 0;
    if (auto done = parser_->object(root, false, out, seen); !done) return done;
    const char* behind = nullptr;
    if (document.current_location().get(behind) == simdjson::SUCCESS) {
        return fail(Errc::malformed, "frame: goes on behind its end");
    }

    if ((seen & kSnapshot) != 0) {
        if ((seen & kBids) == 0) return fail(Errc::missing, "bids: missing in the snapshot");
        if ((seen & kAsks) == 0) return fail(Errc::missing, "asks: missing in the snapshot");
        out.what = BinanceFrame::What::snapshot;
    } else if ((seen & kBook) != 0) {
        if ((seen & kLast) == 0) return fail(Errc::missing, "u: missing in the depth update");
        if ((seen & kBids) == 0) return fail(Errc::missing, "b: missing in the depth update");
        if ((seen & kAsks) == 0) return fail(Errc::missing, "a: missing in the depth update");
        out.what = BinanceFrame::What::delta;
    } else if ((seen & kQuantities) != 0) {
        if ((seen & kBids) == 0) return fail(Errc::missing, "b: missing in the bookTicker");
        if ((seen & kAsks) == 0) return fail(Errc::missing, "a: missing in the bookTicker");
        out.what = BinanceFrame::What::quote;
    } else if ((seen & kTrade) != 0) {
        if (out.price.is_zero()) return fail(Errc::missing, "p: missing in the trade");
        if (out.quantity.is_zero()) return fail(Errc::missing, "q: missing in the trade");
        out.what = BinanceFrame::What::trade;
    }
    return {};
}

}  // namespace twinleg::replay
