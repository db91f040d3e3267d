#pragma once
// Our orders' names at the venue, and what it calls them.
//
// Source: venues page of Aster, "Trading" (newClientOrderId).

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/order.h"

namespace twinleg::venues::aster {

// The text of a client order id is "<desk tag>-<decimal>", at most 28 of the venue's 36 characters.
// Also knows the venue's number of the last kRemembered orders, because asked-for fills have that
// alone.
//
// Threads: none of its own.
class OrderIds {
public:
    static constexpr std::size_t kRemembered = 16384;

    explicit OrderIds(std::string_view desk_tag)
        : prefix_(std::string{desk_tag.empty() ? "twinleg" : desk_tag} + '-') {}

    std::string text(ClientOrderId id) const { return prefix_ + std::to_string(id.value); }
    // Unknown for the ids of others: another tag, another form.
    ClientOrderId parse(std::string_view text) const;

    void remember(std::string_view venue_order_id, ClientOrderId id);
    // Unknown where it is no order of ours, or one from long ago.
    ClientOrderId find(std::string_view venue_order_id) const;

private:
    std::string prefix_;
    std::unordered_map<std::uint64_t, ClientOrderId> known_;  // looked up, never walked
    std::deque<std::uint64_t> age_;                           // oldest first
};

}  // namespace twinleg::venues::aster
