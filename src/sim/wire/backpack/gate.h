#pragma once
// Who is asking, and may they. Source: page § 2.

#include <string>
#include <string_view>

#include "net/server.h"
#include "sim/wire/backpack/answer.h"
#include "sim/wire/backpack/auth.h"
#include "sim/wire/backpack/member.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::backpack {

// A request in terms of the protocol.
struct Call {
    std::string method;
    std::string path;
    std::string_view instruction;  // empty: public
    Json fields;                   // of the query (GET), or of the body; an array for a batch
    Time now;                      // by which it is judged

    bool is(std::string_view wanted_method, std::string_view wanted_path) const {
        return method == wanted_method && path == wanted_path;
    }
    std::string_view field(std::string_view name) const { return fields.field(name); }
};

// Errors: INVALID_CLIENT_REQUEST for a body that is no JSON.
Asked<Call> read_call(const net::ServerRequest& request, Time judged);

// Errors: UNAUTHORIZED for no key or an unknown one, INVALID_CLIENT_REQUEST for a time that is
// outside the window, a window past a minute, and a signature that does not verify.
Asked<Member*> admit(Members& members, const AuthHeaders& headers, std::string_view text, Time now);

}  // namespace twinleg::sim::wire::backpack
