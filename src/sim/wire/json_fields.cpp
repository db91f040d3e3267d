#include "sim/wire/json_fields.h"

#include <algorithm>

namespace twinleg::sim::wire {

namespace dom = simdjson::dom;

JsonFields::JsonFields(dom::object object, std::string path)
    : object_(object), path_(std::move(path)) {}

std::string JsonFields::path_of(std::string_view name) const {
    return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
}

void JsonFields::fail_with(Errc code, std::string_view name, std::string_view why) {
    if (!error_) error_ = Error{code, path_of(name) + ": " + std::string{why}};
}

void JsonFields::adopt_error(const Error& error) {
    if (!error_) error_ = error;
}

std::optional<dom::element> JsonFields::find(std::string_view name) {
    known_.emplace_back(name);
    dom::element found;
    if (object_.at_key(name).get(found) != simdjson::SUCCESS) return std::nullopt;
    if (found.is_null()) return std::nullopt;
    return found;
}

std::optional<std::string> JsonFields::text(std::string_view name) {
    const auto found = find(name);
    if (!found) return std::nullopt;
    std::string_view text;
    if (found->get(text) == simdjson::SUCCESS) return std::string{text};
    fail_with(Errc::malformed, name, "is no text; put it between quotes");
    return std::nullopt;
}

std::string JsonFields::required_text(std::string_view name) {
    auto found = text(name);
    if (!found) fail_with(Errc::missing, name, "is missing");
    return std::move(found).value_or(std::string{});
}

std::optional<std::uint64_t> JsonFields::number(std::string_view name) {
    const auto found = find(name);
    if (!found) return std::nullopt;
    std::uint64_t number = 0;
    if (found->get(number) == simdjson::SUCCESS) return number;
    fail_with(Errc::malformed, name, "is no whole number of zero or more");
    return std::nullopt;
}

std::optional<bool> JsonFields::flag(std::string_view name) {
    const auto found = find(name);
    if (!found) return std::nullopt;
    bool flag = false;
    if (found->get(flag) == simdjson::SUCCESS) return flag;
    fail_with(Errc::malformed, name, "is neither true nor false");
    return std::nullopt;
}

std::optional<Notional> JsonFields::money(std::string_view name) {
    const auto found = find(name);
    if (!found) return std::nullopt;
    std::string_view text;
    std::int64_t whole = 0;
    if (found->get(whole) == simdjson::SUCCESS) return Notional::from_units(whole);
    if (found->get(text) == simdjson::SUCCESS) {
        if (auto amount = parse_notional(text, path_of(name))) return *amount;
    }
    fail_with(Errc::malformed, name, "is no amount; write decimal text such as \"10000\"");
    return std::nullopt;
}

std::optional<dom::object> JsonFields::object(std::string_view name) {
    const auto found = find(name);
    if (!found) return std::nullopt;
    dom::object object;
    if (found->get(object) == simdjson::SUCCESS) return object;
    fail_with(Errc::malformed, name, "is no object");
    return std::nullopt;
}

std::optional<dom::array> JsonFields::array(std::string_view name) {
    const auto found = find(name);
    if (!found) return std::nullopt;
    dom::array array;
    if (found->get(array) == simdjson::SUCCESS) return array;
    fail_with(Errc::malformed, name, "is no list");
    return std::nullopt;
}

Result<void> JsonFields::finish() {
    if (error_) return std::unexpected{*error_};
    for (const auto field : object_) {
        if (std::ranges::find(known_, field.key) != known_.end()) continue;
        std::string names;
        for (const std::string& each : known_)
            names += (names.empty() ? "" : ", ") + each;
        return fail(Errc::unsupported,
                    path_of(field.key) + ": there is no such field; there are " + names);
    }
    return {};
}

}  // namespace twinleg::sim::wire
