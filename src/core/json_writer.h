#pragma once
// Compact JSON out: no spaces between tokens, money as decimal text, numbers only where whole.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/money.h"

namespace twinleg {

// Writes one document into a string. Commas are set by themselves; the caller sees to it that what
// opens is closed and that an object's values have keys.
//
//   JsonWriter json;
//   json.object().field("venue", "lighter").field("equity", notional).end_object();
class JsonWriter {
public:
    JsonWriter& object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }

    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view{text}); }
    JsonWriter& value(bool flag);
    template <std::integral T>
    JsonWriter& value(T number) {
        if constexpr (std::unsigned_integral<T>)
            return raw(std::to_string(static_cast<std::uint64_t>(number)));
        else
            return raw(std::to_string(static_cast<std::int64_t>(number)));
    }
    // Money of every kind is text, so that nobody reads it into a double by accident.
    template <typename Tag, typename Rep, int Digits>
    JsonWriter& value(Fixed<Tag, Rep, Digits> amount) {
        return value(std::string_view{to_text(amount)});
    }
    JsonWriter& null() { return raw("null"); }
    // Text that is JSON already.
    JsonWriter& raw(std::string_view json);

    template <typename T>
    JsonWriter& field(std::string_view name, const T& content) {
        return key(name).value(content);
    }

    const std::string& text() const { return text_; }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void comma();

    std::string text_;
    bool first_{true};  // nothing stands before in this object or array, or a key does
};

// `text` between quotes, with everything escaped that JSON wants escaped. Bytes past ASCII are
// passed through as they are.
std::string json_quoted(std::string_view text);

}  // namespace twinleg
