#pragma once
// Rate limits: token buckets that fill continuously. Source: page § 2.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "net/header.h"

namespace twinleg::sim::wire::paradex {

struct Allowance {
    std::int64_t count;
    Duration window;
};

// So much in a window, refilled evenly; begins full.
class Bucket {
public:
    explicit Bucket(Allowance allowance) : allowance_(allowance) {}

    bool has(Time now) const { return left(now) > 0; }
    void take(Time now);
    std::int64_t left(Time now) const;
    Time full_at(Time now) const { return busy_until_ < now ? now : busy_until_; }
    // When there is one again.
    Time ready_at(Time now) const;
    const Allowance& allowance() const { return allowance_; }

private:
    Duration step() const { return allowance_.window / allowance_.count; }

    Allowance allowance_;
    Time busy_until_;  // when it will be full again; in the past: it is
};

class Limits {
public:
    enum class Kind : std::uint8_t {
        public_call,   // by address
        onboarding,    // by address
        login,         // by address
        order,         // by account: create, modify and cancel, of REST and sockets together
        private_read,  // by account
        private_call,  // by address
        connection,    // by address
        retail,        // by account: orders of a Retail token; above it they are Pro
    };

    explicit Limits(bool on) : on_(on) {}

    struct State {
        std::int64_t limit, left;
        Time reset, ready;
        Duration window;
    };
    // Takes one of each bucket, or none and says which was empty.
    struct Answer {
        bool allowed{true};
        std::optional<State> state;  // of the tightest bucket; none where limits are off
    };
    Answer take(Kind kind, std::string_view who, Time now);

private:
    bool on_;
    std::map<std::pair<Kind, std::string>, std::vector<Bucket>> buckets_;
};

// X-RateLimit-* and, where refused, Retry-After.
std::vector<net::Header> limit_headers(const Limits::Answer& answer, Time now);

}  // namespace twinleg::sim::wire::paradex
