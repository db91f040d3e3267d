#include "app/sign/input.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/json_writer.h"

namespace twinleg::app::sign {
namespace {

using simdjson::dom::element;
namespace ondemand = simdjson::ondemand;

constexpr int kDeepest = 64;

std::unexpected<Error> not_json(simdjson::error_code problem) {
    return fail(Errc::malformed,
                fmt::format("the line is not JSON: {}", simdjson::error_message(problem)));
}

// Digits without a needless zero in front, perhaps with a minus: of any length, since some seeds
// and field elements are sent as numbers.
bool is_integer(std::string_view token) {
    if (token.starts_with('-')) token.remove_prefix(1);
    const bool digits =
        !token.empty() && std::ranges::all_of(token, [](char c) { return c >= '0' && c <= '9'; });
    return digits && (token.size() == 1 || token.front() != '0');
}

std::string_view trimmed(std::string_view token) {
    const std::size_t end = token.find_last_not_of(" \t\r\n");
    return token.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

// A list or an object: checked and made compact by the other parser.
Result<Field> nested_field(std::string_view json) {
    simdjson::dom::parser parser;
    element value;
    auto problem = parser.allocate(std::max<std::size_t>(json.size(), 64), kDeepest);
    if (!problem) problem = parser.parse(json.data(), json.size()).get(value);
    if (problem) return not_json(problem);

    Field field{.kind = Field::Kind::object, .text = {}, .json = simdjson::minify(value)};
    simdjson::dom::array items;
    if (value.get(items) != simdjson::SUCCESS) return field;
    field.kind = Field::Kind::list;
    field.all_texts = true;
    for (const element item : items) {
        std::string_view text;
        if (item.get(text) == simdjson::SUCCESS)
            field.items.emplace_back(text);
        else
            field.all_texts = false;
    }
    return field;
}

// Nothing for null.
Result<std::optional<Field>> field_of(ondemand::value value) {
    ondemand::json_type type{};
    if (const auto problem = value.type().get(type)) return not_json(problem);
    Field field;
    switch (type) {
        case ondemand::json_type::null: {
            bool null = false;
            if (const auto problem = value.is_null().get(null); problem || !null)
                return not_json(simdjson::N_ATOM_ERROR);
            return std::nullopt;
        }
        case ondemand::json_type::boolean: {
            bool flag = false;
            if (const auto problem = value.get_bool().get(flag)) return not_json(problem);
            field.kind = Field::Kind::flag;
            field.text = field.json = flag ? "true" : "false";
            return field;
        }
        case ondemand::json_type::string: {
            std::string_view text;
            if (const auto problem = value.get_string().get(text)) return not_json(problem);
            field.text = text;
            field.json = json_quoted(text);
            return field;
        }
        case ondemand::json_type::number: {
            field.text = field.json = trimmed(value.raw_json_token());
            if (is_integer(field.text)) {
                field.kind = Field::Kind::integer;
                return field;
            }
            double number = 0;
            if (const auto problem = value.get_double().get(number)) return not_json(problem);
            field.kind = Field::Kind::number;
            return field;
        }
        case ondemand::json_type::array:
        case ondemand::json_type::object:
            break;
    }
    std::string_view raw;
    ondemand::object object;
    ondemand::array array;
    auto problem = simdjson::SUCCESS;
    if (type == ondemand::json_type::object) {
        problem = value.get_object().get(object);
        if (!problem) problem = object.raw_json().get(raw);
    } else {
        problem = value.get_array().get(array);
        if (!problem) problem = array.raw_json().get(raw);
    }
    if (problem) return not_json(problem);
    auto nested = nested_field(raw);
    if (!nested) return std::unexpected{nested.error()};
    return std::move(*nested);
}

// Calls `take` with each member; stops at its first error.
template <typename Take>
Result<void> for_each_member(ondemand::object& object, Take take) {
    for (auto member : object) {
        std::string_view key;
        ondemand::value value;
        auto problem = member.unescaped_key().get(key);
        if (!problem) problem = member.value().get(value);
        if (problem) return not_json(problem);
        if (auto taken = take(std::string{key}, value); !taken) return taken;
    }
    return {};
}

Result<void> read_word(std::string& out, std::string_view name, ondemand::value value) {
    auto field = field_of(value);
    if (!field) return std::unexpected{field.error()};
    if (!*field || (*field)->kind != Field::Kind::text)
        return fail(Errc::malformed, fmt::format("{}: expected text", name));
    out = (*field)->text;
    return {};
}

Result<Request> read_request(std::string_view line, std::size_t allocated) {
    ondemand::parser parser;
    ondemand::document document;
    ondemand::object root;
    auto problem = parser.iterate(line.data(), line.size(), allocated).get(document);
    if (!problem) problem = document.get_object().get(root);
    if (problem) return not_json(problem);

    Request request;
    bool has_input = false;
    const auto take_input = [&](std::string name, ondemand::value value) -> Result<void> {
        auto field = field_of(value);
        if (!field) return std::unexpected{field.error()};
        if (*field) request.input.set(std::move(name), std::move(**field));
        return {};
    };
    const auto take = [&](const std::string& name, ondemand::value value) -> Result<void> {
        if (name == "venue") return read_word(request.venue, name, value);
        if (name == "kind") return read_word(request.kind, name, value);
        if (name != "input") {
            const auto field = field_of(value);  // ignored, but it must be JSON
            return field ? Result<void>{} : std::unexpected{field.error()};
        }
        ondemand::object input;
        if (value.get_object().get(input) != simdjson::SUCCESS)
            return fail(Errc::malformed, "input: expected an object");
        has_input = true;
        return for_each_member(input, take_input);
    };
    if (auto done = for_each_member(root, take); !done) return std::unexpected{done.error()};
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return not_json(simdjson::TAPE_ERROR);
    if (request.venue.empty()) return fail(Errc::missing, "venue: is missing");
    if (request.kind.empty()) return fail(Errc::missing, "kind: is missing");
    if (!has_input) return fail(Errc::missing, "input: is missing");
    return request;
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
    // A copy with room behind it, which the parser wants; wiped, since it may hold a key.
    std::string buffer{line};
    buffer.resize(line.size() + simdjson::SIMDJSON_PADDING);
    auto request = read_request(std::string_view{buffer}.substr(0, line.size()), buffer.size());
    wipe(buffer);
    return request;
}

}  // namespace twinleg::app::sign
