#pragma once
// The parameters behind the '?' of a request: each read once, by its name, with its bounds.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/form.h"
#include "panel/json.h"

namespace twinleg::panel {

// The first thing that is wrong is remembered; the caller asks for it once, at the end.
class Query {
public:
    // Wrong: a parameter that is not among `known`, one that stands there twice, a broken %XX.
    Query(std::string_view text, std::initializer_list<std::string_view> known);

    bool has(std::string_view name) const { return raw(name) != nullptr; }
    // Empty if it is not there.
    std::string text(std::string_view name) const;
    // One of these words, or nothing.
    std::optional<std::string> word(std::string_view name, std::span<const std::string_view> words);
    // A whole number within its bounds; `otherwise` if it is not there.
    std::int64_t integer(std::string_view name, std::int64_t otherwise, std::int64_t least,
                         std::int64_t most);
    std::optional<std::int64_t> time_ns(std::string_view name);

    // Adds one; the first stays.
    void wrong(Wrong what);
    const std::optional<Wrong>& wrong() const { return wrong_; }

private:
    const std::string* raw(std::string_view name) const;

    net::FormFields fields_;
    std::optional<Wrong> wrong_;
};

}  // namespace twinleg::panel
