#include "sim/wire/lighter/rest_call.h"

#include <algorithm>
#include <charconv>

#include "sim/wire/lighter/transaction.h"

namespace twinleg::sim::wire::lighter {
namespace {

constexpr std::string_view kPrefix = "/api/v1/";

std::optional<std::uint64_t> whole(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

RestCall RestCall::of(const net::ServerRequest& request, Time now, Time judged_now) {
    RestCall call;
    const std::string_view path = request.path();
    call.name = path.starts_with(kPrefix) ? path.substr(kPrefix.size()) : path;
    call.post = request.method == "POST";
    call.fields = net::parse_query(call.post ? std::string_view{request.body} : request.query());
    call.token = request.header("Authorization");
    if (call.token.empty()) call.token = call.text("auth");
    call.remote = request.remote;
    call.now = now;
    call.judged_now = judged_now;
    return call;
}

std::string_view RestCall::text(std::string_view field) const {
    const auto found = std::ranges::find(
        fields, field, [](const auto& each) -> std::string_view { return each.first; });
    return found == fields.end() ? std::string_view{} : std::string_view{found->second};
}

Checked<std::optional<std::uint64_t>> RestCall::number(std::string_view field) const {
    if (!has(field)) return std::optional<std::uint64_t>{};
    const auto value = whole(text(field));
    if (!value) return refuse(Code::invalid_param, std::string{field} + " is not a number");
    return value;
}

Checked<std::uint64_t> RestCall::required(std::string_view field) const {
    const auto value = number(field);
    if (!value) return std::unexpected{value.error()};
    if (!*value) return refuse(Code::invalid_param, std::string{field} + " is required");
    return **value;
}

Checked<std::size_t> RestCall::limit(std::size_t most, std::optional<std::size_t> otherwise) const {
    const auto value = number("limit");
    if (!value) return std::unexpected{value.error()};
    if (!*value && otherwise) return *otherwise;
    if (!*value || **value < 1 || **value > most)
        return refuse(Code::invalid_param, "limit is not in 1.." + std::to_string(most));
    return static_cast<std::size_t>(**value);
}

Checked<const Market*> RestCall::market(bool wanted) const {
    const auto id = number("market_id");
    if (!id) return std::unexpected{id.error()};
    if (!*id || **id == kNoMarket) {
        if (wanted) return refuse(Code::invalid_param, "market_id is required");
        return nullptr;
    }
    const Market* found = find_market(**id);
    if (found == nullptr) return refuse(Code::invalid_market);
    return found;
}

Checked<std::string> RestCall::word(std::string_view field,
                                    std::initializer_list<std::string_view> words) const {
    if (!has(field)) return std::string{*words.begin()};
    const std::string_view given = text(field);
    if (std::ranges::find(words, given) == words.end())
        return refuse(Code::invalid_param, std::string{field} + " is none of its words");
    return std::string{given};
}

Checked<std::optional<bool>> RestCall::asks() const {
    const std::string_view given = text("ask_filter");
    if (given.empty() || given == "-1") return std::optional<bool>{};
    if (given == "0") return std::optional{false};
    if (given == "1") return std::optional{true};
    return refuse(Code::invalid_param, "ask_filter is none of -1, 0, 1");
}

}  // namespace twinleg::sim::wire::lighter
