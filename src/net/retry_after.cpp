#include "net/retry_after.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

namespace twinleg::net {
namespace {

constexpr Duration kLongest = minutes(24 * 60);
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Reads a text from its front; the first thing that does not fit makes it bad for good.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    bool good() const { return good_; }
    bool at_end() const { return rest_.empty(); }

    void skip(std::string_view expected) {
        if (good_ && rest_.starts_with(expected))
            rest_.remove_prefix(expected.size());
        else
            good_ = false;
    }
    // Exactly so many digits; a leading space stands for a zero (asctime pads so).
    int digits(std::size_t count, bool padded = false) {
        if (rest_.size() < count) good_ = false;
        int value = 0;
        for (std::size_t i = 0; good_ && i < count; ++i) {
            const char c = padded && i == 0 && rest_[i] == ' ' ? '0' : rest_[i];
            if (c < '0' || c > '9') good_ = false;
            value = value * 10 + (c - '0');
        }
        if (good_) rest_.remove_prefix(count);
        return value;
    }
    unsigned month() {
        const auto name = rest_.substr(0, 3);
        const auto found = std::ranges::find(kMonths, name);
        if (found == kMonths.end()) good_ = false;
        if (good_) rest_.remove_prefix(3);
        return static_cast<unsigned>(found - kMonths.begin()) + 1;
    }
    // A word of letters: the day's name, which says nothing that the date does not.
    std::size_t letters() {
        const auto is_letter = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        };
        const auto count =
            static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_letter) - rest_.begin());
        rest_.remove_prefix(count);
        if (count < 3) good_ = false;
        return count;
    }
    char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

private:
    std::string_view rest_;
    bool good_{true};
};

struct Date {
    int year{0}, day{0};
    unsigned month{0};
    int hour{0}, minute{0}, second{0};
};

void read_clock(Scanner& scan, Date& date) {
    date.hour = scan.digits(2);
    scan.skip(":");
    date.minute = scan.digits(2);
    scan.skip(":");
    date.second = scan.digits(2);
}

// The year of two digits of RFC 850: the past century, unless that is long ago.
int full_year(int two_digits) {
    return two_digits < 70 ? 2000 + two_digits : 1900 + two_digits;
}

Date read_date(Scanner& scan) {
    Date date;
    scan.letters();
    if (scan.peek() == ' ') {  // asctime: Sun Nov  6 08:49:37 1994
        scan.skip(" ");
        date.month = scan.month();
        scan.skip(" ");
        date.day = scan.digits(2, true);
        scan.skip(" ");
        read_clock(scan, date);
        scan.skip(" ");
        date.year = scan.digits(4);
        return date;
    }
    scan.skip(", ");
    date.day = scan.digits(2);
    const bool dashes = scan.peek() == '-';  // RFC 850: 06-Nov-94
    const std::string_view between = dashes ? "-" : " ";
    scan.skip(between);
    date.month = scan.month();
    scan.skip(between);
    date.year = dashes ? full_year(scan.digits(2)) : scan.digits(4);
    scan.skip(" ");
    read_clock(scan, date);
    scan.skip(" GMT");
    return date;
}

}  // namespace

std::optional<Time> parse_http_date(std::string_view text) {
    Scanner scan{text};
    const auto date = read_date(scan);
    if (!scan.good() || !scan.at_end()) return std::nullopt;

    const std::chrono::year_month_day day{std::chrono::year{date.year},
                                          std::chrono::month{date.month},
                                          std::chrono::day{static_cast<unsigned>(date.day)}};
    const bool fits = day.ok() && date.year >= 1970 && date.year <= 2200 && date.hour <= 23 &&
                      date.minute <= 59 && date.second <= 60;
    if (!fits) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days{day}.time_since_epoch().count();
    return Time{} + seconds(days * 86'400 + date.hour * 3'600 + date.minute * 60 + date.second);
}

std::optional<Duration> retry_after(std::string_view text, Time now) {
    if (text.empty()) return std::nullopt;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (std::ranges::all_of(text, is_digit)) {
        std::int64_t count = 0;
        for (const char c : text)
            count = std::min<std::int64_t>(count * 10 + (c - '0'), kLongest.ns);
        return count >= kLongest.ns / seconds(1).ns ? kLongest : seconds(count);
    }
    const auto date = parse_http_date(text);
    if (!date) return std::nullopt;
    return std::clamp(*date - now, Duration{}, kLongest);
}

}  // namespace twinleg::net
