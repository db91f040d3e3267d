#pragma once
// One side of a replay: recordings read one after the other as one stream of events.

#include <memory>
#include <string>
#include <vector>

#include "replay/input.h"

namespace twinleg::replay {

// Times never go back, over the borders of the files too.
class Feed {
public:
    // `facts` are of the first file; the others are read as more of the same.
    Feed(std::vector<std::string> files, InstrumentId instrument, Facts facts);

    // The next event; its spans live until the next call. False at the end.
    bool next(Event& event);

    // Of all files so far.
    InputStats stats() const;
    // 0 … 1, files counted alike.
    double progress() const;
    const Facts& facts() const { return facts_; }

private:
    bool open_next();

    std::vector<std::string> files_;
    InstrumentId instrument_;
    Facts facts_;
    std::size_t opened_{0};
    std::unique_ptr<Reader> reader_;
    InputStats done_;
    std::int64_t now_{0};
};

}  // namespace twinleg::replay
