#pragma once
// Our orders' names at venues that take text for them, and what the venue calls them.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/order.h"

namespace twinleg::venues::kit {

// The text of a client order id is "<desk tag>-<decimal>", 28 characters at most. The tag of the
// data directory, the epoch and the counter see to it that none comes twice.
//
// Threads: none of its own.
class OrderNames {
public:
    explicit OrderNames(std::string_view desk_tag)
        : prefix_(std::string{desk_tag.empty() ? "twinleg" : desk_tag} + '-') {}

    std::string text(ClientOrderId id) const { return prefix_ + std::to_string(id.value); }
    // Unknown for the ids of others: another tag, another form.
    ClientOrderId parse(std::string_view text) const;

private:
    std::string prefix_;
};

// The number that a venue calls an order by; zero for what is no number of 64 bits.
std::uint64_t order_number(std::string_view venue_order_id);

// What is known of the last kRemembered orders, by the venue's number.
template <typename Known>
class OrderMemory {
public:
    static constexpr std::size_t kRemembered = 16384;

    // Of a new one, the oldest makes room.
    Known& entry(std::uint64_t number) {
        const auto [at, added] = known_.try_emplace(number);
        if (added) {
            age_.push_back(number);
            if (age_.size() > kRemembered) {
                known_.erase(age_.front());
                age_.pop_front();
            }
        }
        return at->second;
    }
    // Null where it is none of them.
    const Known* find(std::uint64_t number) const {
        const auto found = known_.find(number);
        return found == known_.end() ? nullptr : &found->second;
    }

private:
    std::unordered_map<std::uint64_t, Known> known_;  // looked up, never walked
    std::deque<std::uint64_t> age_;                   // oldest first
};

}  // namespace twinleg::venues::kit
