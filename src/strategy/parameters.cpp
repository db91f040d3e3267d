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

Ratio Parameters::ratio(const std::string& name, Ratio otherwise) {
    const std::string* text = find(name);
    if (text == nullptr) return otherwise;
    const auto value = parse_ratio(*text, name);
    if (!value) note(value.error());
    return value.value_or(Ratio{});
}

std::string Parameters::text(const std::string& name, std::string otherwise) {
    const std::string* text = find(name);
    return text == nullptr ? std::move(otherwise) : *text;
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

Duration Parameters::seconds_of(const std::string& name, Duration otherwise) {
    const std::string* text = find(name);
    if (text == nullptr) return otherwise;
    const auto value = parse_ratio(*text, name);
    if (!value || value->is_negative()) {
        note({Errc::malformed, name + ": \"" + *text + "\" is no number of seconds from zero up"});
        return otherwise;
    }
    return {value->raw() / (Ratio::kOne / 1'000'000'000)};
}

Notional Parameters::notional(const std::string& name, Notional otherwise) {
    const std::string* text = find(name);
    if (text == nullptr) return otherwise;
    const auto value = parse_notional(*text, name);
    if (!value) {
        note(value.error());
        return otherwise;
    }
    if (value->is_negative())
        note({Errc::out_of_range, name + ": " + *text + " must not be negative"});
    return *value;
}

double Parameters::number(const std::string& name, double otherwise) {
    const std::string* text = find(name);
    if (text == nullptr) return otherwise;
    const auto value = parse_ratio(*text, name);
    if (!value) {
        note(value.error());
        return otherwise;
    }
    if (value->is_negative())
        note({Errc::out_of_range, name + ": " + *text + " must not be negative"});
    return to_double(*value);
}

std::size_t Parameters::word(const std::string& name, std::initializer_list<std::string_view> words,
                             std::size_t otherwise) {
    const std::string* text = find(name);
    if (text == nullptr) return otherwise;
    std::string all;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words.begin()[i] == *text) return i;
        all += (i > 0 ? ", " : "") + std::string{words.begin()[i]};
    }
    note({Errc::malformed, name + ": \"" + *text + "\" is none of " + all});
    return otherwise;
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
