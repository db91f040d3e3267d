#pragma once
// What people may ask of desks by POST.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/server.h"
#include "panel/json.h"
#include "panel/state.h"

namespace twinleg::panel {

// Whatever is asked becomes an event of the engine that says who asked; what came of it is told on
// the stream. Where money moves (flatten, kill) the first request gets a one-time word back, and
// the second, with that word and within 15 s, does it.
//
// Threads: the panel's.
class Deeds {
public:
    explicit Deeds(State& state) : state_(state) {}

    net::ServerResponse on(const net::ServerRequest& request, Time now);

private:
    struct Pending {
        std::string path;
        std::vector<std::string> pairs;
        Time until;
    };
    struct Body;

    net::ServerResponse flatten_or_kill(std::string_view path, Body& body, Time now);
    static net::ServerResponse mode(Body& body);
    static net::ServerResponse parameters(Body& body);

    State& state_;
    std::map<std::string, Pending> pending_;  // by word
};

// Whether `value` is one that `parameter` may have; else what is wrong with it.
std::optional<Wrong> not_a_value(const Parameter& parameter, std::string_view value);

}  // namespace twinleg::panel
