#pragma once
// Raw WebSocket frames of Binance (USD-M, COIN-M, spot), one `<recv_ns> <json>` a line, as
// hftbacktest's collector writes them: combined-stream envelopes and the REST depth snapshot.

#include <memory>

#include "replay/input.h"
#include "replay/lines.h"

namespace twinleg::replay {

// Whether the first line of a file is such a frame.
bool looks_like_binance(std::string_view first_line);
Result<Facts> probe_binance(LineReader lines, const std::string& path);
std::unique_ptr<Reader> read_binance(LineReader lines, const std::string& path,
                                     InstrumentId instrument, const Facts& facts);

}  // namespace twinleg::replay
