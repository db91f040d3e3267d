#pragma once
// Who may ask the panel, by address, Host, Origin and token. Pure: time is handed in.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "net/server.h"
#include "panel/json.h"

namespace twinleg::panel {

// The least of a token's characters.
inline constexpr std::size_t kTokenLeast = 16;

// Whether this address is of this machine alone.
bool is_loopback(std::string_view address);

struct GuardOptions {
    std::string listen{"127.0.0.1"};
    std::string token;  // empty: none is wanted
    std::string host;   // this machine's own name
    std::size_t tries{10};
    Duration window{seconds(60)};
};

// A page elsewhere that has its name point here (DNS rebinding) is told from ours by Host, one that
// merely links here by Origin. There are no cookies, so nothing is sent that a page does not know.
//
// Threads: one.
class Guard {
public:
    explicit Guard(GuardOptions options) : options_(std::move(options)) {}

    // Why this request is not heard at all; nothing if it is.
    std::optional<Wrong> wrong_place(const net::ServerRequest& request) const;
    // Why it is not let in; nothing if its token is right, or none is wanted. A wrong one counts.
    std::optional<Wrong> not_let_in(const net::ServerRequest& request, Time now);

private:
    struct Tries {
        Time from;
        std::size_t failed{0};
    };

    bool is_ours(std::string_view host) const;
    void forget_old(Time now);

    const GuardOptions options_;
    std::map<std::string, Tries, std::less<>> tries_;  // by address
};

// The token that a request brings: `Authorization: Bearer T`, or for the stream the subprotocol
// `twinleg.bearer.T`.
std::string_view token_of(const net::ServerRequest& request);

// Whether the two are equal, in a time that tells nothing but the length of `given`.
bool same_secret(std::string_view given, std::string_view wanted);

}  // namespace twinleg::panel
