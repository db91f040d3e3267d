#pragma once
// The words of each message, in Chinese and in English. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "notify/message.h"
#include "store/civil.h"

namespace twinleg::notify {

// as_documented: each message in the language of the document that asks for it. Those of document
// 000 (start, trade, error, breaker, status, day, imbalance, front end) are Chinese, and with them
// those that no document words; the insufficient balance of document 003 is English.
enum class Language : std::uint8_t { as_documented, zh, en };

// "zh", "en", "auto"; nothing if it is none.
std::optional<Language> parse_language(std::string_view text);

struct Style {
    Language language{Language::as_documented};
    std::string account{"A1"};
    store::Zone zone{store::Zone::utc()};  // of clock times
};

// Several lines, without an end of line behind the last.
std::string text(const Message& message, const Style& style);

// Answers to /status, /positions and /pnl.
std::string status_text(const Figures& figures, const Style& style);
std::string positions_text(const Figures& figures, const Style& style);
std::string pnl_text(const Figures& figures, const Style& style);

// Chinese is spoken where no document says otherwise.
bool chinese(const Style& style);

// "14:32:15", in the zone.
std::string clock(Time time, const store::Zone& zone);

// With its sign, and at least two places: "+2.35", "+0.0147", "-0.50". Cut toward zero at four.
std::string signed_money(Notional amount);

}  // namespace twinleg::notify
