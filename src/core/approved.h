#pragma once
// Proof, as a type, that the risk gate has seen something.

#include <utility>

namespace twinleg {

namespace risk {
class Gate;
}
namespace store {
class CommandDecoder;
}

// Only the gate can make one, and nothing else can be sent. The decoder of the journal is the one
// other friend: what it reads was approved when it was written, and is shown, never sent.
template <typename T>
class Approved {
public:
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

private:
    friend class risk::Gate;
    friend class store::CommandDecoder;
    explicit Approved(T value) : value_(std::move(value)) {}
    T value_;
};

}  // namespace twinleg
