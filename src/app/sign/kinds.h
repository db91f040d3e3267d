#pragma once
// What `twinleg sign` can sign: one function a venue and kind, from its fields to the members of
// its answer. Which names a field has is written in the vectors of the venue.

#include <span>
#include <string_view>

#include "app/sign/input.h"
#include "core/json_writer.h"
#include "core/result.h"

namespace twinleg::app::sign {

// Writes the members of the answer into an object that is already open.
using Sign = Result<void> (*)(Input& input, JsonWriter& answer);

struct Kind {
    std::string_view venue;
    std::string_view name;
    Sign sign;
};

std::span<const Kind> lighter_kinds();
std::span<const Kind> edgex_v1_kinds();
std::span<const Kind> edgex_kinds();
std::span<const Kind> paradex_kinds();
std::span<const Kind> aster_kinds();
std::span<const Kind> backpack_kinds();
std::span<const Kind> stark_kinds();

// Nothing if there is no such kind.
const Kind* find_kind(std::string_view venue, std::string_view name);

}  // namespace twinleg::app::sign
