#pragma once
// A client's socket, as feeds see it.

#include <string>
#include <string_view>

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

// One that carries binary frames too.
class BinaryLine : public Line {
public:
    // By itself: a fault may hit it.
    virtual void tell_binary(std::string bytes) = 0;
};

}  // namespace twinleg::sim::wire
