#include "database/words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace twinleg::database {
namespace {

template <typename T, std::size_t N, typename Name>
T find(std::string_view word, const std::array<T, N>& all, Name name) {
    for (const T each : all)
        if (name(each) == word) return each;
    return all.front();
}

}  // namespace

std::string_view word(Signal signal) {
    switch (signal) {
        case Signal::none:
            return "";
        case Signal::enter_short_a:
            return "enter_short_a";
        case Signal::enter_long_a:
            return "enter_long_a";
        case Signal::exit:
            return "exit";
        case Signal::stop:
            return "stop";
    }
    return "";
}

std::string_view word(Severity severity) {
    switch (severity) {
        case Severity::info:
            return "info";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "info";
}

std::string_view word(Liquidity liquidity) {
    return liquidity == Liquidity::maker ? "maker" : "taker";
}

std::string readable(std::string text) {
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const auto follows = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
    for (std::size_t at = 0; at < text.size();) {
        const unsigned lead = byte(at);
        const unsigned next = byte(at + 1);
        std::size_t length = 0;
        if (lead >= 0x01 && lead < 0x80)
            length = 1;
        else if (lead >= 0xC2 && lead < 0xE0 && follows(at + 1))
            length = 2;
        else if (lead >= 0xE0 && lead < 0xF0 && follows(at + 1) && follows(at + 2) &&
                 !(lead == 0xE0 && next < 0xA0) && !(lead == 0xED && next >= 0xA0))
            length = 3;
        else if (lead >= 0xF0 && lead < 0xF5 && follows(at + 1) && follows(at + 2) &&
                 follows(at + 3) && !(lead == 0xF0 && next < 0x90) &&
                 !(lead == 0xF4 && next >= 0x90))
            length = 4;
        if (length == 0) text[at] = '?';
        at += std::max<std::size_t>(length, 1);
    }
    return text;
}

Signal signal_of(std::string_view text) {
    constexpr std::array kAll{Signal::none, Signal::enter_short_a, Signal::enter_long_a,
                              Signal::exit, Signal::stop};
    return find(text, kAll, [](Signal each) { return word(each); });
}

Mode mode_of(std::string_view text) {
    constexpr std::array kAll{Mode::starting, Mode::active,   Mode::reducing,
                              Mode::halted,   Mode::stopping, Mode::ended};
    return find(text, kAll, [](Mode each) { return name(each); });
}

PairOutcome outcome_of(std::string_view text) {
    constexpr std::array kAll{PairOutcome::completed, PairOutcome::rolled_back,
                              PairOutcome::nothing, PairOutcome::failed};
    return find(text, kAll, [](PairOutcome each) { return name(each); });
}

}  // namespace twinleg::database
