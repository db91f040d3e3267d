#include "sim/wire/backpack/texts.h"

#include <chrono>

#include <fmt/format.h>

namespace twinleg::sim::wire::backpack {

namespace {

std::string date_and_time(Time time, char between) {
    using namespace std::chrono;
    const sys_time<std::chrono::nanoseconds> at{std::chrono::nanoseconds{time.ns}};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<std::chrono::seconds>(at - day)};
    return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       between, clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

}  // namespace

std::string naive_text(Time time) {
    std::string text = date_and_time(time, 'T');
    if (const auto micros = us_of(time) % 1'000'000; micros != 0)
        text += fmt::format(".{:06}", micros);
    return text;
}

std::string kline_text(Time time) {
    return date_and_time(time, ' ');
}

}  // namespace twinleg::sim::wire::backpack
