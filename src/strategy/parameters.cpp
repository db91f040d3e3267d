#include "strategy/parameters.h"

#include <charconv>

namespace twinleg::strategy {

const std::string* Parameters::find(const std::string& name) {
    const auto at = values_.find(name);
    return at == values_.end() ? nullptr : &at->second;
}

Price Parameters::price(const std::string& name, Price otherwise) {
    const std::string* text = find(name);
    if (text == nullptr) return otherwise;
    const auto value = parse_price(*text, name);
    if (!value) {
        note(value.error());
        return otherwise;
    }
    return *value;
}

Quantity Parameters::quantity(const std::string& name, std::optional<Quantity> otherwise) {
    const std::string* text = find(name);
    if (text == nullptr) {
        if (!otherwise) note({Errc::missing, name + ": is not given"});
        return otherwise.value_or(Quantity{});
    }
    const auto value = parse_quantity(*text, name);
    if (!value) {
        note(value.error());
        return {};
    }
    if (value->is_negative())
        note({Errc::out_of_range, name + ": " + *text + " must not be negative"});
    return *value;
}

std::int64_t Parameters::whole(const std::string& name, std::int64_t otherwise) {
    const std::string* text = find(name);
    if (text == nullptr) return otherwise;
    std::int64_t value = 0;
    const auto [end, bad] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (bad != std::errc{} || end != text->data() + text->size() || value < 0) {
        note({Errc::malformed, name + ": \"" + *text + "\" is not a whole number from zero up"});
        return otherwise;
    }
    return value;
}

Duration Parameters::evaluate() {
    const std::string* text = find("evaluate");
    if (text != nullptr && *text == "every-event") return {};
    return milliseconds_of("evaluate", seconds(1));
}

Duration Parameters::milliseconds_of(const std::string& name, Duration otherwise) {
    return milliseconds(whole(name, otherwise.ns / 1'000'000));
}

}  // namespace twinleg::strategy
