#pragma once
// Who is asking, and may they: requests and private sockets of both generations.

#include <string>
#include <string_view>

#include "net/server.h"
#include "sim/wire/edgex/answer.h"
#include "sim/wire/edgex/auth.h"
#include "sim/wire/edgex/member.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::edgex {

// A request in terms of the protocol.
struct Call {
    Generation generation{Generation::v2};
    std::string method;
    std::string path;  // whole, without the query
    std::string name;  // behind /api/v1/ or /api/v2/: "private/order/createOrder"
    Json fields;       // of the query, or of a POST's body

    bool is_private() const { return name.starts_with("private/"); }
};

// Errors: GATEWAY_PATH_NOT_FOUND, GATEWAY_PARAM_INVALID for a body that is no JSON object.
Asked<Call> read_call(const net::ServerRequest& request);

// A request is refused whose time is more than this off.
inline constexpr Duration kClockWindow = seconds(60);

class Gate {
public:
    explicit Gate(Members& members) : members_(members) {}

    // Errors, in this order: GATEWAY_HEADER_REQUIRED, INVALID_API_KEY and INVALID_API_PASSPHRASE
    // (V2) or INVALID_ACCOUNT_ID (V1), INVALID_TIMESTAMP, INVALID_SIGNATURE, INVALID_ACCOUNT_ID for
    // a field that names another account.
    Asked<Member*> admit(const Call& call, const net::ServerRequest& request, Time now);

    struct Guest {
        Member* member;
        Generation generation;
    };
    // The private socket's handshake: headers, or the same in Sec-WebSocket-Protocol. Whoever sends
    // an API key speaks V2.
    Asked<Guest> admit_socket(const net::ServerRequest& request, Time now);

private:
    Asked<Member*> check(Generation generation, const AuthHeaders& headers,
                         std::string_view account_id, std::string_view method,
                         std::string_view path, std::string_view canonical, Time now);

    Members& members_;
};

}  // namespace twinleg::sim::wire::edgex
