#pragma once
// What becomes of a request.

#include <utility>

#include "net/server.h"

namespace twinleg::sim::wire {

struct RestOutcome {
    net::ServerResponse response;
    bool lost{false};  // done, and the connection closes without an answer

    void tell(const net::Responder& responder) && {
        if (lost)
            responder.drop();
        else
            responder.send(std::move(response));
    }
};

}  // namespace twinleg::sim::wire
