#pragma once
// A client's socket, as feeds see it.

#include <string>
#include <string_view>

#include "sim/wire/venue_server.h"

namespace twinleg::sim::wire {

class Line {
public:
    virtual ~Line() = default;
    // By itself: a fault may hit it.
    virtual void tell(std::string frame) = 0;
    // As an answer to the client.
    virtual void answer(std::string_view frame) = 0;
    virtual void close(int code, std::string_view reason) = 0;
};

// A session's.
class SessionLine final : public Line {
public:
    explicit SessionLine(Session& session) : session_(session) {}
    void tell(std::string frame) override { session_.tell(std::move(frame)); }
    void answer(std::string_view frame) override { session_.answer(frame); }
    void close(int code, std::string_view reason) override { session_.close(code, reason); }

private:
    Session& session_;
};

}  // namespace twinleg::sim::wire
