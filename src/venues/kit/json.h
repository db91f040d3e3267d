#pragma once
// JSON, read forward in one go: for frames and answers of venues that write plain objects.
//
// Nothing is allocated, nothing is looked up by name, and nothing is read past the end: any bytes
// will do, and no padding is wanted.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

namespace twinleg::venues::kit {

// One value as it stands in the text.
struct JsonValue {
    enum class Kind : std::uint8_t { none, text, number, literal, object, array };
    Kind kind{Kind::none};
    std::string_view raw;  // of a text: what is between the quotes, escapes not undone

    bool is_null() const { return kind == Kind::none || raw == "null"; }
    // Texts and numbers, which venues use for each other; empty for everything else.
    std::string_view plain() const {
        return kind == Kind::text || kind == Kind::number ? raw : std::string_view{};
    }
    bool is_true() const { return raw == "true"; }
};

// Walks a document. Whoever is given a member must take its value, by value() or by walking into
// it.
//
//   JsonCursor at{text};
//   for (at.enter('{'); at.member(key);) { … at.value() … }
//   if (!at.finished()) return at.error("frame");
//
// After the first mistake every call says no, and finished() does too.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view text)
        : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

    // Whether the next value begins with this: '{', '[', '"' or another.
    bool next_is(char c);
    // Goes into an object or an array; false, and wrong, where it is none.
    bool enter(char bracket);
    // The next member's key; false at the end of the object, or where something is wrong.
    bool member(std::string_view& key);
    // Whether an element follows; false at the end of the array, or where something is wrong.
    bool element();
    // The next value, whole. Of an object or array, what is inside is only checked for its
    // brackets.
    JsonValue value();

    // Levels [["price","quantity"],…], texts or numbers, appended to `out`. Prices must be above
    // zero, quantities not below it.
    bool levels(std::vector<Level>& out);

    bool ok() const { return !wrong_; }
    // The document is over, and nothing was wrong.
    bool finished();
    std::unexpected<Error> error(std::string_view what) const;
    // Whatever is wrong from here on is this.
    void fail(Errc code, std::string message);

private:
    void space() {
        while (at_ != end_ && static_cast<unsigned char>(*at_) <= ' ')
            ++at_;
    }
    bool expect(char c);
    bool wrong();
    std::string_view text();
    JsonValue nested();

    const char* begin_;
    const char* at_;
    const char* end_;
    bool fresh_{false};  // an object or array was just entered: no comma before what follows
    bool wrong_{false};
    Errc code_{Errc::malformed};
    std::string message_;
};

// Digits with at most one point, 18 characters at most: what almost every number of a frame is.
// False: read it by core's parser, which also says what is wrong with it.
template <typename T>
bool fast_decimal(std::string_view text, T& out) {
    static constexpr auto kPowers = [] {
        std::array<typename T::rep, T::kDigits + 1> powers{1};
        for (std::size_t i = 1; i < powers.size(); ++i)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }();
    if (text.empty() || text.size() > 18) return false;
    std::int64_t number = 0;
    std::size_t point = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned digit = static_cast<unsigned char>(text[i]) - unsigned{'0'};
        if (digit < 10) {
            number = number * 10 + digit;
        } else if (text[i] == '.' && point == text.size() && i > 0 && i + 1 < text.size()) {
            point = i;
        } else {
            return false;
        }
    }
    const std::size_t places = point == text.size() ? 0 : text.size() - point - 1;
    if (places > static_cast<std::size_t>(T::kDigits)) return false;
    typename T::rep raw = number;
    if (__builtin_mul_overflow(raw, kPowers[static_cast<std::size_t>(T::kDigits) - places], &raw))
        return false;
    out = T::from_raw(raw);
    return true;
}

// Values to the words of trading; remembers the first that could not be read, so that a whole
// object is read and asked once. A value that is left out, null or an empty text is zero, unless
// the verb says `must_`: then it is missing.
class Taker {
public:
    // `what` begins each error: "order".
    explicit Taker(std::string_view what) : what_(what) {}

    Price price(const JsonValue& v, std::string_view field);
    Price must_price(const JsonValue& v, std::string_view field);  // and above zero
    Quantity quantity(const JsonValue& v, std::string_view field);
    Quantity must_quantity(const JsonValue& v, std::string_view field);
    Notional notional(const JsonValue& v, std::string_view field);
    Notional must_notional(const JsonValue& v, std::string_view field);
    // Cut toward zero at ten places: estimates come with up to 28.
    Ratio ratio(const JsonValue& v, std::string_view field);
    std::uint64_t whole(const JsonValue& v, std::string_view field);
    std::uint64_t must_whole(const JsonValue& v, std::string_view field);
    // Zero is an unknown time. Errors: out_of_range past the year 2262.
    Time time_ms(const JsonValue& v, std::string_view field);
    Time time_us(const JsonValue& v, std::string_view field);
    std::string_view must_text(const JsonValue& v, std::string_view field);

    void fail(Errc code, std::string_view field, std::string_view why);
    void fail(const Error& error);
    bool ok() const { return !failed_; }
    Result<void> result() const {
        if (failed_) return std::unexpected{error_};
        return {};
    }

private:
    template <typename T, typename Parse>
    T decimal(const JsonValue& v, std::string_view field, bool required, Parse parse);
    Time time(const JsonValue& v, std::string_view field, std::int64_t unit_ns);

    std::string_view what_;
    bool failed_{false};
    Error error_{Errc::malformed, {}};
};

// The values of an object whose keys are single letters, as both upper and lower case have them.
class Letters {
public:
    JsonValue& operator[](char letter) { return values_[static_cast<unsigned char>(letter) & 127]; }
    const JsonValue& operator[](char letter) const {
        return values_[static_cast<unsigned char>(letter) & 127];
    }
    // Where this key's value goes; null if it is not one letter.
    JsonValue* find(std::string_view key) {
        if (key.size() != 1 || (key[0] & 0x80) != 0) return nullptr;
        return &(*this)[key[0]];
    }

private:
    std::array<JsonValue, 128> values_{};
};

}  // namespace twinleg::venues::kit
