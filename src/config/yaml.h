#pragma once
// YAML as far as settings need it: maps, lists and text, each with its line. What a word means is
// the schema's to say; here `no` is two letters and `1e3` three.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace twinleg::config {

struct YamlNode {
    enum class Kind : std::uint8_t { text, map, list };

    Kind kind{Kind::text};
    std::size_t line{0};           // from 1
    std::string key;               // of an entry in a map
    std::string text;              // of a text
    std::vector<YamlNode> inside;  // of a map or a list, in the order of the file

    bool is_text() const { return kind == Kind::text; }
    bool is_map() const { return kind == Kind::map; }
    bool is_list() const { return kind == Kind::list; }
    // Of a map; null if there is none.
    const YamlNode* find(std::string_view name) const;
};

// Up to 40 letters, digits, `_`, `.` and `-`: what may be repeated in a message without the fear
// that it is a secret.
bool is_plain_name(std::string_view key);

// The file's one document, which is a map; an empty file is an empty map.
//
// Errors: malformed, naming `file`:line and how to mend it: what is no YAML; a key that stands
// twice; a key without a value; a tab in the indentation; and what could mean more than it shows:
// anchors and aliases, tags, several documents, keys that are no plain text. Values, which may be
// secrets by mistake, are never told.
Result<YamlNode> parse_yaml(std::string_view text, std::string_view file);

}  // namespace twinleg::config
