#pragma once
// One JSON object with its members at hand, for answers whose members have long names.

#include <string_view>
#include <utility>
#include <vector>

#include "venues/kit/json.h"

namespace twinleg::venues::kit {

// Views into the text it was read from. Members may stand in any order; of a repeated one the first
// counts. Memory is used again for the next.
class JsonObject {
public:
    bool read(JsonCursor& at);
    // A member; Kind::none where it is left out.
    const JsonValue& operator[](std::string_view key) const;

private:
    std::vector<std::pair<std::string_view, JsonValue>> members_;
};

// Calls `visit(const JsonObject&) → Result<void>` for each object of a list, or for the one object
// that the text is. Stops at the first error, the text's own or the visitor's.
template <typename Visit>
Result<std::size_t> each_object(std::string_view text, std::string_view what, Visit&& visit) {
    JsonCursor at{text};
    JsonObject object;
    std::size_t count = 0;
    const auto one = [&]() -> Result<void> {
        if (!object.read(at)) return at.error(what);
        ++count;
        return visit(object);
    };
    if (at.next_is('{')) {
        if (auto done = one(); !done) return std::unexpected{done.error()};
    } else {
        for (at.enter('['); at.element();) {
            if (auto done = one(); !done) return std::unexpected{done.error()};
        }
    }
    if (!at.finished()) return at.error(what);
    return count;
}

// The one object that the text is.
Result<JsonObject> whole_object(std::string_view text, std::string_view what);

}  // namespace twinleg::venues::kit
