#pragma once
// A JSON object whose fields are all known, read with errors that a person can act upon. For .cpp
// files alone: simdjson is too heavy for other headers.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "core/money.h"
#include "core/result.h"

namespace twinleg::sim::wire {

// The first error is kept, later reads then give nothing. Each read makes its field known; finish()
// refuses the others.
class JsonFields {
public:
    // path: where the object stands, "lighter[0]"; empty for the outermost.
    JsonFields(simdjson::dom::object object, std::string path);

    // Nothing where the field is left out or null.
    std::optional<std::string> text(std::string_view name);
    std::optional<std::uint64_t> number(std::string_view name);
    std::optional<bool> flag(std::string_view name);
    std::optional<Notional> money(std::string_view name);  // decimal text, or a whole number
    std::optional<simdjson::dom::object> object(std::string_view name);
    std::optional<simdjson::dom::array> array(std::string_view name);
    std::string required_text(std::string_view name);

    // "lighter[0].tier"
    std::string path_of(std::string_view name) const;
    bool failed() const { return error_.has_value(); }
    void fail_with(Errc code, std::string_view name, std::string_view why);
    // Takes an error of an inner object over.
    void adopt_error(const Error& error);

    // Errors: the first one met, or unsupported for a field nobody asked for, naming it and those
    // that there are.
    Result<void> finish();

private:
    std::optional<simdjson::dom::element> find(std::string_view name);

    simdjson::dom::object object_;
    std::string path_;
    std::vector<std::string> known_;
    std::optional<Error> error_;
};

}  // namespace twinleg::sim::wire
