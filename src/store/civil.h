#pragma once
// Moments as dates and clock times of people, in UTC or in the zone of the TIMEZONE setting.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace twinleg::store {

struct CivilTime {
    std::int64_t year{1970};
    unsigned month{1};
    unsigned day{1};
    unsigned hour{0};
    unsigned minute{0};
    unsigned second{0};
    unsigned nanosecond{0};
};
// In UTC, of the Gregorian calendar.
CivilTime civil(Time time);

// 2024-08-08T01:02:03.000000004Z
std::string utc_text(Time time);

// A time zone by its name in the system's database.
class Zone {
public:
    static Zone utc() { return Zone{false}; }
    // Makes `name` ("Asia/Shanghai") the zone of the process; call it before there are threads.
    // Empty or "UTC": utc().
    // Errors: missing, if the system knows no such zone.
    static Result<Zone> named(const std::string& name);

    std::int64_t offset_seconds(Time time) const;

    // 20240808
    std::string date(Time time) const;
    // 2024-08-08T01:02:03.004Z, or …+08:00
    std::string stamp(Time time) const;
    // The first moment of the day after the one `time` is in.
    Time next_day(Time time) const;

private:
    explicit Zone(bool local) : local_(local) {}
    bool local_;
};

}  // namespace twinleg::store
