#include "panel/json.h"

#include <cmath>

#include <fmt/format.h>

#include "database/words.h"

namespace twinleg::panel {

std::string number_text(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

std::string error_text(const Wrong& wrong) {
    constexpr std::size_t kShown = 64;
    auto value = database::readable(wrong.value.substr(0, kShown));
    if (wrong.value.size() > kShown) value += "…";
    JsonWriter json;
    json.object().key("error").object().field("code", wrong.code);
    json.field("field", database::readable(wrong.field)).field("value", value);
    json.field("message", wrong.message).end_object().end_object();
    return json.text();
}

net::ServerResponse error_answer(const Wrong& wrong) {
    return {.status = wrong.status, .body = error_text(wrong)};
}

}  // namespace twinleg::panel
