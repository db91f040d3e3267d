#pragma once
// The order book of a frame: one pass over its text, whatever the order of its keys. For wire.cpp.

#include <vector>

#include "venues/lighter/json.h"
#include "venues/lighter/wire.h"

namespace twinleg::venues::lighter {

// Levels are read into buffers that grow to the largest book.
class BookObject {
public:
    // A new frame begins.
    void forget() {
        here_ = false;
        nonce_ = begin_nonce_ = last_updated_us_ = 0;
    }
    // Errors: malformed, missing or out_of_range, naming the field.
    Result<void> read(json::ondemand::value value);
    bool here() const { return here_; }
    // Errors: missing, if the market has no name; out_of_range, of its time.
    Result<void> tell(std::string_view market, const FrameHead& head, UpdateSink& sink) const;

private:
    bool here_{false};
    std::uint64_t nonce_{0};
    std::uint64_t begin_nonce_{0};
    std::uint64_t last_updated_us_{0};
    std::vector<Level> bids_;
    std::vector<Level> asks_;
};

}  // namespace twinleg::venues::lighter
