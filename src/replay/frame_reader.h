#pragma once
// The reading loop of raw recordings; what a frame means is for each venue's reader to say.

#include <span>
#include <string>

#include "replay/frame_line.h"
#include "replay/input.h"
#include "replay/lines.h"

namespace twinleg::replay {

class FrameReader : public Reader {
public:
    bool next(Event& event) final;
    double progress() const final;

protected:
    FrameReader(LineReader lines, const std::string& path, InstrumentId instrument,
                std::string symbol);

    // The event of a frame; false if it means none, or cannot be read (refuse() says why).
    virtual bool read(const FrameLine& frame, Event& event) = 0;
    // A further event of the last frame, if it holds more than one.
    virtual bool read_on(Event&) { return false; }

    void refuse(const Error& error) { fail_at(line(), error); }
    // A frame of another symbol than this side's: it is left out, and that is told once.
    bool foreign(std::string_view symbol);
    // A snapshot whose best bid is not below its best ask is refused; `field` names it.
    bool crossed(std::string_view field, std::span<const Level> bids, std::span<const Level> asks);

    std::uint64_t line() const { return lines_.number(); }
    InstrumentId instrument() const { return instrument_; }

private:
    LineReader lines_;
    InstrumentId instrument_;
    std::string symbol_;
};

}  // namespace twinleg::replay
