#include "sim/world.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::sim {

World::World(WorldConfig config)
    : config_(std::move(config)),
      prng_(Prng::stream(config_.number, 2)),
      walk_(config_.flow, config_.number, config_.start) {
    timeline_.advance(config_.start);
    for (const SimVenueConfig& venue : config_.venues) {
        CHECK(venue.traits.id.value == venues_.size());
        venues_.push_back(std::make_unique<SimVenue>(venue, config_.faults, config_.number,
                                                     timeline_, letters_, counts_));
    }
    for (std::size_t place = 0; place < venues_.size(); ++place) {
        for (const Instrument& instrument : config_.venues[place].instruments) {
            flows_.emplace_back(config_.flow, config_.number, *venues_[place], instrument.id, place,
                                walk_);
        }
    }
    for (std::uint32_t i = 0; i < flows_.size(); ++i) {
        const Duration first = flows_[i].tick(timeline_.now());
        timeline_.at(timeline_.now() + first, {TaskKind::flow, 0, i});
    }
    for (const auto& venue : venues_)
        venue->open();
}

void World::engine_starts(std::uint32_t epoch) {
    alive_ = true;
    for (const auto& venue : venues_)
        venue->connect(prng_.between(milliseconds(20), config_.connect_most));
    const std::uint32_t number = letters_.take();
    letters_[number].event.what = Started{epoch};
    letters_[number].process = process_;
    timeline_.at(timeline_.now(), {TaskKind::letter, 0, number});
}

void World::engine_dies() {
    alive_ = false;
    ++process_;
    for (const auto& venue : venues_)
        venue->forget(process_);
    if (coming_) letters_.give_back(*coming_);
    coming_.reset();
}

void World::pass_until(Time when) {
    CHECK(!alive_);
    while (const auto letter = next_letter(when))
        letters_.give_back(*letter);
    timeline_.advance(when);
}

bool World::deliverable(const Letter& letter) const {
    if (!alive_ || letter.process != process_) return false;
    if (!letter.streamed) return true;
    // What a closed connection had not delivered yet is lost with it.
    return letter.connection == venues_[letter.venue]->connection();
}

void World::run(const Task& task) {
    if (task.kind == TaskKind::flow) {
        const Duration next = flows_[task.item].tick(timeline_.now());
        timeline_.at(timeline_.now() + next, task);
        return;
    }
    venues_[task.venue]->run(task);
}

std::optional<std::uint32_t> World::next_letter(Time until) {
    while (timeline_.next() <= until) {
        const Task task = timeline_.pop();
        if (task.kind != TaskKind::letter) {
            run(task);
            continue;
        }
        if (deliverable(letters_[task.item])) return task.item;
        letters_.give_back(task.item);
    }
    return std::nullopt;
}

bool World::next(Time wake_at, Event& event) {
    if (reading_) letters_.give_back(*reading_);
    reading_ = coming_ ? coming_ : next_letter(std::min(std::max(wake_at, now()), end_));
    coming_.reset();
    if (!reading_) {
        if (wake_at >= end_) return false;
        if (wake_at > timeline_.now()) {
            timeline_.advance(wake_at);
            timers_in_a_row_ = 0;
        }
        ++timers_in_a_row_;
        event.time = timeline_.now();
        event.more = false;
        event.what = Timer{};
        return true;
    }
    timers_in_a_row_ = 0;
    coming_ = next_letter(timeline_.now());
    Letter& letter = letters_[*reading_];
    letter.bind();
    event = letter.event;
    event.time = timeline_.now();
    event.more = coming_.has_value();
    return true;
}

void World::execute(const Command& command, Time now) {
    CHECK(now == timeline_.now());
    const auto request = SimVenue::request_of(command);
    if (!request) return;
    const auto venue_of = [&](InstrumentId instrument) -> SimVenue& {
        for (const auto& venue : venues_) {
            for (const Instrument& listed : venue->config().instruments) {
                if (listed.id == instrument) return *venue;
            }
        }
        CHECK(false && "a command for an instrument that no venue has");
        __builtin_unreachable();
    };
    std::visit(
        [&](const auto& what) {
            if constexpr (requires { what.venue; }) {
                venues_.at(what.venue.value)->send(*request);
            } else {
                venue_of(what.instrument).send(*request);
            }
        },
        *request);
}

void World::ask(Operator what, Time when) {
    operator_says(OperatorAsked{what}, when);
}

void World::ask(const SettingAsked& what, Time when) {
    operator_says(what, when);
}

template <typename What>
void World::operator_says(const What& what, Time when) {
    const std::uint32_t number = letters_.take();
    letters_[number].event.what = what;
    letters_[number].process = process_;
    timeline_.at(when, {TaskKind::letter, 0, number});
}

void World::alone() {
    for (auto& venue : venues_)
        venue->alone();
}

void World::calm() {
    for (const auto& venue : venues_)
        venue->calm();
}

}  // namespace twinleg::sim
