#pragma once
// Who is asking: onboarding, login, and the tokens given out. Source: page § 3.

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "net/server.h"
#include "sim/wire/paradex/member.h"
#include "sim/wire/paradex/refusal.h"

namespace twinleg::sim::wire::paradex {

inline constexpr Duration kTokenLife = seconds(300);

// What a token stands for.
struct Login {
    Member* member{nullptr};
    const Member::Key* key{nullptr};  // orders must be signed with it
    bool interactive{false};          // "Retail"
    Time expires;
};

class Gate {
public:
    Gate(Members& members, std::uint64_t number);

    // Nobody may log in while it says so.
    void revoke_while(std::function<bool()> revoked) { revoked_ = std::move(revoked); }

    // POST /auth or /auth/{public_key}. The token, a JWT whose signature means nothing.
    Asked<std::string> log_in(const net::ServerRequest& request, std::string_view path_key,
                              bool interactive, Time now);
    // POST /onboarding: idempotent.
    Asked<void> onboard(const net::ServerRequest& request);

    // Behind "Authorization: Bearer ".
    Asked<Login> admit(const net::ServerRequest& request, Time now) const;
    // Nothing for a token that was never given, or is over.
    const Login* find(std::string_view token, Time now) const;
    void expire_all() { logins_.clear(); }

    const MessageHashes& hashes() const { return hashes_; }
    Members& members() { return members_; }

private:
    std::string make_token(const Login& login, Time now);

    Members& members_;
    MessageHashes hashes_;
    std::uint64_t number_;
    std::uint64_t tokens_{0};
    std::function<bool()> revoked_;
    std::unordered_map<std::string, Login> logins_;  // by token; looked up only
};

}  // namespace twinleg::sim::wire::paradex
