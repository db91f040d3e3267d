#include "replay/input.h"

#include <algorithm>

namespace twinleg::replay {

void Warnings::add(std::string_view kind, std::string_view text, std::uint64_t times) {
    const auto found = entries_.find(kind);
    if (found == entries_.end()) {
        entries_.emplace(std::string{kind}, Entry{std::string{text}, times});
    } else {
        found->second.times += times;
    }
}

void Warnings::add_all(const Warnings& other) {
    for (const auto& [kind, entry] : other.entries_)
        add(kind, entry.text, entry.times);
}

std::uint64_t Warnings::times(std::string_view kind) const {
    const auto found = entries_.find(kind);
    return found == entries_.end() ? 0 : found->second.times;
}

std::vector<std::string> Warnings::lines() const {
    std::vector<std::string> out;
    for (const auto& [kind, entry] : entries_) {
        out.push_back(entry.times == 1
                          ? entry.text
                          : entry.text + " (" + std::to_string(entry.times) + " times)");
    }
    return out;
}

void InputStats::add(const InputStats& other) {
    frames += other.frames;
    events += other.events;
    skipped += other.skipped;
    gaps += other.gaps;
    if (other.first_ns != 0)
        first_ns = first_ns == 0 ? other.first_ns : std::min(first_ns, other.first_ns);
    last_ns = std::max(last_ns, other.last_ns);
    warnings.add_all(other.warnings);
    if (!error) error = other.error;
}

Time Reader::stamp(std::int64_t ns) {
    if (stats_.first_ns == 0) stats_.first_ns = ns;
    if (ns < now_) {
        stats_.warnings.add("clock", file_ + ": the receive clock goes back (line " +
                                         std::to_string(stats_.frames) + ", by " +
                                         std::to_string((now_ - ns) / 1'000'000) +
                                         " ms); held still until it catches up");
        return {now_};
    }
    now_ = ns;
    stats_.last_ns = ns;
    return {ns};
}

void Reader::fail_at(std::uint64_t line, const Error& error) {
    if (stats_.error) return;
    stats_.error =
        Error{error.code, file_ + ": line " + std::to_string(line) + ": " + error.message};
}

}  // namespace twinleg::replay
