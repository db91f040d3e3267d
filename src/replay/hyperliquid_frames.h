#pragma once
// Raw WebSocket frames of Hyperliquid, one `<recv_ns> <json>` a line: l2Book and trades.

#include <memory>

#include "replay/input.h"
#include "replay/lines.h"

namespace twinleg::replay {

// Whether the first line of a file is such a frame.
bool looks_like_hyperliquid(std::string_view first_line);
Result<Facts> probe_hyperliquid(LineReader lines, const std::string& path);
std::unique_ptr<Reader> read_hyperliquid(LineReader lines, const std::string& path,
                                         InstrumentId instrument, const Facts& facts);

}  // namespace twinleg::replay
