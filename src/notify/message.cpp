#include "notify/message.h"

#include <array>

namespace twinleg::notify {

namespace {

template <typename... F>
struct Overloaded : F... {
    using F::operator()...;
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kTitles{
    {{"edgex", "EdgeX"},
     {"lighter", "Lighter"},
     {"paradex", "Paradex"},
     {"backpack", "Backpack"},
     {"aster", "Aster"}}};

}  // namespace

std::string_view kind(const Message& message) {
    using View = std::string_view;
    return std::visit(Overloaded{[](const Started&) -> View { return "start"; },
                                 [](const Traded&) -> View { return "trade"; },
                                 [](const FilledAlone&) -> View { return "fill"; },
                                 [](const ErrorSeen&) -> View { return "error"; },
                                 [](const BreakerTripped&) -> View { return "breaker"; },
                                 [](const StatusReport&) -> View { return "status"; },
                                 [](const DailySummary&) -> View { return "daily"; },
                                 [](const Imbalance&) -> View { return "imbalance"; },
                                 [](const BalanceShort&) -> View { return "balance"; },
                                 [](const FrontEnd&) -> View { return "front_end"; },
                                 [](const Halted&) -> View { return "halted"; },
                                 [](const Killed&) -> View { return "killed"; },
                                 [](const OperatorDid&) -> View { return "operator"; },
                                 [](const Ended&) -> View { return "ended"; },
                                 [](const SignalSeen&) -> View { return "signal"; },
                                 [](const NotStarted&) -> View { return "not_started"; }},
                      message.what);
}

bool must_be_told(const Message& message) {
    return !std::holds_alternative<ErrorSeen>(message.what) &&
           !std::holds_alternative<SignalSeen>(message.what) &&
           !std::holds_alternative<Imbalance>(message.what) &&
           !std::holds_alternative<FrontEnd>(message.what);
}

std::optional<std::string> balance_sentence(std::string_view text) {
    constexpr std::string_view kError = "Error: ";
    if (text.starts_with(kError)) text.remove_prefix(kError.size());
    if (!text.starts_with("Insufficient ") || !text.contains(" balance: ")) return std::nullopt;
    return std::string{text};
}

std::string venue_title(std::string_view name) {
    for (const auto& [plain, title] : kTitles)
        if (plain == name) return std::string{title};
    std::string out{name};
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
        out[0] = static_cast<char>(out[0] - ('a' - 'A'));
    return out;
}

}  // namespace twinleg::notify
