#pragma once
// Our orders' names at the venue.

#include <charconv>
#include <string>
#include <string_view>

#include "core/order.h"

namespace twinleg::venues::paradex {

// The client_id of an order is "<desk tag>-<decimal>"; the venue takes 64 characters. The tag of
// the data directory, the epoch and the counter see to it that none comes twice.
//
// Threads: none of its own.
class OrderIds {
public:
    explicit OrderIds(std::string_view desk_tag)
        : prefix_(std::string{desk_tag.empty() ? "twinleg" : desk_tag} + '-') {}

    std::string text(ClientOrderId id) const { return prefix_ + std::to_string(id.value); }
    // Unknown for the ids of others: another tag, another form.
    ClientOrderId parse(std::string_view text) const {
        if (!text.starts_with(prefix_)) return {};
        text.remove_prefix(prefix_.size());
        if (text.empty() || text.front() == '0') return {};
        ClientOrderId id;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), id.value);
        const bool whole = code == std::errc{} && end == text.data() + text.size();
        return whole && id.value >> 48 == 0 ? id : ClientOrderId{};
    }

private:
    std::string prefix_;
};

}  // namespace twinleg::venues::paradex
