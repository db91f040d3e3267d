#pragma once
// What every venue's description and findings say alike.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "venues/kit/desk_side.h"
#include "venues/venue.h"

namespace twinleg::venues::kit {

// Ids and names of venue and instrument, and the way there and back as it was measured.
Description begin_description(const DeskSide& desk);

// Within this of ours.
inline constexpr Duration kClockAlarm = milliseconds(500);
bool clock_is_good(const VenueClock& clock);
// How to mend it, where it is not.
void warn_of_clock(const DeskSide& desk, Description& out);

// What `twinleg check` finds at a venue, step by step.
class Findings {
public:
    // `ended`: why the start did not reach its end.
    explicit Findings(std::optional<Error> ended) : ended_(std::move(ended)) {}

    void good(std::string subject, std::string text);
    void bad(std::string subject, std::string text, std::string mend);
    // Either; `mend` is told where it is bad.
    void judge(std::string subject, bool good, std::string text, std::string mend);
    // The start ended before this was known.
    void failed(std::string subject, std::string mend);
    // The first step: that the venue answers, and what its clock says.
    void clock(const VenueClock& clock, bool answered);

    std::vector<Finding> all() && { return std::move(all_); }

private:
    const std::optional<Error> ended_;
    std::vector<Finding> all_;
};

}  // namespace twinleg::venues::kit
