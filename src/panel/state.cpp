#include "panel/state.h"

#include <algorithm>
#include <utility>

#include "database/queries.h"
#include "database/words.h"
#include "panel/json.h"

namespace twinleg::panel {

namespace {

constexpr std::size_t kLinesHeld = 2000;
constexpr std::size_t kLinesInSnapshot = 200;

}  // namespace

State::State(std::string version, std::string mode, Time started)
    : version_(std::move(version)),
      mode_(std::move(mode)),
      started_(started),
      now_(started),
      number_(static_cast<std::uint64_t>(started.ns / 100'000'000)),
      held_from_(number_) {}

void State::add(std::shared_ptr<Board> board) {
    desks_.push_back(std::make_unique<DeskView>(std::move(board)));
    held_from_ = ++number_;  // who knows less needs to know what it is
}

bool State::refresh(Time now) {
    now_ = now;
    const auto next = number_ + 1;
    bool changed = false;
    std::vector<std::pair<Time, LogLine>> lines;
    for (const auto& desk : desks_) {
        lines.clear();
        changed |= desk->refresh(next, lines);
        for (const auto& [time, line] : lines) {
            JsonWriter json;
            json.object().field("id", ++last_line_).field("time_ns", time.ns);
            json.field("pair", desk->name()).field("kind", line.kind);
            json.field("severity", database::word(line.severity));
            json.field("text", database::readable(line.text)).key("data").raw(line.data);
            json.end_object();
            lines_.push_back({next, json.text()});
        }
    }
    while (lines_.size() > kLinesHeld) {
        held_from_ = std::max(held_from_, lines_.front().number);
        lines_.pop_front();
    }
    if (changed) number_ = next;
    return changed;
}

DeskView* State::find(std::string_view pair) const {
    for (const auto& desk : desks_)
        if (desk->name() == pair) return desk.get();
    const auto coin = database::coin_of(pair);
    for (const auto& desk : desks_)
        if (desk->coin() == coin) return desk.get();
    return nullptr;
}

const std::string& State::text() const {
    if (text_number_ == number_) return text_;
    JsonWriter json;
    json.object().field("sequence", number_).field("time_ns", now_.ns);
    json.field("version", version_).field("mode", mode_).field("started_ns", started_.ns);
    json.key("pairs").array();
    for (const auto& desk : desks_)
        json.raw(desk->pair_text());
    json.end_array().end_object();
    text_ = json.text();
    text_number_ = number_;
    return text_;
}

const std::string& State::snapshot() const {
    if (snapshot_number_ == number_) return snapshot_;
    JsonWriter json;
    json.object().field("type", "snapshot").field("sequence", number_);
    json.key("state").raw(text()).key("events").array();
    const auto shown = std::min(lines_.size(), kLinesInSnapshot);
    for (auto line = lines_.end() - static_cast<std::ptrdiff_t>(shown); line != lines_.end();
         ++line)
        json.raw(line->text);
    json.end_array().end_object();
    snapshot_ = json.text();
    snapshot_number_ = number_;
    return snapshot_;
}

std::optional<std::string> State::since(std::uint64_t since) const {
    if (since < held_from_ || since > number_) return std::nullopt;
    JsonWriter json;
    json.object().key("pairs").object();
    for (const auto& desk : desks_) {
        bool any = false;
        for (const auto& member : desk->members()) {
            if (member.changed <= since) continue;
            if (!std::exchange(any, true)) json.key(desk->name()).object();
            json.key(member.name).raw(member.text);
        }
        if (any) json.end_object();
    }
    json.end_object().key("events").array();
    const auto first =
        std::ranges::upper_bound(lines_, since, {}, [](const Line& line) { return line.number; });
    for (auto line = first; line != lines_.end(); ++line)
        json.raw(line->text);
    json.end_array().end_object();
    return json.text().substr(1, json.text().size() - 2);
}

std::uint64_t State::left_out() const {
    std::uint64_t sum = 0;
    for (const auto& desk : desks_)
        sum += desk->board().left_out();
    return sum;
}

}  // namespace twinleg::panel
