#pragma once
// The input of one line of `twinleg sign`: named fields, read with the first error remembered.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace twinleg::app::sign {

// What a JSON value is, flat: its text, and its JSON again for what takes JSON.
struct Field {
    enum class Kind : std::uint8_t { text, integer, number, flag, list, object };

    Kind kind{Kind::text};
    std::string text;                // of a text; of an integer, its digits; of a flag, true/false
    std::string json;                // compact
    std::vector<std::string> items;  // of a list of texts
    bool all_texts{false};           // whether that is what the list is
};

// Fields by name. Null fields count as left out. What was read is wiped at the end, since some of
// it is keys.
//
// A reader returns an empty or zero value when something is wrong, and error() says what was wrong
// first: read everything, then ask once.
// Threads: none of its own.
class Input {
public:
    Input() = default;
    ~Input();
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    Input(Input&&) = default;
    Input& operator=(Input&&) = default;

    void set(std::string name, Field field);

    bool has(std::string_view name) const { return find(name) != nullptr; }

    // A text, or the digits of an integer: ids come in both spellings.
    std::string_view text(std::string_view name);
    std::string_view text_or(std::string_view name, std::string_view otherwise);

    // An unsigned integer of at most 64 bits, as a number or as decimal text.
    std::uint64_t number(std::string_view name);
    std::uint64_t number_or(std::string_view name, std::uint64_t otherwise);

    bool flag(std::string_view name);

    // The JSON of any value; empty if it is left out.
    std::string_view json(std::string_view name) const;

    // A list of texts; empty if it is left out.
    std::vector<std::string> list(std::string_view name);

    // The first of these words that the text is, as its place.
    std::size_t one_of(std::string_view name, std::initializer_list<std::string_view> words);

    const std::optional<Error>& error() const { return error_; }

private:
    const Field* find(std::string_view name) const;
    void refuse(Errc code, std::string_view name, std::string_view why);

    std::map<std::string, Field, std::less<>> fields_;
    std::optional<Error> error_;
};

struct Request {
    std::string venue;
    std::string kind;
    Input input;
};

// One line: {"venue":…,"kind":…,"input":{…}}; other members are ignored.
// Errors: malformed, missing.
Result<Request> parse_request(std::string_view line);

}  // namespace twinleg::app::sign
