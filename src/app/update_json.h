#pragma once
// What a frame means, as the JSON of `twinleg decode`.

#include <string>

#include "core/json_writer.h"
#include "venues/update.h"

namespace twinleg::app {

// Appends one object. Money is decimal text without trailing zeros, times are nanoseconds.
void write_update(const venues::Update& update, JsonWriter& json);

}  // namespace twinleg::app
