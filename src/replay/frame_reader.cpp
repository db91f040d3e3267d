#include "replay/frame_reader.h"

namespace twinleg::replay {

FrameReader::FrameReader(LineReader lines, const std::string& path, InstrumentId instrument,
                         std::string symbol)
    : lines_(std::move(lines)), instrument_(instrument), symbol_(std::move(symbol)) {
    file_ = path;
}

double FrameReader::progress() const {
    const auto size = lines_.bytes().size();
    if (size == 0) return 1.0;
    return static_cast<double>(lines_.bytes().position()) / static_cast<double>(size);
}

bool FrameReader::next(Event& event) {
    if (read_on(event)) return true;
    while (const auto text = lines_.next()) {
        ++stats_.frames;
        if (const auto frame = split_frame(*text)) {
            if (read(*frame, event)) return true;
        } else {
            refuse({Errc::malformed, "does not begin with a receive time in nanoseconds: \"" +
                                         std::string{text->substr(0, 40)} + "\""});
        }
        ++stats_.skipped;
    }
    if (lines_.error()) fail_at(line() + 1, *lines_.error());
    return false;
}

bool FrameReader::foreign(std::string_view symbol) {
    if (symbol.empty() || symbol == symbol_) return false;
    stats_.warnings.add("symbol", file_ + ": frames of " + std::string{symbol} +
                                      " are left out: this side is " + symbol_);
    return true;
}

bool FrameReader::crossed(std::string_view field, std::span<const Level> bids,
                          std::span<const Level> asks) {
    if (bids.empty() || asks.empty() || bids.front().price < asks.front().price) return false;
    refuse({Errc::crossed, std::string{field} + ": the snapshot is crossed: bid " +
                               to_text(bids.front().price) + ", ask " +
                               to_text(asks.front().price)});
    return true;
}

}  // namespace twinleg::replay
