#include "store/describe.h"

#include <fmt/format.h>

#include <string_view>
#include <type_traits>

#include "core/json_writer.h"
#include "store/civil.h"
#include "store/fields.h"

namespace twinleg::store {
namespace {

// The enumerators that core has no name() for.
std::string_view name(Liquidity value) {
    return value == Liquidity::maker ? "maker" : "taker";
}
std::string_view name(Stream value) {
    return value == Stream::market ? "market" : "account";
}
std::string_view name(SendOutcome value) {
    return value == SendOutcome::never_sent ? "never_sent" : "unknown";
}
std::string_view name(MarketMode value) {
    switch (value) {
        case MarketMode::normal:
            return "normal";
        case MarketMode::post_only:
            return "post_only";
        case MarketMode::cancel_only:
            return "cancel_only";
        case MarketMode::halted:
            return "halted";
    }
    return "unknown";
}
std::string_view name(Source value) {
    switch (value) {
        case Source::stream:
            return "stream";
        case Source::reply:
            return "reply";
        case Source::query:
            return "query";
    }
    return "unknown";
}
std::string_view name(Operator value) {
    switch (value) {
        case Operator::stop:
            return "stop";
        case Operator::flatten:
            return "flatten";
        case Operator::kill:
            return "kill";
        case Operator::reset:
            return "reset";
        case Operator::pause:
            return "pause";
        case Operator::resume:
            return "resume";
    }
    return "unknown";
}
std::string_view name(Stage value) {
    switch (value) {
        case Stage::browser_leg:
            return "browser_leg";
        case Stage::order_ack:
            return "order_ack";
        case Stage::hedge:
            return "hedge";
        case Stage::clock:
            return "clock";
    }
    return "unknown";
}
std::string_view name(Severity value) {
    switch (value) {
        case Severity::info:
            return "info";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "unknown";
}
std::string_view name(Signal value) {
    switch (value) {
        case Signal::none:
            return "none";
        case Signal::enter_short_a:
            return "enter_short_a";
        case Signal::enter_long_a:
            return "enter_long_a";
        case Signal::exit:
            return "exit";
        case Signal::stop:
            return "stop";
    }
    return "unknown";
}
// So that the overloads above do not hide those of core.
using twinleg::name;

std::string name_of(InstrumentId id, const Names& names) {
    return id.value < names.instruments.size() ? names.instruments[id.value]
                                               : fmt::format("#{}", id.value);
}
std::string name_of(VenueId id, const Names& names) {
    return id.value < names.venues.size() ? names.venues[id.value] : fmt::format("#{}", id.value);
}

// `epoch.counter`, as people speak of them.
std::string id_text(ClientOrderId id) {
    return fmt::format("{}.{}", id.epoch(), id.value & 0xFFFF'FFFF);
}

// Of another key than the first: "key/number".
std::string nonce_text(Nonce nonce) {
    if (key_of(nonce) == 0) return fmt::format("{}", nonce);
    return fmt::format("{}/{}", key_of(nonce), number_of(nonce));
}

// A statistic, the shortest text that reads back as the same double.
std::string number_text(double value) {
    return fmt::format("{}", value);
}

class LinePrinter {
public:
    explicit LinePrinter(const Names& names) : names_(names) {}

    template <typename T>
    void operator()(const char* key, const T& value) {
        if constexpr (std::is_same_v<T, InstrumentId> || std::is_same_v<T, VenueId>) {
            // The first one of an event speaks for itself.
            if (std::string_view(key) == "instrument" || std::string_view(key) == "venue")
                out += " " + name_of(value, names_);
            else
                say(key, name_of(value, names_));
        } else if constexpr (std::is_same_v<T, bool>) {
            say(key, value ? "yes" : "no");
        } else if constexpr (std::is_enum_v<T>) {
            say(key, name(value));
        } else if constexpr (std::is_same_v<T, double>) {
            say(key, number_text(value));
        } else if constexpr (std::is_same_v<T, Nonce>) {
            say(key, nonce_text(value));
        } else if constexpr (std::is_arithmetic_v<T>) {
            say(key, fmt::format("{}", value));
        } else if constexpr (std::is_same_v<T, std::string>) {
            if (!value.empty()) say(key, json_quoted(value));
        } else if constexpr (requires { value.view(); }) {
            if (!value.empty()) say(key, printable(value.view()));
        } else if constexpr (std::is_same_v<T, Level>) {
            say(key, level(value));
        } else if constexpr (requires { value.raw(); }) {
            say(key, to_text(value));
        } else if constexpr (std::is_same_v<T, ClientOrderId>) {
            if (value.known()) say(key, id_text(value));
        } else if constexpr (requires { value.value; }) {
            say(key, fmt::format("{}", value.value));
        } else if constexpr (std::is_same_v<T, Time>) {
            if (value.known()) say(key, utc_text(value));
        } else if constexpr (std::is_same_v<T, Duration>) {
            say(key, fmt::format("{}us", value.ns / 1000));
        } else {
            say(key, "{");
            walk(*this, value);
            out += " }";
        }
    }

    template <typename T>
    void tail(const char* key, const T& value) {
        if (value != T{}) (*this)(key, value);
    }

    template <typename T>
    void list(const char* key, std::span<const T> items) {
        constexpr std::size_t kShown = 5;
        out += fmt::format(" {}=[", key);
        for (std::size_t i = 0; i < items.size() && i < kShown; ++i) {
            if constexpr (std::is_same_v<T, Level>) {
                out += (i > 0 ? " " : "") + level(items[i]);
            } else {
                out += i > 0 ? " |" : "";
                walk(*this, items[i]);
            }
        }
        if (items.size() > kShown) out += fmt::format(" +{} more", items.size() - kShown);
        out += "]";
    }

    std::string out;

private:
    void say(const char* key, std::string_view text) { out += fmt::format(" {}={}", key, text); }

    static std::string level(const Level& level) {
        return to_text(level.price) + "x" + to_text(level.quantity);
    }
    // Ids come from venues; a line stays a line whatever they are.
    static std::string printable(std::string_view text) {
        for (const char c : text)
            if (c <= ' ' || c > '~') return json_quoted(text);
        return std::string(text);
    }

    const Names& names_;
};

class JsonPrinter {
public:
    explicit JsonPrinter(const Names& names) : names_(names) {}

    template <typename T>
    void operator()(const char* key, const T& value) {
        if constexpr (std::is_same_v<T, InstrumentId> || std::is_same_v<T, VenueId>) {
            json.field(key, std::string_view(name_of(value, names_)));
        } else if constexpr (std::is_same_v<T, double>) {
            json.key(key).raw(value - value == 0 ? number_text(value) : "null");
        } else if constexpr (std::is_same_v<T, bool> || requires { value.raw(); }) {
            json.field(key, value);
        } else if constexpr (std::is_enum_v<T>) {
            json.field(key, name(value));
        } else if constexpr (std::is_arithmetic_v<T>) {
            json.field(key, value);
        } else if constexpr (std::is_same_v<T, std::string>) {
            json.field(key, std::string_view(value));
        } else if constexpr (requires { value.view(); }) {
            json.field(key, value.view());
        } else if constexpr (std::is_same_v<T, ClientOrderId>) {
            json.field(key, std::string_view(value.known() ? id_text(value) : ""));
        } else if constexpr (requires { value.value; }) {
            json.field(key, value.value);
        } else if constexpr (requires { value.ns; }) {
            json.field(fmt::format("{}_ns", key), value.ns);
        } else if constexpr (std::is_same_v<T, Level>) {
            json.key(key);
            level(value);
        } else {
            json.key(key).object();
            walk(*this, value);
            json.end_object();
        }
    }

    template <typename T>
    void tail(const char* key, const T& value) {
        if (value != T{}) (*this)(key, value);
    }

    template <typename T>
    void list(const char* key, std::span<const T> items) {
        json.key(key).array();
        for (const T& item : items) {
            if constexpr (std::is_same_v<T, Level>) {
                level(item);
            } else {
                json.object();
                walk(*this, item);
                json.end_object();
            }
        }
        json.end_array();
    }

    JsonWriter json;

private:
    void level(const Level& level) {
        json.array().value(level.price).value(level.quantity).end_array();
    }
    const Names& names_;
};

template <typename A, typename T>
void print_body(A& printer, const T& value) {
    if constexpr (std::is_same_v<T, PlaceOrder>)
        walk(printer, *value.order);
    else
        walk(printer, value);
}

template <typename What>
const char* kind_of(const What& what) {
    return std::visit([]<typename T>(const T&) { return Kind<T>::name; }, what);
}

template <typename What>
std::string line_of(const What& what, const Names& names) {
    LinePrinter printer(names);
    printer.out = kind_of(what);
    std::visit([&](const auto& value) { print_body(printer, value); }, what);
    return std::move(printer.out);
}

template <typename What>
void fill_json(JsonPrinter& printer, const What& what) {
    printer.json.field("kind", kind_of(what));
    std::visit([&](const auto& value) { print_body(printer, value); }, what);
}

}  // namespace

const char* kind_name(const Event& event) {
    return kind_of(event.what);
}
const char* kind_name(const Command& command) {
    return kind_of(command);
}

std::string describe(const Event& event, const Names& names) {
    return line_of(event.what, names) + (event.more ? " more" : "");
}
std::string describe(const Command& command, const Names& names) {
    return line_of(command, names);
}

std::string describe_json(const Event& event, const Names& names) {
    JsonPrinter printer(names);
    printer.json.object().field("time_ns", event.time.ns).field("more", event.more);
    fill_json(printer, event.what);
    return printer.json.end_object().text();
}
std::string describe_json(const Command& command, const Names& names) {
    JsonPrinter printer(names);
    printer.json.object();
    fill_json(printer, command);
    return printer.json.end_object().text();
}

}  // namespace twinleg::store
