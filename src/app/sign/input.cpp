#include "app/sign/input.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace twinleg::app::sign {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr int kDeepest = 64;

Field field_of(const element& value) {
    Field field;
    field.json = simdjson::minify(value);
    switch (value.type()) {
        case element_type::STRING:
            field.text = std::string_view{value};
            return field;
        case element_type::INT64:
        case element_type::UINT64:
            field.kind = Field::Kind::integer;
            field.text = field.json;
            return field;
        case element_type::BOOL:
            field.kind = Field::Kind::flag;
            field.text = field.json;
            return field;
        case element_type::DOUBLE:
        case element_type::NULL_VALUE:
            field.kind = Field::Kind::number;
            return field;
        case element_type::OBJECT:
            field.kind = Field::Kind::object;
            return field;
        case element_type::ARRAY:
            break;
    }
    field.kind = Field::Kind::list;
    field.all_texts = true;
    for (const element item : simdjson::dom::array{value}) {
        if (item.type() == element_type::STRING)
            field.items.emplace_back(std::string_view{item});
        else
            field.all_texts = false;
    }
    return field;
}

Result<std::string> word_of(const element& root, const char* name) {
    std::string_view word;
    if (root[name].get(word) != simdjson::SUCCESS)
        return fail(Errc::missing, fmt::format("{}: expected as text beside \"input\"", name));
    return std::string{word};
}

void wipe(std::string& text) {
    sodium_memzero(text.data(), text.size());
}

}  // namespace

Input::~Input() {
    for (auto& [name, field] : fields_) {
        wipe(field.text);
        wipe(field.json);
    }
}

void Input::set(std::string name, Field field) {
    fields_.insert_or_assign(std::move(name), std::move(field));
}

const Field* Input::find(std::string_view name) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? nullptr : &found->second;
}

void Input::refuse(Errc code, std::string_view name, std::string_view why) {
    if (!error_) error_ = Error{code, fmt::format("{}: {}", name, why)};
}

std::string_view Input::text(std::string_view name) {
    const Field* field = find(name);
    if (field == nullptr) {
        refuse(Errc::missing, name, "is missing");
        return {};
    }
    if (field->kind != Field::Kind::text && field->kind != Field::Kind::integer) {
        refuse(Errc::malformed, name, "expected text");
        return {};
    }
    return field->text;
}

std::string_view Input::text_or(std::string_view name, std::string_view otherwise) {
    return has(name) ? text(name) : otherwise;
}

std::uint64_t Input::number(std::string_view name) {
    const bool known = has(name);
    const std::string_view digits = text(name);
    std::uint64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped, problem] = std::from_chars(digits.data(), end, value);
    if (known && (problem != std::errc{} || stopped != end))
        refuse(problem == std::errc::result_out_of_range ? Errc::out_of_range : Errc::malformed,
               name, "expected an integer from 0 to 2^64 - 1");
    return value;
}

std::uint64_t Input::number_or(std::string_view name, std::uint64_t otherwise) {
    return has(name) ? number(name) : otherwise;
}

bool Input::flag(std::string_view name) {
    const Field* field = find(name);
    if (field == nullptr) return false;
    if (field->kind != Field::Kind::flag) refuse(Errc::malformed, name, "expected true or false");
    return field->text == "true";
}

std::string_view Input::json(std::string_view name) const {
    const Field* field = find(name);
    return field == nullptr ? std::string_view{} : std::string_view{field->json};
}

std::vector<std::string> Input::list(std::string_view name) {
    const Field* field = find(name);
    if (field == nullptr) return {};
    if (field->kind != Field::Kind::list || !field->all_texts)
        refuse(Errc::malformed, name, "expected a list of texts");
    return field->items;
}

std::size_t Input::one_of(std::string_view name, std::initializer_list<std::string_view> words) {
    const bool known = has(name);
    const std::string_view word = text(name);
    const auto* found = std::ranges::find(words, word);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    if (known)
        refuse(Errc::malformed, name, fmt::format("expected one of {}", fmt::join(words, ", ")));
    return 0;
}

Result<Request> parse_request(std::string_view line) {
    simdjson::dom::parser parser;
    element root;
    auto problem = parser.allocate(std::max<std::size_t>(line.size(), 64), kDeepest);
    if (!problem) problem = parser.parse(line.data(), line.size()).get(root);
    if (problem)
        return fail(Errc::malformed,
                    fmt::format("the line is not JSON: {}", simdjson::error_message(problem)));

    auto venue = word_of(root, "venue");
    if (!venue) return std::unexpected{venue.error()};
    auto kind = word_of(root, "kind");
    if (!kind) return std::unexpected{kind.error()};
    simdjson::dom::object members;
    if (root["input"].get(members) != simdjson::SUCCESS)
        return fail(Errc::missing, "input: expected an object");

    Request request{.venue = std::move(*venue), .kind = std::move(*kind), .input = {}};
    for (const auto member : members)
        if (!member.value.is_null())
            request.input.set(std::string{member.key}, field_of(member.value));
    return request;
}

}  // namespace twinleg::app::sign
