#include "panel/guard.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace twinleg::panel {

namespace {

constexpr std::size_t kAddressesHeld = 10'000;
constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kProtocol = "twinleg.bearer.";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

// The name of "name:port" or "[::1]:port", without brackets.
std::string_view name_in(std::string_view host) {
    if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
    return host.substr(0, host.find(':'));
}

bool is_ipv4(std::string_view name) {
    return !name.empty() && std::ranges::count(name, '.') == 3 &&
           std::ranges::all_of(name, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

Wrong forbidden(std::string_view field, std::string_view value, std::string message) {
    return {.status = 403,
            .code = "forbidden",
            .field = std::string{field},
            .value = std::string{value},
            .message = std::move(message)};
}

}  // namespace

bool is_loopback(std::string_view address) {
    return address == "localhost" || address == "::1" ||
           (address.starts_with("127.") && is_ipv4(address));
}

// Where every address of the machine is listened on, its names are not known: an address cannot be
// rebound, nor can a name without a dot be registered by a stranger.
bool Guard::is_ours(std::string_view host) const {
    const auto name = lower(name_in(host));
    if (name.empty()) return false;
    if (is_loopback(name) || name == lower(options_.listen)) return true;
    if (options_.listen != "0.0.0.0" && options_.listen != "::") return false;
    return is_ipv4(name) || name.find(':') != std::string::npos || name == lower(options_.host) ||
           name.find('.') == std::string::npos;
}

std::optional<Wrong> Guard::wrong_place(const net::ServerRequest& request) const {
    const auto host = request.header("Host");
    if (!is_ours(host))
        return forbidden("Host", host,
                         "this panel has another name; open it by the address it listens on");
    const auto origin = request.header("Origin");
    if (origin.empty()) return std::nullopt;
    const auto wanted = lower(host);
    if (origin == "http://" + wanted || origin == "https://" + wanted) return std::nullopt;
    return forbidden("Origin", origin, "pages of other sites are not answered");
}

std::optional<Wrong> Guard::not_let_in(const net::ServerRequest& request, Time now) {
    if (options_.token.empty()) return std::nullopt;
    forget_old(now);
    auto found = tries_.find(request.remote);
    if (found != tries_.end() && found->second.failed >= options_.tries)
        return Wrong{.status = 429,
                     .code = "too_many",
                     .field = "Authorization",
                     .message = fmt::format("{} wrong tokens from this address; try again in a "
                                            "minute",
                                            options_.tries)};
    const auto given = token_of(request);
    if (same_secret(given, options_.token)) return std::nullopt;
    if (!given.empty()) {  // to have none is no guess
        if (found == tries_.end() && tries_.size() < kAddressesHeld)
            found = tries_.emplace(request.remote, Tries{.from = now}).first;
        if (found != tries_.end()) ++found->second.failed;
    }
    return Wrong{.status = 401,
                 .code = given.empty() ? "missing" : "forbidden",
                 .field = "Authorization",
                 .message = given.empty() ? "a token is wanted: Authorization: Bearer, with what "
                                            "TWINLEG_PANEL_TOKEN is set to"
                                          : "the token is not the one of TWINLEG_PANEL_TOKEN"};
}

void Guard::forget_old(Time now) {
    std::erase_if(tries_,
                  [&](const auto& each) { return now - each.second.from > options_.window; });
}

std::string_view token_of(const net::ServerRequest& request) {
    const auto header = request.header("Authorization");
    if (header.size() > kBearer.size() && net::same_name(header.substr(0, kBearer.size()), kBearer))
        return trimmed(header.substr(kBearer.size()));
    auto rest = request.header("Sec-WebSocket-Protocol");
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto word = trimmed(rest.substr(0, comma));
        if (word.starts_with(kProtocol)) return word.substr(kProtocol.size());
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
    return {};
}

bool same_secret(std::string_view given, std::string_view wanted) {
    unsigned differs = given.size() == wanted.size() ? 0 : 1;
    for (std::size_t n = 0; n < given.size(); ++n) {
        const auto other = wanted.empty() ? '\0' : wanted[n % wanted.size()];
        differs |= unsigned{static_cast<unsigned char>(given[n])} ^
                   unsigned { static_cast<unsigned char>(other) };
    }
    return differs == 0 && !wanted.empty();
}

}  // namespace twinleg::panel
