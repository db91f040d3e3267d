#pragma once
// What a function says when it could not do what was asked: a code for the program, a sentence for
// a person.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace twinleg {

enum class Errc : std::uint8_t {
    malformed,     // bytes that do not mean anything: bad JSON, a number that is none
    out_of_range,  // a number that is one, but not one we may use
    missing,       // a field, file or answer that should be there
    unsupported,   // understood, and not done here
    sequence_gap,  // an increment is missing; the book is not ready until a snapshot
    crossed,       // the best bid is not below the best ask
    not_ready,     // asked too early
    refused,       // a venue, the risk gate or an operator said no
    unauthorised,  // a key, token or signature was not accepted
    rate_limited,  // too many requests; try later
    timed_out,     // no answer in time; the outcome is unknown
    disconnected,  // the connection is gone; the outcome of what was in flight is unknown
    corrupt,       // a checksum or an invariant of stored data does not hold
    io,            // the operating system refused: no space, no permission, no such file
    conflict,      // somebody else holds it
};

// The enumerator as text, for logs and JSON.
std::string_view name(Errc code);

struct Error {
    Errc code;
    // A sentence that names the field, the value and the way to mend it, without a full stop.
    std::string message;

    friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Errc code, std::string message) {
    return std::unexpected<Error>{Error{code, std::move(message)}};
}

}  // namespace twinleg
