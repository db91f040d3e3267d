// Facts as text, and the way from a path to its reader.

#include <charconv>

#include "replay/binance_frames.h"
#include "replay/compact.h"
#include "replay/csv_probe.h"
#include "replay/csv_reader.h"
#include "replay/hyperliquid_frames.h"
#include "replay/input.h"
#include "replay/recorder.h"

namespace twinleg::replay {
namespace {

// A recording of frames may begin with so many damaged lines.
constexpr std::uint64_t kDamagedLines = 20;

std::string line(std::string_view key, std::string_view value) {
    return std::string{key} + "=" + std::string{value} + "\n";
}

}  // namespace

std::string Facts::to_text() const {
    std::string out;
    out += line("form", form);
    out += line("venue", venue);
    out += line("symbol", symbol);
    out += line("base", base);
    out += line("quote", quote);
    out += line("kind", kind == ContractKind::linear ? "linear" : "inverse");
    out += line("multiplier", twinleg::to_text(multiplier));
    out += line("tick", twinleg::to_text(tick));
    out += line("lot", twinleg::to_text(lot));
    out += line("price", twinleg::to_text(price));
    out += line("sequence", std::to_string(static_cast<int>(rules.sequence)));
    out += line("spans", rules.first_spans_snapshot ? "1" : "0");
    out += line("stale_ns", std::to_string(rules.stale_after.ns));
    out += line("from_quotes", rules.from_quotes ? "1" : "0");
    out += line("has_sizes", has_sizes ? "1" : "0");
    out += line("maker_fee", twinleg::to_text(maker_fee));
    out += line("taker_fee", twinleg::to_text(taker_fee));
    for (const std::string& note : notes)
        out += line("note", note);
    return out;
}

Result<Facts> Facts::from_text(std::string_view text) {
    Facts out;
    while (!text.empty()) {
        const std::string_view row = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), row.size() + 1));
        const auto equals = row.find('=');
        if (equals == std::string_view::npos) {
            return fail(Errc::corrupt, "head: \"" + std::string{row} + "\" is not key=value");
        }
        const std::string_view key = row.substr(0, equals);
        const std::string_view value = row.substr(equals + 1);
        std::int64_t number = 0;
        std::from_chars(value.data(), value.data() + value.size(), number);
        Result<void> done;
        const auto keep = [&](auto parsed, auto& into) {
            if (parsed) {
                into = *parsed;
            } else {
                done = std::unexpected{parsed.error()};
            }
        };
        if (key == "form") out.form = value;
        if (key == "venue") out.venue = value;
        if (key == "symbol") out.symbol = value;
        if (key == "base") out.base = value;
        if (key == "quote") out.quote = value;
        if (key == "kind") {
            out.kind = value == "inverse" ? ContractKind::inverse : ContractKind::linear;
        }
        if (key == "multiplier") keep(parse_quantity(value, key), out.multiplier);
        if (key == "tick") keep(parse_price(value, key), out.tick);
        if (key == "lot") keep(parse_quantity(value, key), out.lot);
        if (key == "price") keep(parse_price(value, key), out.price);
        if (key == "sequence") {
            if (number < 0 || number > 3) return fail(Errc::corrupt, "head: sequence is unknown");
            out.rules.sequence = static_cast<book::SequenceRule>(number);
        }
        if (key == "spans") out.rules.first_spans_snapshot = number != 0;
        if (key == "stale_ns") out.rules.stale_after = {number};
        if (key == "from_quotes") out.rules.from_quotes = number != 0;
        if (key == "has_sizes") out.has_sizes = number != 0;
        if (key == "maker_fee") keep(parse_ratio(value, key), out.maker_fee);
        if (key == "taker_fee") keep(parse_ratio(value, key), out.taker_fee);
        if (key == "note") out.notes.emplace_back(value);
        if (!done) return std::unexpected{done.error()};
    }
    if (!out.tick.is_positive() || !out.lot.is_positive()) {
        return fail(Errc::corrupt, "head: tick and lot must be positive");
    }
    out.rules.tick = out.tick;
    return out;
}

Result<Facts> probe(const std::string& path) {
    if (is_compact(path)) return probe_compact(path);
    auto bytes = open_bytes(path);
    if (!bytes) return std::unexpected{bytes.error()};
    LineReader lines{std::move(*bytes)};
    const auto first = lines.next();
    if (!first) {
        return lines.error() ? std::unexpected{*lines.error()}
                             : fail(Errc::unsupported, path + ": is empty");
    }
    if (auto head = recording_head(*first)) return std::move(*head);
    if (const auto layout = layout_of(*first)) return probe_csv(*layout, std::move(lines), path);
    const std::string head{first->substr(0, 60)};
    bool binance = looks_like_binance(*first);
    bool hyperliquid = looks_like_hyperliquid(*first);
    // Frames may begin with a damaged line.
    while (!binance && !hyperliquid && lines.number() < kDamagedLines) {
        const auto line = lines.next();
        if (!line) break;
        binance = looks_like_binance(*line);
        hyperliquid = looks_like_hyperliquid(*line);
    }
    if (!binance && !hyperliquid) {
        return fail(Errc::unsupported, path + ": line 1: is of no form we know: \"" + head + "\"");
    }
    // From the start again: the first line counts too.
    auto again = open_bytes(path);
    if (!again) return std::unexpected{again.error()};
    LineReader all{std::move(*again)};
    return binance ? probe_binance(std::move(all), path) : probe_hyperliquid(std::move(all), path);
}

Result<std::unique_ptr<Reader>> open_reader(const std::string& path, InstrumentId instrument,
                                            const Facts& expect) {
    if (is_compact(path)) return read_compact(path, instrument);
    auto bytes = open_bytes(path);
    if (!bytes) return std::unexpected{bytes.error()};
    LineReader lines{std::move(*bytes)};
    const auto facts = probe(path);
    if (!facts) return std::unexpected{facts.error()};
    if (facts->form == "binance frames") {
        return read_binance(std::move(lines), path, instrument, expect);
    }
    if (facts->form == kRecordingForm) {
        return read_recording(std::move(lines), path, instrument, expect);
    }
    if (facts->form == "hyperliquid frames") {
        return read_hyperliquid(std::move(lines), path, instrument, expect);
    }
    return read_csv(path, instrument);
}

}  // namespace twinleg::replay
