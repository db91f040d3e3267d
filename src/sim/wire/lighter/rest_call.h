#pragma once
// One REST request, taken apart.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "net/form.h"
#include "net/server.h"
#include "sim/wire/lighter/market.h"
#include "sim/wire/lighter/refusal.h"

namespace twinleg::sim::wire::lighter {

// The fields of its query, or of its form for a POST. Refusals name the field: invalid_param.
struct RestCall {
    std::string name;  // "orderBooks": the path behind /api/v1/
    bool post{false};
    net::FormFields fields;
    std::string token;  // of the Authorization header, or the field `auth`; may be empty
    std::string remote;
    Time now;         // the venue's
    Time judged_now;  // by which the request is judged
    std::function<bool()> reject_order;

    static RestCall of(const net::ServerRequest& request, Time now, Time judged_now);

    // Empty where it is left out.
    std::string_view text(std::string_view field) const;
    bool has(std::string_view field) const { return !text(field).empty(); }
    // Nothing where it is left out.
    Checked<std::optional<std::uint64_t>> number(std::string_view field) const;
    Checked<std::uint64_t> required(std::string_view field) const;
    // 1..most; `otherwise` where it is left out.
    Checked<std::size_t> limit(std::size_t most, std::optional<std::size_t> otherwise) const;
    // Refusals: also invalid_market, for one that is not here. 255 and nothing: null.
    Checked<const Market*> market(bool wanted) const;
    // One of a few words; the first where it is left out.
    Checked<std::string> word(std::string_view field,
                              std::initializer_list<std::string_view> words) const;
    // ask_filter: nothing for -1, all.
    Checked<std::optional<bool>> asks() const;
};

}  // namespace twinleg::sim::wire::lighter
