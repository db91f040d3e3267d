#include "store/civil.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>

namespace twinleg::store {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

constexpr std::int64_t floor_div(std::int64_t value, std::int64_t by) {
    return value / by - (value % by < 0 ? 1 : 0);
}

}  // namespace

CivilTime civil(Time time) {
    const std::int64_t days = floor_div(time.ns, kDay);
    const std::int64_t rest = time.ns - days * kDay;

    // Years are counted from March, so that a leap day is the last of its year; 719,468 days lie
    // between 0000-03-01 and 1970-01-01, and every 400 years have 146,097.
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = floor_div(shifted, 146'097);
    const auto day_of_era = static_cast<unsigned>(shifted - era * 146'097);
    const unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const unsigned day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned from_march = (5 * day_of_year + 2) / 153;
    const unsigned month = from_march < 10 ? from_march + 3 : from_march - 9;

    return {.year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
            .month = month,
            .day = day_of_year - (153 * from_march + 2) / 5 + 1,
            .hour = static_cast<unsigned>(rest / (3600 * kSecond)),
            .minute = static_cast<unsigned>(rest / (60 * kSecond) % 60),
            .second = static_cast<unsigned>(rest / kSecond % 60),
            .nanosecond = static_cast<unsigned>(rest % kSecond)};
}

std::string utc_text(Time time) {
    const CivilTime at = civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", at.year, at.month, at.day,
                       at.hour, at.minute, at.second, at.nanosecond);
}

Result<Zone> Zone::named(const std::string& name) {
    if (name.empty() || name == "UTC") return utc();
    // Only plain names: the C library would also take a path, or a rule, or UTC for anything.
    const bool plain = name.front() != '/' && name.find("..") == std::string::npos;
    std::error_code ignored;
    if (!plain || !std::filesystem::is_regular_file("/usr/share/zoneinfo/" + name, ignored))
        return fail(Errc::missing, fmt::format("the system knows no time zone \"{}\"; give a "
                                               "name like Asia/Shanghai, or install tzdata",
                                               name));
    ::setenv("TZ", (":" + name).c_str(), 1);
    ::tzset();
    return Zone{true};
}

std::int64_t Zone::offset_seconds(Time time) const {
    if (!local_) return 0;
    const std::time_t seconds = floor_div(time.ns, kSecond);
    std::tm parts{};
    if (::localtime_r(&seconds, &parts) == nullptr) return 0;
    return parts.tm_gmtoff;
}

std::string Zone::date(Time time) const {
    const CivilTime at = civil(time + seconds(offset_seconds(time)));
    return fmt::format("{:04}{:02}{:02}", at.year, at.month, at.day);
}

std::string Zone::stamp(Time time) const {
    const std::int64_t offset = offset_seconds(time);
    const CivilTime at = civil(time + seconds(offset));
    std::string text =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}", at.year, at.month, at.day, at.hour,
                    at.minute, at.second, at.nanosecond / 1'000'000);
    if (!local_) return text + "Z";
    const std::int64_t minutes_off = (offset < 0 ? -offset : offset) / 60;
    return text +
           fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes_off / 60, minutes_off % 60);
}

Time Zone::next_day(Time time) const {
    const Duration offset = seconds(offset_seconds(time));
    const Time midnight{(floor_div((time + offset).ns, kDay) + 1) * kDay};
    // Where clocks are changed on that day, by the offset that holds at its end.
    return midnight - seconds(offset_seconds(midnight - offset));
}

}  // namespace twinleg::store
