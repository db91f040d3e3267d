#pragma once
// Who is asking, and may they. Source: page § 2, § 3.

#include <string>
#include <string_view>

#include "net/server.h"
#include "sim/wire/aster/answer.h"
#include "sim/wire/aster/auth.h"
#include "sim/wire/aster/member.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::aster {

// A request in terms of the protocol.
struct Call {
    std::string method;
    std::string path;
    std::string name;  // behind /fapi/vN/: "order", "positionSide/dual"; empty: elsewhere
    int version{0};
    Json fields;  // of query and body
    std::string query;
    std::string body;
    std::string api_key;  // of the header
    std::string remote;
    Time now;  // by which it is judged

    bool is(std::string_view wanted_method, std::string_view wanted_name) const {
        return method == wanted_method && name == wanted_name;
    }
    std::string_view field(std::string_view name_of) const { return fields.field(name_of); }
    bool has(std::string_view name_of) const { return !field(name_of).empty(); }
    // An API wallet asks; otherwise a key and its secret do.
    bool by_wallet() const { return version == 3 && has("signer"); }
};

// Of a name in query and body, the query's counts. A wallet's fields are those of the part that is
// signed.
Call read_call(const net::ServerRequest& request, Time judged);

// The market of the call's `symbol`. Errors: -1102, -1121.
Asked<const Market*> market_of(const Markets& markets, const Call& call);
// The same; null where it names none.
Asked<const Market*> market_if_named(const Markets& markets, const Call& call);

// -5000 with 404.
std::unexpected<Trouble> unknown_path(const Call& call);

// V1: errors -2014, -2015, -1102, -1021, -1022 in that order. V3: -1102, -2015, -1022, -4225.
Asked<Member*> admit(Members& members, Exchange& exchange, const Call& call);
// By the header alone, as a listen key is asked for in V1. Errors: -2014, -2015.
Asked<Member*> admit_by_key(Members& members, const Call& call);

}  // namespace twinleg::sim::wire::aster
