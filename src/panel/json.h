#pragma once
// What the panel says, in JSON.

#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "core/money.h"
#include "net/server.h"

namespace twinleg::panel {

// A statistic; null where it is none.
std::string number_text(double value);

// Text, or null where the price is not known.
inline JsonWriter& price_field(JsonWriter& json, std::string_view name, Price price) {
    json.key(name);
    return price.is_positive() ? json.value(price) : json.null();
}

// What was wrong with a request. `field` and `value` are left empty where there are none.
struct Wrong {
    int status{400};
    std::string code;  // malformed, missing, out_of_range, unknown, forbidden, too_many, conflict
    std::string field;
    std::string value;
    std::string message;  // a sentence that says how to mend it
};

// {"error":{…}}; a value is cut where it is long.
std::string error_text(const Wrong& wrong);
net::ServerResponse error_answer(const Wrong& wrong);

}  // namespace twinleg::panel
