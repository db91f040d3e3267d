#include "venues/kit/json_object.h"

namespace twinleg::venues::kit {

bool JsonObject::read(JsonCursor& at) {
    members_.clear();
    std::string_view key;
    for (at.enter('{'); at.member(key);)
        members_.emplace_back(key, at.value());
    return at.ok();
}

const JsonValue& JsonObject::operator[](std::string_view key) const {
    static const JsonValue kNone;
    for (const auto& [name, value] : members_)
        if (name == key) return value;
    return kNone;
}

Result<JsonObject> whole_object(std::string_view text, std::string_view what) {
    JsonCursor at{text};
    JsonObject object;
    if (!object.read(at) || !at.finished()) return at.error(what);
    return object;
}

}  // namespace twinleg::venues::kit
