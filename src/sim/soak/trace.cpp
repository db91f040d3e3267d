#include "sim/soak/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace twinleg::sim {
namespace {

constexpr std::size_t kMost = 200;
constexpr Duration kStory = seconds(40);

// Whether an event by itself tells nothing about orders and money.
bool dull(const Event& event) {
    return std::holds_alternative<BookDelta>(event.what) ||
           std::holds_alternative<BookSnapshot>(event.what) ||
           std::holds_alternative<Quote>(event.what) ||
           std::holds_alternative<PublicTrade>(event.what) ||
           std::holds_alternative<MarkPrice>(event.what) ||
           std::holds_alternative<MarketState>(event.what) ||
           std::holds_alternative<Timer>(event.what);
}

}  // namespace

std::vector<std::string> trace_of(const MemoryJournal& journal, Time when,
                                  const store::Names& names) {
    const auto& records = journal.records();
    if (records.empty()) return {};
    const Time begun = records.front().time;
    std::vector<std::string> lines;
    store::Scratch scratch;
    std::string held_back;  // a dull event that may have commands
    for (const MemoryJournal::Record& record : records) {
        if (record.time < when - kStory) continue;
        if (record.time > when + milliseconds(1)) break;
        const double at = static_cast<double>((record.time - begun).ns / 1'000) / 1e6;
        if (record.event) {
            const auto event = store::decode_event(journal.bytes(record), scratch);
            if (!event) continue;
            std::string line = fmt::format("> {:.6f} {}", at, store::describe(*event, names));
            held_back.clear();
            if (dull(*event)) {
                held_back = std::move(line);
            } else {
                lines.push_back(std::move(line));
            }
            continue;
        }
        const auto command = store::CommandDecoder::decode(journal.bytes(record));
        if (!command || std::holds_alternative<Evaluated>(*command)) continue;
        if (!held_back.empty()) lines.push_back(std::move(held_back));
        held_back.clear();
        lines.push_back(fmt::format("< {:.6f} {}", at, store::describe(*command, names)));
    }
    if (lines.size() > kMost) lines.erase(lines.begin(), lines.end() - kMost);
    return lines;
}

}  // namespace twinleg::sim
